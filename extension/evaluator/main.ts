// The evaluator process: alone opens the vault, runs scenarios, and lets only counts and redacted feedback out.
// Invariant: the identity arrives on stdin and is kept in memory; nothing of a scenario goes to stderr, files or arguments.
import { decodeJson } from '../core/protocol/decode.ts';
import { evaluatorInputSchema } from '../core/protocol/evaluator-input.ts';
import { closeInheritedDescriptors } from '../node/sandbox/descriptors.ts';
import { answerTo } from './answer.ts';
import { problem } from './problem.ts';
import { serveMode } from './serve-mode.ts';
import { VaultBusy } from './vault/files.ts';
import { failure, type Answer } from './vault-mode.ts';

async function main(): Promise<number> {
  closeInheritedDescriptors();
  const decoded = decodeJson(evaluatorInputSchema, await readInput());
  if (!decoded.ok) return print(failure(problem('usage')));
  const input = decoded.value;
  if (input.mode !== 'serve') return print(await answerTo(input));
  const found = await serveMode(input);
  if (found !== undefined) process.stderr.write(`${found.message} ${found.next}\n`);
  return found?.exit ?? 0;
}

async function readInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

async function print({ exit, body }: Answer): Promise<number> {
  await new Promise<void>((resolve) => process.stdout.write(`${JSON.stringify(body)}\n`, () => resolve()));
  return exit;
}

/** A bug: its kind is told, its message may quote a scenario and is not. */
function broke(error: unknown): Answer {
  const busy = error instanceof VaultBusy;
  const name = error instanceof Error ? error.name : 'Error';
  const message = busy ? error.message : `The evaluator stopped unexpectedly (${name}).`;
  const next = busy ? 'Try again.' : 'Please report it; the run and the vault are as they were.';
  return {
    exit: 4,
    body: { v: 1, error: { reason: 'internal', message, kept: 'The vault is unchanged.', next, exit: 4 } },
  };
}

main()
  .catch((error: unknown) => print(broke(error)))
  .then((code) => process.exit(code));
