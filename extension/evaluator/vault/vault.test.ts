import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseScenario } from '../../core/scenario/parse-scenario.ts';
import {
  addRecipient,
  createVault,
  removeRecipient,
  removeScenario,
  rotateIdentity,
  storeScenarios,
} from './change-vault.ts';
import { decrypt, newIdentity } from './cipher.ts';
import { conditionOf, syncedFolder } from './condition.ts';
import { openTexts, openVault, type Vault } from './vault.ts';

const root = mkdtempSync(join(tmpdir(), 'dimmer-vault-'));
let keys: { identity: string; recipient: string };
let made = 0;
beforeAll(async () => {
  keys = await newIdentity();
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const text = (id: string, note = 'zebra') => `---
schema: dimmer/scenario@1
id: ${id}
spec: notes
requirements: [R1]
---
# Scenario: About ${id}

* When Ada adds a ${note}
  \`\`\`cli
  run: [notes, add, ${note}]
  expect: { exit: 0 }
  \`\`\`
`;
const scenario = (id: string, note?: string) => {
  const parsed = parseScenario(text(id, note));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return { scenario: parsed.scenario, provedRed: true };
};
async function vaultWith(...ids: string[]) {
  const directory = join(root, `vault-${++made}`);
  expect(await createVault(directory, keys.identity)).toEqual({ ok: true, recipient: keys.recipient });
  if (ids.length > 0)
    await storeScenarios(
      directory,
      keys.identity,
      ids.map((id) => scenario(id)),
    );
  return directory;
}
async function opened(directory: string, identity = keys.identity): Promise<Vault> {
  const result = await openVault(directory, identity);
  if (!result.ok) throw new Error(result.reason);
  return result.vault;
}
const ids = (vault: Vault) => vault.scenarios.map((one) => one.scenario.id);

test('scenarios come back as they were put in, and nothing readable is on disk', async () => {
  const directory = await vaultWith('S-ALPHA', 'S-BETA');
  expect(ids(await opened(directory))).toEqual(['S-ALPHA', 'S-BETA']);
  const disk = readdirSync(directory).filter((name) =>
    /ALPHA|zebra|notes add/.test(`${name} ${readFileSync(join(directory, name), 'latin1')}`),
  );
  expect(disk).toEqual([]);
  expect(statSync(directory).mode & 0o777).toBe(0o700);
  for (const name of readdirSync(directory).filter((one) => one.endsWith('.age')))
    expect(statSync(join(directory, name)).mode & 0o777).toBe(0o600);
});

test('replacing counts the version up and leaves one file; removing leaves none', async () => {
  const directory = await vaultWith('S1', 'S2');
  await storeScenarios(directory, keys.identity, [scenario('S1', 'yak')]);
  const vault = await opened(directory);
  expect(vault.entries.map((entry) => [entry.id, entry.version])).toEqual([
    ['S1', 2],
    ['S2', 1],
  ]);
  expect(await removeScenario(directory, keys.identity, 'S1')).toEqual({ ok: true });
  expect(await removeScenario(directory, keys.identity, 'S1')).toEqual({
    ok: false,
    reason: 'unknown-scenario',
  });
  expect([ids(await opened(directory)), (await opened(directory)).problems]).toEqual([['S2'], []]);
});

test('a wrong identity opens nothing and changes nothing', async () => {
  const directory = await vaultWith('S1');
  const { identity } = await newIdentity();
  expect(await openVault(directory, identity)).toEqual({ ok: false, reason: 'wrong-identity' });
  expect(await storeScenarios(directory, identity, [scenario('S9')])).toEqual({
    ok: false,
    reason: 'wrong-identity',
  });
  expect(await createVault(directory, identity)).toEqual({ ok: false, reason: 'exists' });
  expect(ids(await opened(directory))).toEqual(['S1']);
});

test('damaged, missing, changed and foreign files are told apart and lose nothing else', async () => {
  const directory = await vaultWith('S1', 'S2', 'S3', 'S4');
  const [one, two, three] = (await opened(directory)).entries.map((entry) => join(directory, entry.file)) as [
    string,
    string,
    string,
  ];
  const bytes = readFileSync(one);
  bytes[bytes.length - 5] = (bytes[bytes.length - 5] as number) ^ 0xff;
  writeFileSync(one, bytes);
  rmSync(two);
  const other = await vaultWith('S3');
  writeFileSync(three, readFileSync(join(other, (await opened(other)).entries[0]?.file as string)));
  writeFileSync(join(directory, 'half-written.age'), 'age-encryption.org/v1\n');
  const vault = await opened(directory);
  expect(ids(vault)).toEqual(['S3', 'S4']);
  expect(vault.problems.map((problem) => problem.reason)).toEqual(['damaged', 'missing', 'not-in-manifest']);
  expect(await addRecipient(directory, keys.identity, keys.recipient)).toEqual({
    ok: false,
    reason: 'damaged-files',
  });
  await storeScenarios(directory, keys.identity, [scenario('S5')]);
  expect((await opened(directory)).entries.map((entry) => entry.id)).toEqual(['S1', 'S2', 'S3', 'S4', 'S5']);
});

test('a damaged manifest is said so, and the scenarios stay', async () => {
  const directory = await vaultWith('S1');
  writeFileSync(join(directory, 'manifest.age'), 'nonsense');
  expect(await openVault(directory, keys.identity)).toEqual({ ok: false, reason: 'damaged-manifest' });
  expect(readdirSync(directory).filter((name) => name.endsWith('.age'))).toHaveLength(2);
});

test('a colleague can open it after being added, and the old key cannot after a rotation', async () => {
  const directory = await vaultWith('S1');
  const [colleague, next] = [await newIdentity(), await newIdentity()];
  expect(await addRecipient(directory, keys.identity, 'age1nonsense')).toEqual({
    ok: false,
    reason: 'not-a-recipient',
  });
  await addRecipient(directory, keys.identity, colleague.recipient);
  expect(ids(await opened(directory, colleague.identity))).toEqual(['S1']);
  expect((await rotateIdentity(directory, keys.identity, next.identity)).ok).toBe(true);
  expect(await openVault(directory, keys.identity)).toEqual({ ok: false, reason: 'wrong-identity' });
  expect([
    ids(await opened(directory, next.identity)),
    ids(await opened(directory, colleague.identity)),
  ]).toEqual([['S1'], ['S1']]);
  expect((await opened(directory, next.identity)).problems).toEqual([]);
});

test('errors of the cipher carry no plaintext', async () => {
  expect(await decrypt(new Uint8Array([1, 2, 3]), keys.identity)).toEqual({ ok: false, reason: 'damaged' });
});

test('a key is taken away, but neither the last one nor your own without saying so', async () => {
  const directory = await vaultWith('S1', 'S2');
  const colleague = await newIdentity();
  await addRecipient(directory, keys.identity, colleague.recipient);
  const remove = (key: string, own = false, identity = keys.identity) =>
    removeRecipient(directory, identity, key, own);
  expect(await remove('age1nobody')).toEqual({ ok: false, reason: 'unknown-recipient' });
  expect(await remove(keys.recipient)).toEqual({ ok: false, reason: 'own-recipient' });
  const before = readdirSync(directory);
  expect(await remove(colleague.recipient)).toEqual({ ok: true, recipients: [keys.recipient] });
  expect(await openVault(directory, colleague.identity)).toEqual({ ok: false, reason: 'wrong-identity' });
  // Each scenario is a new file: the old ones could still be opened by the one who left.
  const scenarioName = /^[0-9a-f]{24}\.age$/;
  expect(readdirSync(directory).filter((name) => scenarioName.test(name) && before.includes(name))).toEqual(
    [],
  );
  expect(ids(await opened(directory))).toEqual(['S1', 'S2']);
  expect(await remove(keys.recipient, true)).toEqual({ ok: false, reason: 'last-recipient' });
});

test('a key that somebody else writes into recipients.txt is never encrypted to', async () => {
  const directory = await vaultWith('S1');
  const stranger = await newIdentity();
  const list = join(directory, 'recipients.txt');
  appendFileSync(list, `${stranger.recipient}\n`);
  expect(await conditionOf(directory, (await opened(directory)).recipients)).toEqual([
    { reason: 'other-recipients', detail: stranger.recipient },
  ]);
  await storeScenarios(directory, keys.identity, [scenario('S2')]);
  const files = readdirSync(directory).filter((name) => name.endsWith('.age'));
  for (const name of files)
    expect(await decrypt(readFileSync(join(directory, name)), stranger.identity)).toEqual({
      ok: false,
      reason: 'wrong-identity',
    });
  expect(readFileSync(list, 'utf8')).not.toContain(stranger.recipient);
});

test('a text with another id takes the place of the old one in one step', async () => {
  const directory = await vaultWith('S1', 'S2');
  await storeScenarios(directory, keys.identity, [{ ...scenario('S9'), replaces: 'S1' }]);
  const { entries } = await opened(directory);
  expect(entries.map(({ id, version }) => [id, version])).toEqual([
    ['S9', 2],
    ['S2', 1],
  ]);
});

test('opening decrypts everything and parses only what is asked for', async () => {
  const directory = await vaultWith('S1', 'S2', 'S3');
  const texts = await openTexts(directory, keys.identity);
  expect(texts.ok && texts.vault.texts.map(({ entry }) => [entry.id, entry.title])).toEqual(
    ['S1', 'S2', 'S3'].map((id) => [id, `About ${id}`]),
  );
  const some = await openVault(directory, keys.identity, ({ id }) => id !== 'S2');
  expect(some.ok && ids(some.vault)).toEqual(['S1', 'S3']);
});

test('folders that are copied elsewhere are known by their names', () => {
  const base = '/home/ada';
  for (const name of ['Dropbox', 'Dropbox (Personal)', 'OneDrive - Acme', 'Google Drive', 'GoogleDrive'])
    expect(syncedFolder(`${base}/${name}/vaults/x`)).toBe(name);
  expect(syncedFolder('/Users/ada/Library/Mobile Documents/com~apple~CloudDocs/x')).toBe('Mobile Documents');
  expect(syncedFolder('C:\\Users\\ada\\OneDrive\\x')).toBe('OneDrive');
  for (const name of ['dropboxes', '.local/share/dimmer/vaults', 'drive'])
    expect(syncedFolder(`${base}/${name}/x`)).toBeUndefined();
});

test('wrong modes, half-written files and an unfinished merge are warned about', async () => {
  const directory = await vaultWith('S1');
  chmodSync(directory, 0o755);
  writeFileSync(join(directory, 'manifest.age.abc.tmp'), 'half');
  mkdirSync(join(directory, '.git'));
  writeFileSync(join(directory, '.git', 'MERGE_HEAD'), '');
  rmSync(join(directory, '.gitignore'));
  const found = await conditionOf(directory, (await opened(directory)).recipients);
  expect(found.map(({ reason }) => reason)).toEqual([
    'open-to-others',
    'leftovers',
    'merge-unfinished',
    'not-for-git',
  ]);
});
