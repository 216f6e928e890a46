// For tests of commands: a command in this process, with what it printed.
import type { CommandIo } from './io.ts';

export async function runCommandHere(
  command: (argv: string[], io: CommandIo) => Promise<number>,
  argv: string[],
  more: Partial<CommandIo> & Pick<CommandIo, 'cwd' | 'env'>,
): Promise<{ exit: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const io: CommandIo = {
    ...{ json: false, isTTY: false, stdin: async () => '' },
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    ...more,
  };
  const exit = await command(argv, io);
  return { exit, out, err };
}
