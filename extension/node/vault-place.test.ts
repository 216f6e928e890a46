import { existsSync, mkdirSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryRepository } from './temporary-repository.ts';
import { vaultDirectory } from './vault-directory.ts';

/** What an agent in the repository's folders could read; each is tried with the vault home there. */
test('a vault in the repository, however it gets there, is refused and nothing is made', async () => {
  await using repository = await temporaryRepository({ 'a.txt': 'a' });
  const { root, base, run } = repository;
  const sibling = join(base, 'sibling');
  run('worktree', 'add', '--quiet', sibling);
  symlinkSync(root, join(base, 'link'));
  mkdirSync(join(root, 'deep'));
  symlinkSync(join(root, 'deep'), join(base, 'deep-link'));
  const inside = [
    join(root, '.vaults'),
    join(root, '.git', 'vaults'),
    join(sibling, 'vaults'),
    join(base, 'link', 'vaults'),
    join(base, 'deep-link'),
    join(root, 'deep', '..', 'not', 'there', 'yet'),
  ];
  for (const home of inside) {
    const refused = vaultDirectory(root, { ...repository.env, DIMMER_VAULT: home });
    await expect(refused, home).rejects.toThrow('agents read what is there. Nothing was read or changed.');
  }
  for (const home of inside.filter((one) => !one.endsWith('deep-link')))
    expect(existsSync(home), home).toBe(false);
  expect(await vaultDirectory(root, repository.env)).toMatch(/vaults\/repository-[0-9a-f]{12}$/);
});

test('a vault that is a worktree of the product, or holds the product, is refused; a repository of its own is not', async () => {
  await using repository = await temporaryRepository({ 'a.txt': 'a', 'dimmer.yaml': 'vault: team\n' });
  const { root, base, run } = repository;
  const vaults = repository.env['DIMMER_VAULT'] as string;
  mkdirSync(join(vaults, 'team'), { recursive: true });
  const own = async () => vaultDirectory(root, repository.env);
  run('-C', join(vaults, 'team'), 'init', '--quiet');
  expect(await own()).toBe(join(vaults, 'team'));
  mkdirSync(join(base, 'other'));
  const elsewhere = { ...repository.env, DIMMER_VAULT: join(base, 'other') };
  run('worktree', 'add', '--quiet', '--detach', join(base, 'other', 'team'));
  await expect(vaultDirectory(root, elsewhere)).rejects.toThrow('agents read what is there');
  // git does not know where this one went; its own pointer says whose it is.
  renameSync(join(base, 'other'), join(base, 'moved'));
  const moved = { ...repository.env, DIMMER_VAULT: join(base, 'moved') };
  await expect(vaultDirectory(root, moved)).rejects.toThrow('agents read what is there');
  mkdirSync(join(base, 'links'));
  symlinkSync(base, join(base, 'links', 'team'));
  await expect(
    vaultDirectory(root, { ...repository.env, DIMMER_VAULT: join(base, 'links') }),
  ).rejects.toThrow('or holds it');
});
