import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readIdentityFile } from '../../node/identity-file.ts';
import { storeEvidence } from '../evidence-store.ts';
import { vaultMode } from '../vault-mode.ts';
import type { VaultAction } from '../../core/protocol/evaluator-input.ts';
import { makeVault, scenarioOf, textsOf } from './test-vault.ts';

const there = spawnSync('age', ['--version']).status === 0 && spawnSync('script', ['--version']).status === 0;
if (!there) console.warn('Not tested: the command `age` is not installed here (apt-get install age).');

/** The real `age` and `age-keygen`, both ways. */
describe.skipIf(!there)('together with the age command', () => {
  const root = mkdtempSync(join(tmpdir(), 'dimmer-age-'));
  const key = join(root, 'key.txt');
  const passphrase = 'seven small green boats';
  let [identity, recipient, vault] = ['', '', ''];
  const age = (...args: string[]) => execFileSync('age', args, { encoding: 'utf8', cwd: root });
  /** At a terminal: age asks nobody else for a passphrase. */
  const atTerminal = (line: string, typed: string) =>
    execFileSync('script', ['-qec', line, '/dev/null'], { cwd: root, input: typed, encoding: 'utf8' });
  const ask = async (action: VaultAction, who: string | undefined = identity) =>
    vaultMode(vault, who, action);

  beforeAll(async () => {
    // An identity that age-keygen made is ours as it is.
    execFileSync('age-keygen', ['-o', key], { stdio: 'ignore' });
    chmodSync(key, 0o600);
    const read = await readIdentityFile(key);
    if (!read.ok) throw new Error(read.message);
    identity = read.identity;
    recipient = /public key: (age1\w+)/.exec(readFileSync(key, 'utf8'))?.[1] ?? '';
    vault = await makeVault(join(root, 'vault'), identity, ['S1', 'S2']);
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  test('age opens manifest, scenario and evidence files of ours', async () => {
    const { entries, recipients } = await textsOf(vault, identity);
    expect(recipients).toEqual([recipient]);
    const manifest = JSON.parse(age('-d', '-i', key, join(vault, 'manifest.age'))) as { entries: unknown };
    expect(manifest.entries).toEqual(entries);
    expect(age('-d', '-i', key, join(vault, entries[0]?.file as string))).toBe(scenarioOf('S1'));
    const tally = {} as Parameters<typeof storeEvidence>[2];
    const file = await storeEvidence({ directory: vault, recipients }, 'run/1', tally, []);
    expect(JSON.parse(age('-d', '-i', key, join(vault, 'evidence', file)))).toMatchObject({ key: 'run/1' });
    const sealed = (await ask({ type: 'seal', text: 'a backup' })).body['sealed'] as string;
    writeFileSync(join(root, 'sealed'), sealed);
    expect(age('-d', '-i', key, join(root, 'sealed'))).toBe('a backup');
  });

  test('files that age encrypted are said to be outside the manifest, and taken in when asked', async () => {
    const [one, two, three] = ['A1', 'A2', 'A3'].map((id) => {
      writeFileSync(join(root, `${id}.md`), scenarioOf(id, 'yak', 'status: draft\n'));
      return join(root, `${id}.md`);
    }) as [string, string, string];
    age('-r', recipient, '-o', join(vault, 'dropped.age'), one);
    age('-R', join(vault, 'recipients.txt'), '-a', '-o', join(vault, 'armored.age'), two);
    const stranger = execFileSync('age-keygen', { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    const other = /public key: (age1\w+)/.exec(stranger)?.[1] as string;
    age('-r', other, '-o', join(vault, 'foreign.age'), three);
    const verified = await ask({ type: 'verify' });
    expect(verified.body['problems']).toEqual(
      ['armored.age', 'dropped.age', 'foreign.age'].map((file) => ({ file, reason: 'not-in-manifest' })),
    );
    const taken = await ask({ type: 'import-folder', folder: vault });
    const results = taken.body['results'] as { name: string; stored: boolean }[];
    const seen = Object.fromEntries(results.map(({ name, stored }) => [name, stored]));
    // A program that does nothing would satisfy these two: admission is the same as for any other scenario.
    expect(seen).toEqual({ 'armored.age': false, 'dropped.age': false, 'foreign.age': false });
    expect(readdirSync(vault).filter((name) => /^(armored|dropped|foreign)/.test(name))).toHaveLength(3);
    for (const [file, id] of [
      ['dropped', 'A1'],
      ['armored', 'A2'],
    ])
      age(
        ...['-r', recipient, ...(file === 'armored' ? ['-a'] : []), '-o', join(vault, `${file}.age`)],
        writeText(`${id}.md`, scenarioOf(id as string, 'yak').replace('exit: 0', 'stdout: added')),
      );
    const again = await ask({ type: 'import-folder', folder: vault });
    expect(again.body['results']).toMatchObject([
      { name: 'armored.age', id: 'A2', stored: true },
      { name: 'dropped.age', id: 'A1', stored: true },
      { name: 'foreign.age', stored: false },
    ]);
    const { entries, problems } = await textsOf(vault, identity);
    expect(entries.map(({ id }) => id)).toEqual(['S1', 'S2', 'A2', 'A1']);
    expect(problems).toEqual([{ file: 'foreign.age', reason: 'not-in-manifest' }]);
  });

  test('a manifest and a scenario that age armored are read like any other', async () => {
    const copy = join(root, 'armored-vault');
    mkdirSync(copy);
    for (const name of readdirSync(vault).filter((one) => one.endsWith('.age'))) {
      const text = spawnSync('age', ['-d', '-i', key, join(vault, name)]).stdout;
      if (text.length === 0) continue;
      execFileSync('age', ['-a', '-r', recipient, '-o', join(copy, name)], { input: text });
    }
    expect((await textsOf(copy, identity)).texts).toEqual((await textsOf(vault, identity)).texts);
  });

  test(
    'what age protects by a passphrase is opened by ours, and the other way round',
    { timeout: 180_000 },
    async () => {
      const theirs = join(root, 'theirs.age');
      atTerminal(`age -p -o ${theirs} ${key}`, `${passphrase}\n${passphrase}\n`);
      chmodSync(theirs, 0o600);
      const read = await readIdentityFile(theirs);
      if (read.ok || read.reason !== 'wrapped') throw new Error('not seen as wrapped');
      const unwrap = async (words: string, wrapped = read.wrapped) =>
        (await ask({ type: 'unwrap', wrapped, passphrase: words }, undefined)).body;
      expect(await unwrap(passphrase)).toEqual({ v: 1, identity, recipient });
      expect(await unwrap('something else')).toMatchObject({ error: { reason: 'wrong-passphrase' } });
      const broken = Buffer.from(read.wrapped, 'base64').subarray(0, 60).toString('base64');
      expect(await unwrap(passphrase, broken)).toMatchObject({ error: { reason: 'damaged-identity' } });

      const ours = join(root, 'ours.age');
      const made = await ask({ type: 'wrap', secret: identity, passphrase }, undefined);
      writeFileSync(ours, made.body['sealed'] as string, { mode: 0o600 });
      const { entries } = await textsOf(vault, identity);
      const out = join(root, 'opened');
      atTerminal(`age -d -i ${ours} -o ${out} ${join(vault, entries[0]?.file as string)}`, `${passphrase}\n`);
      expect(readFileSync(out, 'utf8')).toBe(scenarioOf('S1'));
      expect(
        (await ask({ type: 'wrap', secret: identity, passphrase: 'short' }, undefined)).body,
      ).toMatchObject({ error: { reason: 'weak-passphrase' } });
    },
  );

  function writeText(name: string, text: string): string {
    writeFileSync(join(root, name), text);
    return join(root, name);
  }
});
