// The terminal that human gates are asked in: questions on stderr, so that stdout stays one document.
import { createInterface } from 'node:readline';
import type { Terminal } from '../node/workflow/interviewers.ts';
import type { CommandIo } from './io.ts';

/** Reads lines of standard input until it is disposed; lines that come early wait. */
export async function openTerminal(io: CommandIo): Promise<Terminal & AsyncDisposable> {
  const lines = createInterface({ input: process.stdin });
  const iterator = lines[Symbol.asyncIterator]();
  return {
    write: (text) => io.err(text),
    readLine: async () => {
      const { done, value } = await iterator.next();
      return done ? null : value;
    },
    [Symbol.asyncDispose]: () => Promise.resolve(lines.close()),
  };
}
