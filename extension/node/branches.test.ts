import { expect, test } from 'vitest';
import { listBranches } from './branches.ts';
import { temporaryRepository } from './temporary-repository.ts';

test('branches are told with their author, newest first, without those of runs', async () => {
  await using repository = await temporaryRepository({ 'a.txt': 'a' });
  repository.run('branch', 'dimmer/20260101T000000Z-abcd');
  repository.run('checkout', '--quiet', '-b', 'robot/fix');
  await repository.write('a.txt', 'b');
  repository.run('add', '--all');
  const later = '2099-01-01T00:00:00Z';
  repository.run('commit', '--quiet', '--author=Robot <r@example.com>', '-m', 'Fix | it\n\nmore');
  repository.run('-c', `user.name=Robot`, 'commit', '--quiet', '--amend', '--no-edit', `--date=${later}`);
  repository.run('update-ref', 'refs/remotes/origin/main', 'main');
  repository.run('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main');
  const branches = await listBranches(repository.root);
  expect(branches.map(({ name, author, subject, current }) => [name, author, subject, current])).toEqual(
    expect.arrayContaining([
      ['robot/fix', 'Robot', 'Fix | it', true],
      ['main', 'Ada', 'start', false],
      ['origin/main', 'Ada', 'start', false],
    ]),
  );
  expect(branches).toHaveLength(3);
});
