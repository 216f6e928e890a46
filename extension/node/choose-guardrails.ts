// Which commands must exit 0 before a run may claim completion, read from its base commit and nowhere else.
import * as z from 'zod/mini';
import { defaultGuardrailSeconds, type Configuration } from '../core/configuration.ts';
import { decodeJson } from '../core/protocol/decode.ts';
import type { Guardrail } from '../core/run/events.ts';
import { listTree, showFile } from './snapshot.ts';

export interface ChosenGuardrails {
  readonly source: string;
  readonly guardrails: readonly Guardrail[];
}

/** Scripts of package.json that are taken when dimmer.yaml names no guardrails, in this order. */
export const detectedScripts = ['build', 'typecheck', 'lint', 'test'] as const;

const packageSchema = z.object({ scripts: z.optional(z.record(z.string(), z.string())) });

export async function chooseGuardrails(
  root: string,
  commit: string,
  configuration: Configuration,
): Promise<ChosenGuardrails> {
  if (configuration.guardrails) return { source: 'dimmer.yaml', guardrails: configuration.guardrails };
  const scripts = await packageScripts(root, commit);
  const names = detectedScripts.filter(
    (name) => scripts[name] !== undefined && !isPlaceholder(scripts[name]),
  );
  if (names.length === 0) return { source: 'none', guardrails: [] };
  const manager = await packageManager(root, commit);
  const guardrails = names.map((name) => ({
    name,
    run: [manager, 'run', name],
    timeoutSeconds: defaultGuardrailSeconds,
  }));
  return { source: 'package.json', guardrails };
}

/** The scripts of package.json at a commit; none when it is missing or not JSON. */
export async function packageScripts(
  root: string,
  commit: string,
): Promise<Readonly<Record<string, string>>> {
  const bytes = await showFile(root, commit, 'package.json');
  if (bytes === null) return {};
  const decoded = decodeJson(packageSchema, bytes.toString('utf8'));
  return decoded.ok ? (decoded.value.scripts ?? {}) : {};
}

/** What `npm init` writes into `test`. */
function isPlaceholder(script: string): boolean {
  return /no test specified/.test(script);
}

async function packageManager(root: string, commit: string): Promise<string> {
  const names = new Set((await listTree(root, commit)).map((entry) => entry.path));
  if (names.has('pnpm-lock.yaml')) return 'pnpm';
  if (names.has('yarn.lock')) return 'yarn';
  return names.has('bun.lock') || names.has('bun.lockb') ? 'bun' : 'npm';
}
