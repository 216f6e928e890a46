// Room for worktrees: counted like `du`, no link followed, and the cap names what takes most.
import { execFileSync } from 'node:child_process';
import { link, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repositoryState } from './state-home.ts';
import { temporaryRepository } from './temporary-repository.ts';
import { sizesInWords, worktreeRefusal, worktreeSizes } from './worktree-room.ts';

const [one, two, three, four] = [1, 2, 3, 4].map((n) => `20260101T000000Z-000${n}`) as [
  string,
  string,
  string,
  string,
];

async function place() {
  const repository = await temporaryRepository({ 'a.txt': 'a' });
  const { root, env, base } = repository;
  const { worktrees } = await repositoryState(root, env);
  const write = async (name: string, kilobytes: number) => {
    const path = join(worktrees, name);
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, Buffer.alloc(kilobytes * 1024, 1));
    return path;
  };
  return { repository, root, env, base, worktrees, write };
}

const du = (...paths: string[]) =>
  execFileSync('du', ['-s', '-c', '--block-size=1', ...paths], { encoding: 'utf8' });

test('a run counts with what lies beside its folder, a file of two names once, and what a link leads to not at all', async () => {
  const { repository, root, env, base, worktrees, write } = await place();
  await using _ = repository;
  const big = await write(`${one}/src/big.bin`, 300);
  await link(big, join(worktrees, one, 'same.bin'));
  await write(`${one}.scratch/tmp/log`, 20);
  await write(`${two}/small.bin`, 5);
  await writeFile(join(base, 'outside.bin'), Buffer.alloc(2_000_000, 1));
  await symlink(base, join(worktrees, two, 'node_modules'));
  await symlink(join(base, 'outside.bin'), join(worktrees, two, 'file'));
  await write('not-a-run/x', 900);
  const sizes = await worktreeSizes(root, env);
  expect(sizes.map(({ run }) => run)).toEqual([one, two]);
  const [first, second] = sizes.map(({ bytes }) => bytes);
  const lastLine = (text: string) => Number(text.trim().split('\n').at(-1)?.split('\t')[0]);
  expect(first).toBe(lastLine(du(join(worktrees, one), join(worktrees, `${one}.scratch`))));
  expect(second).toBe(lastLine(du(join(worktrees, two))));
});

test('where the cap is passed, the three biggest are named with the next step', async () => {
  const { repository, root, env, write } = await place();
  await using _ = repository;
  expect(sizesInWords(await worktreeSizes(root, env))).toBe('none');
  for (const [index, run] of [one, two, three, four].entries())
    await write(`${run}/file`, 1000 * (index + 1));
  const caps = { mostGigabytes: 0.009 };
  const message = await worktreeRefusal(root, 4, caps, env);
  expect(message).toMatch(/^The folders of runs take 10\.\d MB, and may take 0\.009 GB\. The biggest: /);
  expect(message).toMatch(
    new RegExp(`: ${four} 4\\.\\d MB, ${three} 3\\.\\d MB, ${two} 2\\.\\d MB\\. Nothing was started`),
  );
  expect(message).toContain('`worktrees: { gigabytes }` in dimmer.yaml');
  expect(message).not.toContain(one);
  expect(await worktreeRefusal(root, 4, { mostGigabytes: 1 }, env)).toBeUndefined();
  expect(await worktreeRefusal(root, 4, {}, env)).toBeUndefined();
  expect(await worktreeRefusal(root, 4, { mostWorktrees: 4 }, env)).toMatch(/^As many runs .* may: 4\./);
  expect(sizesInWords(await worktreeSizes(root, env))).toMatch(/^4 folders, 10\.\d MB; the biggest: /);
});
