// What every git call is told, so that a repository's configuration or attributes cannot start a program.
// Source: "Git is the main hole" of the design; each line stands for a way that was tried.
import { runCommand } from './run-command.ts';

/** Options before the subcommand. */
export const hardening: readonly string[] = [
  '--no-pager',
  '--no-replace-objects',
  ...[
    'core.hooksPath=/dev/null',
    'core.fsmonitor=false',
    'core.untrackedCache=false',
    'core.quotePath=false',
    'core.editor=false',
    'core.sshCommand=false',
    'core.gitProxy=',
    'commit.gpgSign=false',
    'tag.gpgSign=false',
    'merge.verifySignatures=false',
    'merge.autoStash=false',
    'log.showSignature=false',
    'diff.external=',
    'diff.ignoreSubmodules=all',
    'submodule.recurse=false',
    'protocol.allow=never',
    'safe.bareRepository=explicit',
    'gc.auto=0',
    'maintenance.auto=false',
    'advice.detachedHead=false',
  ].flatMap((setting) => ['-c', setting]),
];

/** An empty command is no filter; a merge driver becomes `false`, so that a file it would merge is a conflict. */
const neutral: Readonly<Record<string, string>> = {
  clean: '',
  smudge: '',
  process: '',
  required: 'false',
  textconv: '',
  command: '',
  driver: 'false',
};

/** `-c` options that take the program out of every filter, diff and merge driver that is configured. */
export async function programOverrides(cwd: string, env: Record<string, string>): Promise<string[]> {
  const pattern = String.raw`^(filter\..*\.(clean|smudge|process|required)|diff\..*\.(textconv|command)|merge\..*\.driver)$`;
  const listed = await runCommand(
    'git',
    [...hardening, 'config', '-z', '--name-only', '--get-regexp', pattern],
    { cwd, env, timeoutMs: 10_000 },
  );
  if (listed.exit !== 0) return [];
  const keys = new Set(listed.stdout.split('\0').filter((key) => key !== ''));
  return [...keys].flatMap((key) => {
    const value = neutral[key.slice(key.lastIndexOf('.') + 1)];
    return value === undefined ? [] : ['-c', `${key}=${value}`];
  });
}
