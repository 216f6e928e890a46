// Asks the drafting process for a spec: parser, linter and model stay out of whoever asks.
// Invariant: the key goes over stdin and nowhere else; nothing is written; ends with a value.
import { decodeJson } from '../core/protocol/decode.ts';
import { draftAnswerSchema, type DraftAnswer, type DraftInput } from '../core/protocol/draft.ts';
import type { StartOptions } from './launch-options.ts';
import { bundleDir, findNode, programEnvironment, programFile, versionFolder } from './programs.ts';
import { runCommand } from './run-command.ts';

export type Drafted =
  { readonly ok: true; readonly answer: DraftAnswer } | { readonly ok: false; readonly message: string };

/** Longer than the model's own patience, so that its failure is told by the process and not by its end. */
const patience = 75_000;

export async function requestDraft(
  input: Omit<DraftInput, 'v'>,
  options: StartOptions = {},
): Promise<Drafted> {
  const env = options.env ?? process.env;
  const found = await findNode(env);
  if (!found.ok) return { ok: false, message: found.message };
  const folder = await versionFolder(options.bundles ?? (await bundleDir()), env);
  const file = programFile(folder, 'runner');
  const result = await runCommand(found.node.command, ['--no-warnings', file, '--draft-spec'], {
    input: `${JSON.stringify({ v: 1, ...input })}\n`,
    env: programEnvironment(found.node, env),
    timeoutMs: patience,
  });
  const decoded = decodeJson(draftAnswerSchema, result.stdout);
  if (decoded.ok) return { ok: true, answer: decoded.value };
  const said = result.problem || result.stderr.trim().split('\n').at(-1) || decoded.problems[0];
  return { ok: false, message: `The spec could not be written: ${said ?? ''}. Nothing was changed.` };
}
