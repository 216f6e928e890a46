// Puts a command's question to an evaluator process and turns what can go wrong into an exit code and a message.
import type * as z from 'zod/mini';
import { decodeJson } from '../core/protocol/decode.ts';
import { runEvaluator, type EvaluatorQuestion } from '../node/evaluator-process.ts';
import type { CommandIo } from './io.ts';

type Failure = { readonly error: { readonly message: string; readonly kept: string; readonly next: string } };

export type Asked<T> =
  | { readonly ok: true; readonly exit: number; readonly body: T }
  /** Already told to the user. */
  | { readonly ok: false; readonly exit: number };

/** Errors are printed here: as they came with `--json`, else in three sentences on stderr. */
export async function askEvaluator<T extends { v: 1 }>(
  input: EvaluatorQuestion,
  schema: z.ZodMiniType<T>,
  io: CommandIo,
): Promise<Asked<Exclude<T, Failure>>> {
  const reply = await runEvaluator(input, { env: io.env });
  const decoded = decodeJson(schema, reply.stdout);
  if (!decoded.ok) {
    io.err(
      `The evaluator ended with ${reply.exit} and said nothing that can be read. Nothing was changed. Reinstall Dimmer.\n`,
    );
    return { ok: false, exit: 4 };
  }
  const body = decoded.value;
  if (!isFailure(body)) return { ok: true, exit: reply.exit, body: body as Exclude<T, Failure> };
  if (io.json) io.out(`${JSON.stringify(body)}\n`);
  else io.err(`${body.error.message} ${body.error.kept} ${body.error.next}\n`);
  return { ok: false, exit: reply.exit };
}

function isFailure(body: unknown): body is Failure {
  return typeof body === 'object' && body !== null && 'error' in body;
}

/** An error found before any evaluator was asked. */
export function refuse(io: CommandIo, exit: number, message: string): number {
  if (io.json) io.out(`${JSON.stringify({ v: 1, error: { message, exit } })}\n`);
  else io.err(`${message}\n`);
  return exit;
}
