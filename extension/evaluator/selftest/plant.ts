// Puts the canaries where a developer's machine has its secrets: dotfiles, an editor's folders, git's own store, shared memory.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runCommand } from '../../node/run-command.ts';

export type Canary = (id: string) => string;

/** Row -> where its canary lies, below the stage's folder in the real home. */
export const placed = {
  '1': 'vault/manifest.age',
  '2': 'notes.txt',
  '2b': '.npmrc',
  '18': '.config/Code/logs/20260101/window1/output.log',
  '19': '.config/Code/User/globalStorage/state.vscdb',
  '20': '.config/Code/Backups/1/untitled/draft',
  '20b': '.config/Code/User/History/1/entries.md',
  '21': '.bash_history',
  '62': '.bashrc',
} as const;

export const profileNames = ['control', 'naive', 'evaluator', 'agent'] as const;

export async function plantFiles(home: string, canary: Canary): Promise<void> {
  for (const [id, path] of Object.entries(placed)) {
    await mkdir(dirname(join(home, path)), { recursive: true });
    await writeFile(join(home, path), `${canary(id)}\n`, { mode: 0o600 });
  }
  // Something of the vault for each profile to carry away, and a place beside it for a vault that is made later.
  for (const profile of profileNames) {
    await mkdir(join(home, 'vault', `of-${profile}`));
    await writeFile(join(home, 'vault', `of-${profile}`, 'scenario.age'), canary('5'));
  }
}

/** A repository whose history, branches, notes, stash, lost objects and second worktree hold one canary each. */
export async function plantRepository(home: string, canary: Canary): Promise<string> {
  const root = join(home, 'repository');
  const git = async (args: string[], input = ''): Promise<string> => {
    const env = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', GIT_CONFIG_NOSYSTEM: '1', HOME: home };
    const done = await runCommand('git', args, { env, input, timeoutMs: 10_000 });
    if (done.exit !== 0) throw new Error('git could not make the repository of the self-test');
    return done.stdout.trim();
  };
  await git(['init', '--quiet', '-b', 'main', root]);
  await git(['-C', root, 'fast-import', '--quiet'], history(canary));
  await git(['-C', root, 'hash-object', '-w', '--stdin'], canary('16'));
  await git(['-C', root, 'worktree', 'add', '--quiet', join(home, 'sibling'), 'sibling']);
  return root;
}

function history(canary: Canary): string {
  const who = 'committer Ada <ada@example.com> 1700000000 +0000';
  const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`;
  const commit = (ref: string, path: string, text: string): string =>
    `commit ${ref}\n${who}\n${data('x')}M 100644 inline ${path}\n${data(text)}\n`;
  return [
    commit('refs/heads/main', 'README', 'x'),
    commit('refs/stash', 'stashed', canary('14')),
    commit('refs/heads/other', 'scenario.md', canary('15')),
    commit('refs/notes/commits', 'note', canary('15b')),
    commit('refs/heads/sibling', 'sibling.txt', canary('17')),
  ].join('');
}

/** System V shared memory with a text in it; undefined where perl or the kernel does not have it. */
export async function shareMemory(
  text: string,
): Promise<{ readonly id: string; readonly remove: () => Promise<void> } | undefined> {
  const perl = (script: string) => runCommand('/usr/bin/perl', ['-e', script], { env: {}, timeoutMs: 5_000 });
  const made = await perl(
    `$i = shmget(0, 64, 0600); defined $i && shmwrite($i, '${text}', 0, 64) && print $i`,
  );
  if (made.exit !== 0 || !/^\d+$/.test(made.stdout)) return undefined;
  return { id: made.stdout, remove: async () => void (await perl(`shmctl(${made.stdout}, 0, 0)`)) };
}
