import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  addRecipient,
  removeRecipient,
  removeScenario,
  storeScenarios,
} from '../evaluator/vault/change-vault.ts';
import { decrypt, newIdentity } from '../evaluator/vault/cipher.ts';
import { makeVault, newScenario, textsOf } from '../evaluator/vault/test-vault.ts';
import { temporaryRepository, type TemporaryRepository } from '../node/temporary-repository.ts';
import { bundles } from '../node/testing.ts';
import { writeIdentityFile } from './identity.ts';
import { runCommandHere } from './test-io.ts';
import { vaultCommand } from './vault.ts';

let product: TemporaryRepository;
const realMain = process.argv[1];
const [ada, bo] = [await newIdentity(), await newIdentity()];
const slow = { timeout: 180_000 };

/** Ada's clone of the vault, and Bo's; each with a product of the same name beside it. */
const home = (who: 'ada' | 'bo') => join(product.base, who);
const vaultOf = (who: 'ada' | 'bo') => join(home(who), 'team');
const at = (who: 'ada' | 'bo', ...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.com', ...args], {
    ...{ cwd: vaultOf(who), env: product.env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
  });
const save = (who: 'ada' | 'bo', message: string) => {
  at(who, 'add', '--all');
  at(who, 'commit', '--quiet', '-m', message);
};
/** False where git could not merge. */
const pull = (who: 'ada' | 'bo') => {
  try {
    at(who, 'pull', '--quiet', '--no-rebase', 'origin', 'main');
    return true;
  } catch {
    return false;
  }
};
const merge = (who: 'ada' | 'bo') =>
  runCommandHere(vaultCommand, ['merge', '--identity', join(product.base, `${who}.key`)], {
    cwd: product.root,
    env: { ...product.env, DIMMER_VAULT: home(who) },
  });
const identityOf = { ada: ada.identity, bo: bo.identity };
const seen = async (who: 'ada' | 'bo') => {
  const { texts, problems } = await textsOf(vaultOf(who), identityOf[who]);
  const list = texts.map(({ entry, text }) => `${entry.id} ${/add, (\w+)/.exec(text)?.[1]} ${entry.status}`);
  return { list: list.sort(), problems };
};

beforeAll(async () => {
  product = await temporaryRepository({ 'dimmer.yaml': 'vault: team\n' });
  process.argv[1] = join(bundles, 'evaluator.mjs');
  await writeIdentityFile(join(product.base, 'ada.key'), ada);
  await writeIdentityFile(join(product.base, 'bo.key'), bo);
  for (const who of ['ada', 'bo'] as const) mkdirSync(home(who));
  await makeVault(vaultOf('ada'), ada.identity, ['S1', 'S2', 'S3']);
  await addRecipient(vaultOf('ada'), ada.identity, bo.recipient);
  at('ada', 'init', '--quiet', '-b', 'main');
  execFileSync('git', ['init', '--quiet', '--bare', '-b', 'main', join(product.base, 'remote.git')]);
  at('ada', 'remote', 'add', 'origin', join(product.base, 'remote.git'));
  writeFileSync(join(vaultOf('ada'), 'budgets.json'), counts({ d: ['r/1'] }));
  save('ada', 'start');
  at('ada', 'push', '--quiet', 'origin', 'main');
  execFileSync('git', ['clone', '--quiet', join(product.base, 'remote.git'), vaultOf('bo')]);
});
afterAll(async () => {
  process.argv[1] = realMain as string;
  await product[Symbol.asyncDispose]();
});

function counts(specs: Record<string, string[]>): string {
  const records = Object.entries(specs).map(([digest, validation]) => [
    digest,
    { validation, sealed: [], passed: [] },
  ]);
  return JSON.stringify({ v: 1, specs: Object.fromEntries(records) });
}

test('what is shared is encrypted, and locks, half-written files and evidence are not shared', async () => {
  mkdirSync(join(vaultOf('ada'), 'evidence'));
  for (const name of ['evidence/a.age', 'manifest.age.1.tmp']) writeFileSync(join(vaultOf('ada'), name), 'x');
  expect(at('ada', 'status', '--porcelain')).toBe('');
  const shared = at('ada', 'ls-files')
    .trim()
    .split('\n')
    .filter((name) => !/^[0-9a-f]{24}\.age$/.test(name));
  expect(shared).toEqual(['.gitattributes', '.gitignore', 'budgets.json', 'manifest.age', 'recipients.txt']);
  const history = at('ada', 'log', '-p', '--all', '--text');
  // An id of two letters stands in any few kilobytes of random bytes by chance, so it is looked for with its title.
  expect(history).not.toMatch(/zebra|About|id: S1/);
  expect(await seen('bo')).toEqual({
    list: ['S1 zebra active', 'S2 zebra active', 'S3 zebra active'],
    problems: [],
  });
});

test('two clones that changed the vault apart become one, and nothing is lost', slow, async () => {
  await storeScenarios(vaultOf('ada'), ada.identity, [newScenario('A1'), newScenario('S1', 'yak')]);
  await removeScenario(vaultOf('ada'), ada.identity, 'S3');
  writeFileSync(join(vaultOf('ada'), 'budgets.json'), counts({ d: ['r/1', 'a/1'] }));
  save('ada', 'from Ada');
  at('ada', 'push', '--quiet', 'origin', 'main');
  await storeScenarios(vaultOf('bo'), bo.identity, [newScenario('B1'), newScenario('S1', 'gnu')]);
  await storeScenarios(vaultOf('bo'), bo.identity, [newScenario('S2', 'emu')]);
  writeFileSync(join(vaultOf('bo'), 'budgets.json'), counts({ d: ['r/1', 'b/1'], e: ['b/2'] }));
  save('bo', 'from Bo');
  expect(pull('bo')).toBe(false);
  const merged = await merge('bo');
  expect([merged.exit, merged.err]).toEqual([0, '']);
  expect(merged.out).toContain('Changed on both sides: S1-2');
  at('bo', 'commit', '--quiet', '--no-edit');
  const all = ['A1 zebra active', 'B1 zebra active', 'S1 gnu active', 'S1-2 yak draft', 'S2 emu active'];
  expect(await seen('bo')).toEqual({ list: all, problems: [] });
  expect(JSON.parse(readFileSync(join(vaultOf('bo'), 'budgets.json'), 'utf8'))).toMatchObject({
    specs: { d: { validation: ['r/1', 'b/1', 'a/1'] }, e: { validation: ['b/2'] } },
  });
  at('bo', 'push', '--quiet', 'origin', 'main');
  expect(pull('ada')).toBe(true);
  expect(await seen('ada')).toEqual({ list: all, problems: [] });
  expect((await merge('ada')).err).toContain('no conflict');
});

test('a member who was removed here opens nothing that was added there', slow, async () => {
  const [eve, gone] = [await newIdentity(), vaultOf('ada')];
  await addRecipient(gone, ada.identity, eve.recipient);
  save('ada', 'Eve joins');
  at('ada', 'push', '--quiet', 'origin', 'main');
  expect(pull('bo')).toBe(true);
  await removeRecipient(gone, ada.identity, eve.recipient, false);
  save('ada', 'Eve leaves');
  at('ada', 'push', '--quiet', 'origin', 'main');
  // Bo does not know yet, and encrypts to Eve.
  await storeScenarios(vaultOf('bo'), bo.identity, [newScenario('B2', 'secret')]);
  save('bo', 'one more');
  expect(pull('bo')).toBe(false);
  expect((await merge('bo')).exit).toBe(0);
  at('bo', 'commit', '--quiet', '--no-edit');
  const { list, problems } = await seen('bo');
  expect([list.includes('B2 secret active'), list.length, problems]).toEqual([true, 6, []]);
  const files = readdirSync(vaultOf('bo')).filter((name) => name.endsWith('.age'));
  expect(files).toHaveLength(7);
  for (const name of files)
    expect(await decrypt(readFileSync(join(vaultOf('bo'), name)), eve.identity)).toMatchObject({ ok: false });
  expect(readFileSync(join(vaultOf('bo'), 'recipients.txt'), 'utf8')).not.toContain(eve.recipient);
});

test('whoever can write to the shared repository but holds no key can neither read nor be let in', async () => {
  const eve = await newIdentity();
  const host = join(product.base, 'host');
  execFileSync('git', ['clone', '--quiet', join(product.base, 'remote.git'), host]);
  const list = join(host, 'recipients.txt');
  writeFileSync(list, `${readFileSync(list, 'utf8')}${eve.recipient}\n`);
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', host, '-c', 'user.name=x', '-c', 'user.email=x@example.com', ...args]);
  git('commit', '--quiet', '-am', 'tidy');
  git('push', '--quiet', 'origin', 'main');
  expect(pull('ada')).toBe(true);
  await storeScenarios(vaultOf('ada'), ada.identity, [newScenario('A9', 'after')]);
  for (const name of readdirSync(vaultOf('ada')).filter((one) => one.endsWith('.age')))
    expect(await decrypt(readFileSync(join(vaultOf('ada'), name)), eve.identity)).toMatchObject({
      ok: false,
    });
  rmSync(host, { recursive: true });
});
