import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryRepository } from './temporary-repository.ts';
import { rehearseRevert } from './way-back.ts';

test('the way back is rehearsed on the result, and nothing of the user is touched', async () => {
  await using repository = await temporaryRepository({
    'a.txt': 'a\n',
    'b.txt': 'b\n',
    '.gitattributes': '*.txt filter=evil\n',
  });
  const base = repository.run('rev-parse', 'HEAD');
  repository.run('checkout', '--quiet', '-b', 'work');
  await repository.write('a.txt', 'changed\n');
  await repository.write('new/c.txt', 'c\n');
  repository.run('rm', '--quiet', 'b.txt');
  const head = repository.commit('work');
  repository.run('checkout', '--quiet', 'main');
  const evil = join(repository.base, 'evil');
  for (const kind of ['smudge', 'clean'])
    repository.run('config', `filter.evil.${kind}`, `touch ${evil}; cat`);
  await repository.write('a.txt', 'the user is in the middle of something\n');
  const look = () =>
    [
      repository.run('for-each-ref'),
      repository.run('-c', 'filter.evil.smudge=', '-c', 'filter.evil.clean=', 'status', '--porcelain'),
      execFileSync('git', ['ls-files', '-s'], { cwd: repository.root, encoding: 'utf8' }),
      repository.run('worktree', 'list'),
    ].join('\n');
  const before = look();
  expect(await rehearseRevert(repository.root, base, head)).toEqual({
    rehearsed: true,
    detail: 'reverting the one commit gives the base again, file by file',
  });
  expect(look()).toBe(before);
  expect(existsSync(evil)).toBe(false);
  // The filter has teeth: git itself, unhardened, runs it.
  repository.run('add', 'a.txt');
  expect(existsSync(evil)).toBe(true);
});
