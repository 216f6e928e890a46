import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryRepository, type TemporaryRepository } from '../node/temporary-repository.ts';
import { bundles } from '../node/testing.ts';
import { hiddenScenarios, notesProgram, notesSpec } from '../evaluator/test-product.ts';
import { evaluateCommand } from './evaluate.ts';
import type { CommandIo } from './io.ts';
import { vaultCommand } from './vault.ts';

let repository: TemporaryRepository;
let file = '';
const realMain = process.argv[1];
beforeAll(async () => {
  repository = await temporaryRepository({ 'bin/notes.js': notesProgram(), 'specs/notes.md': notesSpec });
  file = join(repository.base, 'identity');
  // The evaluator is found beside the running program.
  process.argv[1] = join(bundles, 'evaluator.mjs');
  mkdirSync(join(repository.base, 'hidden'));
  for (const { name, text } of hiddenScenarios()) writeFileSync(join(repository.base, 'hidden', name), text);
});
afterAll(async () => {
  process.argv[1] = realMain as string;
  await repository[Symbol.asyncDispose]();
});

async function run(command: typeof vaultCommand, argv: string[], more: Partial<CommandIo> = {}) {
  let [out, err] = ['', ''];
  const io: CommandIo = {
    ...{ cwd: repository.root, env: repository.env, json: false, isTTY: false },
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    stdin: async () => '',
    ...more,
  };
  const exit = await command(argv, io);
  return { exit, out, err };
}
const vault = (...argv: string[]) => run(vaultCommand, argv);

test('from an empty machine to a judged commit', { timeout: 180_000 }, async () => {
  const made = await vault('init', '--identity', file);
  expect([made.exit, made.err, statSync(file).mode & 0o777]).toEqual([0, '', 0o600]);
  expect(made.out).toContain('It does not stop an agent that you run yourself');
  expect(made.out).not.toContain('AGE-SECRET-KEY');

  writeFileSync(join(repository.base, 'bad.md'), 'not a scenario');
  const added = await vault(
    'add',
    join(repository.base, 'hidden'),
    join(repository.base, 'bad.md'),
    '--identity',
    file,
  );
  expect([added.exit, added.out.match(/^added /gm)?.length]).toEqual([1, 12]);
  expect(added.out).toContain('line 1: no front matter');
  expect(added.out).toContain('12 added, 1 refused');

  const judged = await run(evaluateCommand, ['--spec', 'specs/notes.md', '--identity', file]);
  expect([judged.exit, judged.err]).toEqual([0, '']);
  expect(judged.out).toContain(
    'validation: 9/9 trajectories of 9 scenarios satisfied, 95 % interval 70-100 %',
  );
  expect(judged.out).toContain('Evidence: 9 of 29 scenarios');
  const json = await run(evaluateCommand, ['--spec', 'specs/notes.md', '--identity', file], { json: true });
  expect(JSON.parse(json.out)).toMatchObject({ v: 1, feedback: { gate: 'pass', roundsLeft: 8 } });

  expect((await vault('verify', '--identity', file)).out).toBe(
    '12 scenarios can be read. Encrypted to 1 key.\n',
  );
  const [folder] = await readdir(repository.env['DIMMER_VAULT'] as string);
  const vaultDir = join(repository.env['DIMMER_VAULT'] as string, folder as string);
  const [damaged] = (await readdir(vaultDir)).filter((name) => /^[0-9a-f]{24}\.age$/.test(name));
  writeFileSync(join(vaultDir, damaged as string), 'x');
  const verified = await vault('verify', '--identity', file);
  expect([
    verified.exit,
    verified.out.includes('is damaged: restore it'),
    verified.out.includes('11 scenarios can be read'),
  ]).toEqual([1, true, true]);
});

test(
  'a recovery key opens the vault, is private, and is nowhere but in its file',
  { timeout: 180_000 },
  async () => {
    const key = join(repository.base, 'elsewhere', 'recovery');
    const inside = await vault('recovery-key', join(repository.root, 'key'), '--identity', file);
    expect([inside.exit, inside.err]).toEqual([2, expect.stringContaining('agents read the repository')]);
    // The damaged scenario of the test before stands in the way, as it must: nothing is re-encrypted around it.
    const damaged = await vault('recovery-key', join(repository.base, 'none'), '--identity', file);
    expect([damaged.exit, damaged.err]).toEqual([3, expect.stringContaining('would lose them')]);
    expect(existsSync(join(repository.base, 'none'))).toBe(false);
    for (const id of (await vault('verify', '--identity', file)).out.match(
      /R\d-[abc](?= \(\w+\.age\) is damaged)/g,
    ) ?? [])
      await vault('remove', id, '--identity', file);
    const made = await vault('recovery-key', key, '--identity', file);
    expect([made.exit, made.err, statSync(key).mode & 0o777]).toEqual([0, '', 0o600]);
    const secret = /AGE-SECRET-KEY-1\w+/.exec(await readFile(key, 'utf8'))?.[0] ?? 'none';
    expect(made.out).not.toContain(secret);
    const listed = await vault('list', '--identity', key);
    expect([listed.exit, listed.out]).toEqual([0, (await vault('list', '--identity', file)).out]);
    // Which one was damaged is chance, as names in the vault are: one that is still listed is shown.
    const [left = 'none'] = listed.out.match(/R\d-[abc]/) ?? [];
    const shown = await vault('show', left, '--identity', key);
    expect([shown.exit, shown.err]).toEqual([0, '']);
    expect(shown.out).toContain('schema: dimmer/scenario@1');
    expect((await vault('recovery-key', key, '--identity', file)).exit).toBe(2);
    const found = execFileSync('grep', ['-rlF', secret, repository.base], { encoding: 'utf8' });
    expect(found.trim().split('\n')).toEqual([key]);
  },
);

test('an identity that others can read is refused, and one that is missing is asked for', async () => {
  const loose = join(repository.base, 'loose');
  writeFileSync(loose, await readFile(file, 'utf8'));
  chmodSync(loose, 0o644);
  const refused = await vault('list', '--identity', loose);
  expect([refused.exit, refused.err]).toEqual([3, expect.stringContaining('chmod 600')]);
  expect((await vault('list')).err).toContain('No vault identity was given');
  expect(
    (await run(vaultCommand, ['list'], { env: { ...repository.env, DIMMER_IDENTITY_FILE: file } })).exit,
  ).toBe(0);
  expect((await vault('nonsense')).exit).toBe(2);
  expect((await run(evaluateCommand, ['--spec', 'x', '--split', 'all'])).exit).toBe(2);
  expect((await run(vaultCommand, ['list'], { cwd: repository.base })).exit).toBe(3);
});
