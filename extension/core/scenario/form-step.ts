// The two lines that a human types where no model proposes: a command, and what is expected of it.
// Invariant: a command becomes argv by quotes and spaces alone; nothing is expanded, and no shell ever sees it.
import type { CliStep } from './schema.ts';

export interface FormStep {
  readonly command: string;
  readonly expected: string;
}

/** A `cli` step, or what is wrong with a line. */
export function formStep({ command, expected }: FormStep): { step: CliStep } | { problem: string } {
  const run = argvOf(command);
  if (run === undefined) return { problem: 'a quote in the command line is not closed' };
  if (run.length === 0) return { problem: 'the command line is empty' };
  const wanted = expected.trim();
  if (wanted === '') return { problem: 'nothing is expected: a product that does nothing would satisfy it' };
  return { step: { run, expect: expectOf(wanted) } };
}

/** `exit 2`, `exit 2: unknown command`, or text that stdout contains. Text beside a failing exit is looked for on stderr. */
function expectOf(expected: string): NonNullable<CliStep['expect']> {
  const exit = /^exit(?:s with)?(?: code)? (\d{1,3})(?:[:,]?\s+(.+))?$/is.exec(expected);
  if (exit === null) return { exit: 0, stdout: { contains: expected } };
  const code = Number(exit[1]);
  const text = exit[2]?.trim();
  if (!text) return { exit: code };
  return code === 0 ? { exit: 0, stdout: { contains: text } } : { exit: code, stderr: { contains: text } };
}

/** Words by spaces, `'...'` as written, `"..."` with `\"` and `\\`; undefined when a quote is not closed. */
export function argvOf(line: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  const pattern = /\s+|'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([^\s'"\\]+)|(.)/gsu;
  for (const [whole, single, double, escaped, plain, rest] of line.matchAll(pattern)) {
    if (rest !== undefined) return undefined;
    const part = single ?? double?.replace(/\\(["\\])/g, '$1') ?? escaped ?? plain;
    if (part !== undefined) word = (word ?? '') + part;
    else if (/^\s/.test(whole) && word !== undefined) {
      words.push(word);
      word = undefined;
    }
  }
  return word === undefined ? words : [...words, word];
}
