import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { answerTo } from '../evaluator/answer.ts';
import { hiddenScenarios, notesProgram, notesSpec } from '../evaluator/test-product.ts';
import { temporaryRepository, type TemporaryRepository } from '../node/temporary-repository.ts';
import type * as EvaluatorProcess from '../node/evaluator-process.ts';
import { bundles, cli } from '../node/testing.ts';
import { evaluateCommand } from './evaluate.ts';
import type { CommandIo } from './io.ts';
import { runCommandHere } from './test-io.ts';
import { vaultCommand } from './vault.ts';

/** The first test asks evaluators of their own, as a user does; for the others starting forty would say nothing more. */
const evaluator = vi.hoisted(() => ({ inThisProcess: false }));
vi.mock('../node/evaluator-process.ts', async (real) => {
  const processes = await real<typeof EvaluatorProcess>();
  const runEvaluator: typeof processes.runEvaluator = async (input, options) => {
    if (!evaluator.inThisProcess) return processes.runEvaluator(input, options);
    const { exit, body } = await answerTo(input);
    return { exit, stdout: JSON.stringify(body), stderr: '' };
  };
  return { ...processes, runEvaluator };
});

let repository: TemporaryRepository;
let key = '';
const realMain = process.argv[1];
const [first, second, third] = hiddenScenarios('Quokka').filter((_, at) => at % 4 === 0) as [
  Scenario,
  Scenario,
  Scenario,
];
interface Scenario {
  readonly name: string;
  readonly text: string;
}
const slow = { timeout: 240_000 };
const passphrase = 'seven small green boats';
const words = join('typed', 'words');
const at = (...names: string[]) => join(repository.base, ...names);

beforeAll(async () => {
  repository = await temporaryRepository({ 'bin/notes.js': notesProgram(), 'specs/notes.md': notesSpec });
  key = at('identity');
  process.argv[1] = join(bundles, 'evaluator.mjs');
  mkdirSync(at('typed'));
  writeFileSync(at(words), `${passphrase}\n`, { mode: 0o600 });
});
afterAll(async () => {
  process.argv[1] = realMain as string;
  await repository[Symbol.asyncDispose]();
});

const vault = (argv: string[], more: Partial<CommandIo> = {}) =>
  runCommandHere(vaultCommand, [...argv, '--identity', key], {
    ...{ cwd: repository.root, env: repository.env },
    ...more,
  });
const into = (home: string) => ({ env: { ...repository.env, DIMMER_VAULT: at(home) } });
const vaultDirs = (home = 'vaults') => readdirSync(at(home)).map((name) => at(home, name));
const inClear = (folder: string) => {
  try {
    return execFileSync('grep', ['-rliE', 'quokka|R[0-9]-[abc]', folder], { encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
};

test('every command once, and no word of a scenario is in clear in anything written', slow, async () => {
  const made = await vault(['init', '--passphrase', '--new-passphrase-file', at(words)]);
  expect([made.exit, made.err]).toEqual([0, '']);
  expect(readFileSync(key, 'utf8')).toMatch(/^-----BEGIN AGE ENCRYPTED FILE-----/);
  const seen = await atTerminal(`vault passphrase --remove --identity ${key} --cwd ${repository.root}`);
  expect(seen).toContain('holds the identity in clear now');
  expect(seen).not.toContain(passphrase);
  expect([readFileSync(key, 'utf8'), statSync(key).mode & 0o777]).toEqual([
    expect.stringContaining('AGE-SECRET-KEY-1'),
    0o600,
  ]);

  const folder = at('tmp-in');
  mkdirSync(folder);
  for (const { name, text } of [first, second]) writeFileSync(join(folder, name), text);
  expect((await vault(['add', folder])).out).toContain('2 added.');
  const id = first.name.replace('.md', '');
  const next = first.text.replace(/seed: \d+/, 'seed: 77').replace('Quokka writes', 'A quokka writes');
  const edited = await vault(['edit', id, '--from', '-'], { stdin: async () => next });
  expect([edited.exit, edited.out]).toEqual([0, expect.stringContaining('version 2')]);
  expect((await vault(['show', id])).out).toBe(next);
  const unknown = await vault(['edit', 'nobody', '--from', '-'], { stdin: async () => next });
  expect([unknown.exit, unknown.err]).toEqual([1, expect.stringContaining('no scenario of that id')]);
  const none = await vault(['edit', id]);
  expect([none.exit, none.err]).toEqual([2, expect.stringContaining('VS Code')]);
  expect(await run(evaluateCommand, ['--spec', 'specs/notes.md', '--identity', key])).toMatchObject({
    exit: 0,
  });
  expect((await vault(['rotate'])).exit).toBe(0);
  expect((await vault(['verify'])).out).toBe('2 scenarios can be read. Encrypted to 1 key.\n');
  expect((await vault(['export', at('backup'), '--encrypted'])).exit).toBe(0);
  expect((await vault(['remove', id])).exit).toBe(0);
  const back = await vault(['import', at('backup')]);
  expect([back.exit, back.out]).toEqual([0, expect.stringContaining(`taken   ${id}`)]);
  expect((await vault(['show', id])).out).toBe(next);

  execFileSync('rm', ['-r', folder]);
  expect(readdirSync(repository.base).sort()).toEqual(
    expect.arrayContaining(['backup', 'repository', 'vaults']),
  );
  expect(inClear(repository.base)).toBe('');
  expect(readdirSync('/dev/shm').filter((name) => inClear(join('/dev/shm', name)) !== '')).toEqual([]);
});

test(
  'an export in clear says what it means, is yours alone, and comes back byte for byte',
  slow,
  async () => {
    evaluator.inThisProcess = true;
    writeFileSync(at('third.md'), third.text.replace('---\nschema', '---\nstatus: draft\nschema'));
    expect((await vault(['add', at('third.md')])).exit).toBe(0);
    const refused = async (folder: string, ...flags: string[]) => {
      const { exit, err } = await vault(['export', folder, ...flags]);
      return [exit, err.split(/[.]|: \//)[0], existsSync(folder)];
    };
    mkdirSync(at('other'));
    execFileSync('git', ['init', '--quiet', at('other')]);
    const inside = join(repository.root, 'clear');
    expect(await refused(at('clear'))).toEqual([2, 'Nothing was exported', false]);
    for (const flag of ['--plaintext', '--encrypted'])
      expect(await refused(inside, flag)).toEqual([
        2,
        'Nothing was exported: agents read the repository',
        false,
      ]);
    expect(await refused(at('other', 'a', 'b'), '--plaintext')).toEqual([2, 'Nothing was exported', false]);
    expect(await refused(at('other'), '--plaintext')).toMatchObject([
      ...[2, expect.stringContaining('there is something at'), true],
    ]);

    const exported = await vault(['export', at('clear'), '--plaintext']);
    expect([exported.exit, exported.out]).toEqual([0, expect.stringContaining('3 scenarios in clear')]);
    const files = readdirSync(at('clear'));
    expect(statSync(at('clear')).mode & 0o777).toBe(0o700);
    for (const file of files) expect(statSync(at('clear', file)).mode & 0o777).toBe(0o600);
    const list = async (more: Partial<CommandIo> = {}) =>
      JSON.parse((await vault(['list'], { json: true, ...more })).out) as { scenarios: { id: string }[] };
    const before = await list();
    expect(before.scenarios).toHaveLength(3);

    expect((await vault(['init'], into('fresh'))).exit).toBe(0);
    const back = await vault(['import', at('clear')], into('fresh'));
    expect([back.exit, back.err]).toEqual([0, '']);
    const sorted = ({ scenarios }: { scenarios: { id: string }[] }) =>
      scenarios
        .map((one) => ({ ...one, provedRed: true, proofs: '', last: '' }))
        .sort((a, b) => (a.id < b.id ? -1 : 1));
    expect(sorted(await list(into('fresh')))).toEqual(sorted(before));
    for (const { id } of before.scenarios)
      expect((await vault(['show', id], into('fresh'))).out).toBe(
        readFileSync(at('clear', `${id}.md`), 'utf8'),
      );
    // What was changed since is a new version, admitted like any other; what was not is left alone.
    const file = at('clear', second.name);
    writeFileSync(file, readFileSync(file, 'utf8').replace(/seed: \d+/, 'seed: 5'));
    await vault(['import', at('clear')], into('fresh'));
    const now = (await list(into('fresh'))).scenarios as { id: string; version?: number }[];
    const versions = (all: { id: string; version?: number }[]) =>
      Object.fromEntries(all.map(({ id, version }) => [id, version]));
    const id = second.name.replace('.md', '');
    expect(versions(now)).toEqual({ ...versions(before.scenarios), [id]: 2 });
  },
);

test('who joins makes a key, outside of the repository, and a member lets them in', slow, async () => {
  const inside = await vault(['new-key', join(repository.root, 'mine')]);
  expect([inside.exit, inside.err]).toEqual([2, expect.stringContaining('agents read the repository')]);
  const made = await vault(['new-key', at('bo')]);
  const [recipient = ''] = /^age1\w+$/m.exec(made.out) ?? [];
  expect([made.exit, statSync(at('bo')).mode & 0o777, made.out.includes('AGE-SECRET')]).toEqual([
    0,
    0o600,
    false,
  ]);
  expect((await vault(['recipients', 'add', recipient])).out).toContain('encrypted to 2 keys');
  const listed = await run(vaultCommand, ['recipients', '--identity', at('bo')]);
  expect(listed.out).toContain(`${recipient}  (yours)\n2 keys can open the vault.`);
  expect((await vault(['recipients', 'remove', recipient])).out).toContain('still opens every copy');
  expect((await run(vaultCommand, ['list', '--identity', at('bo')])).exit).toBe(3);
});

test('a backup is put back where there is no vault, and a foreign one is refused', slow, async () => {
  const home = into('restored');
  const restored = await vault(['import', at('backup')], home);
  expect([restored.exit, restored.err]).toEqual([0, '']);
  const list = async (more: Partial<CommandIo>) => (await vault(['list'], { json: true, ...more })).out;
  expect(JSON.parse(await list(home))).toMatchObject({ problems: [], scenarios: [{}, {}] });
  for (const dir of vaultDirs('restored')) expect(statSync(dir).mode & 0o777).toBe(0o700);
  cpSync(at('backup'), at('foreign'), { recursive: true });
  const stranger = at('stranger');
  expect((await run(vaultCommand, ['init', '--identity', stranger], into('theirs'))).exit).toBe(0);
  const refused = await run(vaultCommand, ['import', at('foreign'), '--identity', stranger], into('theirs'));
  expect([refused.exit, refused.err]).toEqual([
    3,
    expect.stringContaining('cannot be opened with this identity'),
  ]);
});

test('a lost manifest is made anew by one command', slow, async () => {
  const [dir] = vaultDirs('restored') as [string];
  writeFileSync(join(dir, 'manifest.age'), 'gone');
  const home = into('restored');
  expect((await vault(['list'], home)).err).toContain('vault verify --rebuild');
  const rebuilt = await vault(['verify', '--rebuild'], home);
  expect([rebuilt.exit, rebuilt.out]).toEqual([0, expect.stringContaining('made from 2 scenario files')]);
  expect(rebuilt.out).toContain('2 proved again on a product that does nothing.');
  chmodSync(dir, 0o755);
  const verified = await vault(['verify'], home);
  expect([verified.exit, verified.out]).toEqual([0, expect.stringContaining('warning: ')]);
  expect(verified.out).toContain('2 scenarios can be read');
});

test('a passphrase is put on a key, and read from a private file only', slow, async () => {
  expect((await vault(['passphrase', '--new-passphrase-file', at(words)])).exit).toBe(0);
  const blind = await vault(['list'], { passphraseFile: '/dev/null' });
  expect([blind.exit, blind.err]).toEqual([3, expect.stringContaining('is empty')]);
  chmodSync(at(words), 0o644);
  const open = await vault(['list'], { passphraseFile: at(words) });
  expect([open.exit, open.err]).toEqual([3, expect.stringContaining('chmod 600')]);
  const given = `3<<<'${passphrase}' ${process.execPath} ${cli} vault recipients --identity ${key} --passphrase-file /dev/fd/3`;
  const listed = execFileSync('bash', ['-c', given], {
    cwd: repository.root,
    env: repository.env,
    encoding: 'utf8',
  });
  expect(listed).toContain('(yours)');
});

/** The real command at a terminal of its own, where the passphrase is typed once it is asked for. */
async function atTerminal(line: string): Promise<string> {
  const child = spawn('script', ['-qec', `${process.execPath} ${cli} ${line}`, '/dev/null'], {
    ...{ env: repository.env, stdio: ['pipe', 'pipe', 'inherit'] },
  });
  let seen = '';
  child.stdout.on('data', (chunk) => {
    const before = seen;
    seen += String(chunk);
    if (!before.includes('Passphrase of') && seen.includes('Passphrase of'))
      child.stdin.write(`${passphrase}\r`);
  });
  await new Promise((resolve) => child.once('close', resolve));
  return seen;
}

async function run(
  command: Parameters<typeof runCommandHere>[0],
  argv: string[],
  more: Partial<CommandIo> = {},
) {
  return runCommandHere(command, argv, { cwd: repository.root, env: repository.env, ...more });
}
