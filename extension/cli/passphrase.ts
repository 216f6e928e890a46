// Asks for the passphrase of an identity file: from a private file or descriptor, else on the terminal without echo.
// Invariant: a passphrase is never an argument or a variable, is never printed, and is kept nowhere.
import { openSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ReadStream } from 'node:tty';
import type { CommandIo } from './io.ts';

export type Passphrase =
  { readonly ok: true; readonly passphrase: string } | { readonly ok: false; readonly message: string };

/** From `file`, such as `/dev/fd/3`, where it is given. */
export async function readPassphrase(
  io: Pick<CommandIo, 'cwd' | 'err'>,
  prompt: string,
  file: string | undefined,
): Promise<Passphrase> {
  return file === undefined ? fromTerminal(io, prompt) : fromFile(resolve(io.cwd, file));
}

/** Twice, so that a slip of the finger locks nobody out; a file is read once. */
export async function readNewPassphrase(
  io: Pick<CommandIo, 'cwd' | 'err'>,
  file: string | undefined,
): Promise<Passphrase> {
  const first = await readPassphrase(io, 'New passphrase: ', file);
  if (!first.ok || file !== undefined) return first;
  const second = await readPassphrase(io, 'Once more: ', undefined);
  if (!second.ok || second.passphrase === first.passphrase) return second;
  return { ok: false, message: 'The two differ. Nothing was changed. Try again.' };
}

async function fromFile(file: string): Promise<Passphrase> {
  const info = await stat(file).catch(() => undefined);
  if (info?.isFile() && process.platform !== 'win32' && (info.mode & 0o077) !== 0)
    return {
      ok: false,
      message: `The passphrase file ${file} can be read by others. Run \`chmod 600 ${file}\`, then try again.`,
    };
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined)
    return { ok: false, message: `The passphrase file ${file} cannot be read. Check the path.` };
  const passphrase = text.split(/\r?\n/)[0] ?? '';
  return passphrase === ''
    ? { ok: false, message: `The first line of the passphrase file ${file} is empty.` }
    : { ok: true, passphrase };
}

async function fromTerminal(io: Pick<CommandIo, 'err'>, prompt: string): Promise<Passphrase> {
  const terminal = openTerminal();
  if (terminal === undefined)
    return {
      ok: false,
      message:
        'A passphrase is needed, and there is no terminal to ask for it. Pass `--passphrase-file FILE`; `/dev/fd/3` reads a descriptor.',
    };
  try {
    // Before anybody is asked: who answers at once must not see it echoed.
    terminal.setRawMode(true);
    io.err(prompt);
    const passphrase = await readLine(terminal);
    io.err('\n');
    return passphrase === undefined || passphrase === ''
      ? { ok: false, message: 'No passphrase was given. Nothing was changed.' }
      : { ok: true, passphrase };
  } finally {
    terminal.setRawMode(false);
    terminal.destroy();
  }
}

function openTerminal(): ReadStream | undefined {
  try {
    return new ReadStream(openSync(process.platform === 'win32' ? 'CONIN$' : '/dev/tty', 'r'));
  } catch {
    return undefined;
  }
}

/** One line of a terminal in raw mode, which echoes nothing; undefined after control-C. */
async function readLine(terminal: ReadStream): Promise<string | undefined> {
  let line: string[] = [];
  terminal.setEncoding('utf8');
  for await (const chunk of terminal as AsyncIterable<string>) {
    for (const character of chunk) {
      if (character === '\r' || character === '\n') return line.join('');
      if (character === '\u0003' || character === '\u0004') return undefined;
      if (character === '\u007f' || character === '\b') line = line.slice(0, -1);
      else line.push(character);
    }
  }
  return line.join('');
}
