// Turns a command's arguments into typed values, or into one line that says what is wrong with them.
import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import type { CommandIo } from './io.ts';

export type Command = (argv: string[], io: CommandIo) => Promise<number>;

/** Parses strictly; a wrong argument is printed with the usage and is exit code 2. */
export function parsed<T extends ParseArgsOptionsConfig>(
  argv: string[],
  options: T,
  usage: string,
  io: CommandIo,
) {
  try {
    return parseArgs({ args: argv, options, allowPositionals: true, strict: true });
  } catch (error) {
    refuse(io, 2, `${(error as Error).message.split('\n')[0]}\n${usage.trimEnd()}`);
    return null;
  }
}

/** Says why nothing was done: text on stderr, or one JSON document. Returns the exit code. */
export function refuse(io: CommandIo, exit: number, message: string): number {
  if (io.json) io.out(`${JSON.stringify({ v: 1, error: { message, exit } })}\n`);
  else io.err(`${message}\n`);
  return exit;
}

/** Prints one JSON document, or the text for people. */
export function say(io: CommandIo, document: object, text: string): void {
  io.out(io.json ? `${JSON.stringify({ v: 1, ...document })}\n` : text.endsWith('\n') ? text : `${text}\n`);
}

/** A positive number, undefined when the flag is absent, NaN when it is not a number. */
export function amount(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value.replaceAll('_', ''));
  return number > 0 ? number : Number.NaN;
}
