// Which commands must exit 0 before a run may claim completion, read from its base commit and nowhere else.
import { defaultGuardrailSeconds, type Configuration } from '../core/configuration.ts';
import { detectCommands } from '../core/project/detect.ts';
import { describingFiles } from '../core/project/files.ts';
import { scriptsOf } from '../core/project/node.ts';
import type { Guardrail } from '../core/run/events.ts';
import { listTree, showFile } from './snapshot.ts';

export interface ChosenGuardrails {
  /** `dimmer.yaml`, the files they were detected from, or `none`. */
  readonly source: string;
  readonly guardrails: readonly Guardrail[];
}

/** A describing file that is longer than this describes nothing. */
const longest = 1024 * 1024;

export async function chooseGuardrails(
  root: string,
  commit: string,
  configuration: Configuration,
): Promise<ChosenGuardrails> {
  if (configuration.guardrails) return { source: 'dimmer.yaml', guardrails: configuration.guardrails };
  const entries = (await listTree(root, commit)).filter((entry) => entry.type === 'blob');
  const paths = entries.map(({ path }) => path);
  const texts = new Map<string, string>();
  for (const name of describingFiles.filter((one) => paths.includes(one))) {
    const bytes = await showFile(root, commit, name);
    if (bytes !== null && bytes.length <= longest) texts.set(name, bytes.toString('utf8'));
  }
  const { source, commands } = detectCommands({ paths, text: (path) => texts.get(path) });
  const guardrails = commands.map(({ name, run }) => ({
    name,
    run: [...run],
    timeoutSeconds: defaultGuardrailSeconds,
  }));
  return { source, guardrails };
}

/** The scripts of package.json at a commit; none when it is missing or not JSON. */
export async function packageScripts(
  root: string,
  commit: string,
): Promise<Readonly<Record<string, string>>> {
  return scriptsOf((await showFile(root, commit, 'package.json'))?.toString('utf8'));
}
