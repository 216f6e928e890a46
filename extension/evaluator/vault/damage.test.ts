import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addRecipient, removeScenario, storeScenarios } from './change-vault.ts';
import { newIdentity } from './cipher.ts';
import { rebuildManifest } from './rebuild.ts';
import { makeVault, newScenario, textsOf } from './test-vault.ts';
import { openTexts } from './vault.ts';

const root = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'dimmer-damage-'));
let keys: { identity: string; recipient: string };
let made = 0;
beforeAll(async () => {
  keys = await newIdentity();
});
afterAll(() => rmSync(root, { recursive: true, force: true }));
const vaultWith = (...ids: string[]) => makeVault(join(root, `v${++made}`), keys.identity, ids);
const listed = async (directory: string) =>
  (await textsOf(directory, keys.identity)).texts.map(({ entry }) => entry.id);
/** Every file but `except` and the lock. */
const bytesOf = (directory: string, except = '') =>
  Object.fromEntries(
    readdirSync(directory)
      .filter((name) => !name.startsWith('vault.lock') && name !== except)
      .map((name) => [name, readFileSync(join(directory, name)).toString('base64')]),
  );

test(
  'a file cut at any byte, or with any byte changed, is named alone and costs no other scenario',
  { timeout: 180_000 },
  async () => {
    const directory = await vaultWith('S1', 'S2');
    const { entries } = await textsOf(directory, keys.identity);
    const file = entries[1]?.file as string;
    const whole = readFileSync(join(directory, file));
    const cut = Array.from({ length: whole.length }, (_, at) => whole.subarray(0, at));
    const changed = Array.from(whole, (byte, at) => {
      const copy = Buffer.from(whole);
      copy[at] = byte ^ (1 << (at % 8));
      return copy;
    });
    const others = bytesOf(directory, file);
    const wrong: string[] = [];
    for (const [at, bytes] of [...cut, ...changed].entries()) {
      writeFileSync(join(directory, file), bytes);
      const { texts, problems } = await textsOf(directory, keys.identity);
      const seen = JSON.stringify([texts.map(({ entry }) => entry.id), problems.map((one) => one.file)]);
      if (seen !== JSON.stringify([['S1'], [file]])) wrong.push(`${at}: ${seen}`);
      if (!readFileSync(join(directory, file)).equals(bytes)) wrong.push(`${at}: rewritten`);
    }
    expect(cut.length + changed.length).toBeGreaterThan(700);
    expect(wrong).toEqual([]);
    expect(bytesOf(directory, file)).toEqual(others);
    // Around the damage everything else can still be changed, and the damaged file stays what it is.
    await storeScenarios(directory, keys.identity, [newScenario('S4')]);
    await removeScenario(directory, keys.identity, 'S1');
    expect(await listed(directory)).toEqual(['S4']);
    expect(readFileSync(join(directory, file))).toEqual(changed.at(-1));
  },
);

test('a manifest cut or changed anywhere opens nothing, and nothing is rewritten', async () => {
  const directory = await vaultWith('S1');
  const path = join(directory, 'manifest.age');
  const whole = readFileSync(path);
  for (let at = 0; at < whole.length; at += 7) {
    const copy = Buffer.from(whole);
    copy[at] = (copy[at] as number) ^ 4;
    for (const bytes of [whole.subarray(0, at), copy]) {
      writeFileSync(path, bytes);
      expect((await openTexts(directory, keys.identity)).ok).toBe(false);
      if (at % 5 === 0)
        expect((await storeScenarios(directory, keys.identity, [newScenario('S2')])).ok).toBe(false);
      expect(readFileSync(path)).toEqual(bytes);
    }
  }
  writeFileSync(path, whole);
  expect(await listed(directory)).toEqual(['S1']);
});

test('a lost manifest is made anew from the files, and drops nothing', async () => {
  const directory = await vaultWith('S1', 'S2', 'S3');
  const other = await newIdentity();
  await addRecipient(directory, keys.identity, other.recipient);
  const before = await textsOf(directory, keys.identity);
  expect(await rebuildManifest(directory, keys.identity)).toEqual({ ok: false, reason: 'not-lost' });
  writeFileSync(join(directory, 'manifest.age'), 'age-encryption.org/v1\n-> half');
  writeFileSync(join(directory, before.entries[2]?.file as string), 'damaged');
  renameSync(join(directory, before.entries[1]?.file as string), join(directory, 'reset-password.age'));
  expect(await rebuildManifest(directory, (await newIdentity()).identity)).toEqual({
    ok: false,
    reason: 'nothing-readable',
  });
  const rebuilt = await rebuildManifest(directory, keys.identity);
  expect(rebuilt.ok && rebuilt.entries.map(({ id }) => id).sort()).toEqual(['S1', 'S2']);
  expect(rebuilt.ok && rebuilt.problems.map(({ reason }) => reason)).toEqual(['damaged']);
  const now = await textsOf(directory, keys.identity);
  expect(now.recipients).toEqual(before.recipients);
  expect(now.problems).toEqual([{ file: before.entries[2]?.file, reason: 'not-in-manifest' }]);
  // A name that told what is in it is gone; what was left of the manifest is kept.
  expect(readdirSync(directory).filter((name) => /reset|lost/.test(name))).toEqual([
    expect.stringMatching(/^manifest\.age\.lost-/),
  ]);
});

test('two files of one id are both kept when a manifest is made anew, the second as a draft', async () => {
  const directory = await vaultWith('S1');
  const copy = `${directory}-copy`;
  cpSync(directory, copy, { recursive: true });
  await storeScenarios(copy, keys.identity, [newScenario('S1', 'yak')]);
  cpSync(copy, directory, { recursive: true });
  rmSync(join(directory, 'manifest.age'));
  await rebuildManifest(directory, keys.identity);
  const { texts } = await textsOf(directory, keys.identity);
  expect(texts.map(({ entry }) => [entry.id, entry.status]).sort()).toEqual([
    ['S1', 'active'],
    ['S1-2', 'draft'],
  ]);
  expect(texts.map(({ text }) => /zebra|yak/.exec(text)?.[0]).sort()).toEqual(['yak', 'zebra']);
});

test('a manifest that belongs to somebody else is not lost, and is left alone', async () => {
  const directory = await vaultWith('S1');
  const before = bytesOf(directory);
  expect(await rebuildManifest(directory, (await newIdentity()).identity)).toEqual({
    ok: false,
    reason: 'wrong-identity',
  });
  expect(bytesOf(directory)).toEqual(before);
});

test('changes at the same time wait for each other, and none is lost', async () => {
  const directory = await vaultWith('S0');
  const ids = ['S1', 'S2', 'S3', 'S4', 'S5'];
  await Promise.all(ids.map((id) => storeScenarios(directory, keys.identity, [newScenario(id)])));
  expect((await listed(directory)).sort()).toEqual(['S0', ...ids]);
});
