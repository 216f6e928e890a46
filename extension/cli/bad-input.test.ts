// Everything that can be wrong with what a user brings, as the user sees it: one clear error with the right exit code, which
// says what happened, what was kept and what to do next; nothing lost, nothing started, and never a run without its sandbox.
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Cassette, CassetteEntry } from '../node/agents/rehearsal/cassette.ts';
import { startRehearsalServer } from '../node/agents/rehearsal/server.ts';
import { runCommand } from '../node/run-command.ts';
import { temporaryRepository, type TemporaryRepository } from '../node/temporary-repository.ts';
import { bundles } from '../node/testing.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const spec = '# Greeter\n\n- R1: The program greet.js MUST print hello.\n';
const huge = `# Huge\n\n${'- R1: It MUST work.\n'.repeat(270_000)}`;
const writes: CassetteEntry = {
  role: 'builder',
  reply: [{ tool: 'write_file', input: { path: 'greet.js', content: 'console.log("hello");\n' } }],
};
const done: CassetteEntry = { role: 'builder', reply: [{ text: 'Done.' }] };
const lorem = (megabytes: number): CassetteEntry => ({
  role: 'builder',
  reply: [{ text: 'lorem ipsum '.repeat(megabytes * 90_000) }],
});
const playable = (entries: CassetteEntry[]): Cassette => ({ cassette: 1, title: 'test', entries });

let repository: TemporaryRepository;
let calm: string;
let program: string;

beforeAll(async () => {
  repository = await temporaryRepository({ 'specs/a.md': spec, 'specs/empty.md': '\n' });
  const files: [string, string | Buffer][] = [
    ['binary', Buffer.from([0x23, 0, 1, 2])],
    ['latin1', Buffer.from('# Gr\u00fc\u00dfe\n', 'latin1')],
    ['utf16', Buffer.from('\ufeff# Hello\n', 'utf16le')],
    ['huge', huge],
    ['bom-and-crlf', `\ufeff${spec.replaceAll('\n', '\r\n')}`],
  ];
  for (const [name, content] of files) writeFileSync(join(repository.root, `specs/${name}.md`), content);
  repository.commit('bad specs');
  cassette('good', [writes, done]);
  calm = lookAt(repository);
  // A copy, so that a build beside this test changes nothing under it.
  program = join(repository.base, 'dimmer', 'cli.mjs');
  cpSync(bundles, dirname(program), { recursive: true });
});
afterAll(() => repository[Symbol.asyncDispose]());

/** What must be as it was after any refusal. */
function lookAt({ run }: TemporaryRepository): string {
  return `${run('rev-parse', 'HEAD', 'main')}\n${run('status', '--porcelain')}`;
}

function cassette(name: string, entries: CassetteEntry[]): void {
  writeFileSync(join(repository.base, `${name}.json`), JSON.stringify(playable(entries)));
}

interface Said {
  readonly exit: number | null;
  readonly text: string;
}

async function dimmer(args: string, env: NodeJS.ProcessEnv = {}, cwd = repository.root): Promise<Said> {
  const result = await runCommand(process.execPath, ['--no-warnings', program, ...args.split(' ')], {
    cwd,
    env: { ...repository.env, ...env } as Record<string, string>,
    timeoutMs: 90_000,
  });
  const text = result.stderr + result.stdout;
  expect(text).not.toMatch(/\n {4}at |This is a fault of dimmer/);
  return { exit: result.exit, text };
}

/** A run at level 3, followed to its rest. */
const rehearse = (name: string, options = '', cwd?: string, env: NodeJS.ProcessEnv = {}) =>
  dimmer(`run specs/a.md --level 3 --cassette ${join(repository.base, `${name}.json`)}${options}`, env, cwd);

/** Type and all of every event of the newest run. */
function events(): string[] {
  const state = join(repository.base, 'state');
  const runs = readdirSync(state)
    .filter((name) => name !== 'bundles')
    .flatMap((name) => readdirSync(join(state, name, 'runs')).map((run) => join(state, name, 'runs', run)));
  const newest = runs.sort((a, b) => (a.split('/').at(-1)! < b.split('/').at(-1)! ? -1 : 1)).at(-1) ?? '';
  return readFileSync(join(newest, 'events.ndjson'), 'utf8').trim().split('\n');
}

/** A PATH with the programs that a run needs, but one. */
function pathWithout(missing: string): string {
  const folder = join(repository.base, `without-${missing}`);
  if (existsSync(folder)) return folder;
  mkdirSync(folder);
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  for (const name of ['bash', 'sh', 'which', 'git', 'bwrap', 'socat', 'rg', 'cat'].filter(
    (one) => one !== missing,
  )) {
    const found = folders.map((one) => join(one, name)).find((file) => existsSync(file));
    if (found !== undefined) symlinkSync(found, join(folder, name));
  }
  return folder;
}

const badSpecs: [string, number, RegExp, RegExp][] = [
  ['empty', 2, /empty.*Write what should exist/s, /is empty\. Nothing was started\. Write down/],
  ['binary', 2, /binary.*Nothing was read/s, /binary.*Nothing was read.*Point Dimmer at a markdown file/],
  ['latin1', 2, /not UTF-8.*Save it as UTF-8/s, /not UTF-8.*Nothing was changed.*Save it as UTF-8/],
  ['utf16', 2, /not UTF-8.*UTF-16|UTF-16/s, /UTF-16.*Save it as UTF-8/],
  ['huge', 2, /limit.*Nothing was checked.*Split it/s, /longer than a spec.*Nothing was started\. Split it/],
  ['bom-and-crlf', 0, /0 errors/, /awaits your decision/],
];

test.each(badSpecs)('a spec that is %s: lint and run say so', async (name, exit, linted, ran) => {
  const lint = await dimmer(`lint specs/${name}.md`);
  expect(lint).toEqual({ exit: exit === 0 ? 0 : 1, text: expect.stringMatching(linted) });
  const run = await dimmer(`run specs/${name}.md --level 3 --cassette ../good.json`);
  expect(run).toEqual({ exit, text: expect.stringMatching(ran) });
  expect(lookAt(repository)).toBe(calm);
});

const commands = [
  'run specs/a.md --cassette ../good.json',
  'evaluate --spec specs/a.md',
  'vault init',
  'runs',
];

test.each(commands)('%s, outside of git and without git', async (command) => {
  const outside = await dimmer(command, {}, repository.base);
  expect(outside).toEqual({
    exit: 3,
    text: expect.stringMatching(/not (in )?a git repository.*(git init|run this inside)/is),
  });
  const none = await dimmer(command, { PATH: pathWithout('git') });
  expect(none).toEqual({ exit: 3, text: expect.stringMatching(/git could not be started.*Install git/) });
});

test('a repository without commits', async () => {
  await using empty = await temporaryRepository();
  await empty.write('specs/a.md', spec);
  expect(await rehearse('good', '', empty.root)).toEqual({
    exit: 3,
    text: expect.stringMatching(/no commits yet\. Commit something/),
  });
});

test('a dirty tree: said before, untouched by the run, and never merged over', async () => {
  await using dirty = await temporaryRepository({ 'specs/a.md': spec, 'greet.js': '1\n' });
  await dirty.write('greet.js', 'mine\n');
  await dirty.write('specs/a.md', `${spec}- R2: It MUST exit 0.\n`);
  await dirty.write('new.txt', 'mine\n');
  const before = lookAt(dirty);
  const run = await rehearse('good', '', dirty.root);
  expect(run).toEqual({
    exit: 0,
    text: expect.stringMatching(/2 uncommitted changes .* will not be part of the run/),
  });
  expect(run.text).toMatch(/specs\/a\.md is not committed as it is; the run is built from it as it is now/);
  const approve = await dimmer('approve last --reason ok', {}, dirty.root);
  expect(approve).toEqual({
    exit: 1,
    text: expect.stringMatching(/uncommitted changes \(greet\.js.*then approve again/s),
  });
  expect(lookAt(dirty)).toBe(before);
  dirty.commit('mine');
  expect((await dimmer('approve last --reason ok', {}, dirty.root)).exit).not.toBe(4);
});

test('a detached HEAD: the result stays on its branch', async () => {
  await using detached = await temporaryRepository({ 'specs/a.md': spec });
  detached.run('checkout', '--quiet', '--detach');
  const before = lookAt(detached);
  expect((await rehearse('good', '', detached.root)).exit).toBe(0);
  const approve = await dimmer('approve last --reason ok', {}, detached.root);
  expect(approve).toEqual({
    exit: 0,
    text: expect.stringMatching(/on no branch, so the result stays on dimmer\//),
  });
  expect(lookAt(detached)).toBe(before);
  expect(detached.run('log', '--all', '--format=%s')).toContain('Greeter');
});

test('submodules: said to be empty, and kept by the merge', async () => {
  await using outer = await temporaryRepository({ 'specs/a.md': spec });
  outer.run('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', repository.root, 'lib');
  outer.commit('with a submodule');
  const link = outer.run('rev-parse', 'HEAD:lib');
  const run = await rehearse('good', '', outer.root);
  expect(run).toEqual({ exit: 0, text: expect.stringMatching(/submodules are empty folders in a run: lib/) });
  expect((await dimmer('approve last --reason ok', {}, outer.root)).exit).toBe(0);
  expect([outer.run('rev-parse', 'HEAD:lib'), outer.run('status', '--porcelain')]).toEqual([link, '']);
  expect(outer.run('show', 'HEAD:greet.js')).toContain('hello');
});

test('no key, a wrong key that is mended, and a model that does not exist, over the real SDK', async () => {
  const server = await startRehearsalServer({
    cassette: { ...playable([writes, done]), key: 'right', models: ['known'] },
  });
  try {
    const run = (model: string) => `run specs/a.md --level 3 --backend anthropic --model ${model}`;
    const env = (key: string) => ({ ANTHROPIC_API_KEY: key, ANTHROPIC_BASE_URL: server.url });
    expect(await dimmer(run('known'))).toEqual({
      exit: 3,
      text: expect.stringMatching(/No API key\. Nothing was started\. Set ANTHROPIC_API_KEY/),
    });
    const wrong = await dimmer(run('known'), env('wrong-5f1c'));
    expect(wrong).toEqual({
      exit: 3,
      text: expect.stringMatching(/refused the API key.*Set a valid key.*resume/),
    });
    expect(wrong.text + events().join('\n')).not.toContain('wrong-5f1c');
    expect(await dimmer('resume last', env('right'))).toEqual({
      exit: 0,
      text: expect.stringMatching(/awaits your decision/),
    });
    expect(await dimmer(run('nope'), env('right'))).toEqual({
      exit: 1,
      text: expect.stringMatching(/does not know "nope".*No file had been changed.*another model/s),
    });
  } finally {
    await server.close();
  }
});

const models: [string, CassetteEntry[], number, RegExp, RegExp][] = [
  [
    'calls a tool that does not exist',
    [{ role: 'builder', reply: [{ tool: 'launch_rocket', input: {} }] }, writes, done],
    0,
    /awaits your decision/,
    /There is no tool \\"launch_rocket\\"/,
  ],
  [
    'writes arguments that are not JSON',
    [{ role: 'builder', reply: [{ tool: 'write_file', json: '{"path": "greet' }] }, writes, done],
    0,
    /awaits your decision/,
    /were not a JSON object, nothing was done/,
  ],
  ['writes 10 MB once', [writes, lorem(10), done], 0, /awaits your decision/, /"stopReason":"too-long"/],
  [
    'writes 2 MB again and again',
    [writes, lorem(2), lorem(2), lorem(2), lorem(2)],
    1,
    /over a million characters.*The work so far is on branch dimmer\/.*launch a new run/s,
    /"reason":"model-misbehaved"/,
  ],
];

test.each(models)('a model that %s', async (name, entries, exit, text, logged) => {
  const file = name.replaceAll(' ', '-');
  cassette(file, entries);
  expect(await rehearse(file)).toEqual({ exit, text: expect.stringMatching(text) });
  expect(events().some((line) => logged.test(line))).toBe(true);
  expect(events().join('\n').length).toBeLessThan(200_000);
  const branch = /"worktree-created".*?"branch":"([^"]+)"/.exec(events().join('\n'))?.[1] ?? '';
  expect(repository.run('show', `${branch}:greet.js`)).toContain('hello');
  expect(lookAt(repository)).toBe(calm);
});

test.each(['bwrap', 'socat', 'rg'])(
  'no %s on this machine: no run, and no word to the model',
  async (missing) => {
    const said = await rehearse('good', '', undefined, { PATH: pathWithout(missing) });
    expect(said).toEqual({
      exit: 3,
      text: expect.stringMatching(
        /no sandbox for the agent.*not installed.*No file had been changed.*Install it/s,
      ),
    });
    const types = events().map((line) => (JSON.parse(line) as { type: string }).type);
    expect(types).toEqual(['run-requested', 'runner-started', 'sandbox-checked', 'run-failed']);
    expect(events().at(-1)).toContain('"reason":"sandbox-missing"');
    expect((await dimmer('doctor')).text).toMatch(/leftovers of runs: none/);
  },
);

const scenarioFiles = (vault: string): string[] =>
  readdirSync(vault).filter((name) => /^[0-9a-f]+\.age$/.test(name));

const scenario = (id: string) => `---
schema: dimmer/scenario@1
id: ${id}
spec: a
requirements: [R1]
category: wrong-output
split: validation
status: active
---
* When Ada starts it
  \`\`\`cli
  run: [node, /app/greet.js]
  expect: { exit: 0, stdout: { contains: hello } }
  \`\`\`
`;

test('a vault with the wrong identity, a damaged file, a damaged manifest, no sandbox', async () => {
  const { base } = repository;
  const identity = { DIMMER_IDENTITY_FILE: join(base, 'identity') };
  for (const id of ['one', 'two']) writeFileSync(join(base, `${id}.md`), scenario(id));
  const evaluate = 'evaluate --spec specs/a.md';
  const nothing = (text: RegExp) => ({ exit: 3, text: expect.stringMatching(text) as string });
  expect((await dimmer('vault init', identity)).exit).toBe(0);
  const bare = { ...identity, PATH: pathWithout('bwrap') };
  const noSandbox = nothing(
    /cannot hold the sandbox.*bwrap is not installed.*Install it.*Nothing was changed/s,
  );
  expect(await dimmer('vault add ../one.md', bare)).toEqual(noSandbox);
  expect(await dimmer('vault add ../one.md ../two.md', identity)).toMatchObject({ exit: 0 });
  expect(await dimmer(evaluate, bare)).toEqual(noSandbox);

  await using other = await temporaryRepository({ 'a.txt': 'a' });
  const foreign = { DIMMER_IDENTITY_FILE: join(base, 'foreign') };
  expect((await dimmer('vault init', foreign, other.root)).exit).toBe(0);
  for (const command of ['vault list', 'vault add ../one.md', 'vault rotate', evaluate])
    expect(await dimmer(command, foreign)).toEqual(
      nothing(/does not open this vault\. Nothing was changed\. Use the/),
    );
  writeFileSync(join(base, 'garbage'), 'not a key\n', { mode: 0o600 });
  expect(await dimmer('vault list', { DIMMER_IDENTITY_FILE: join(base, 'garbage') })).toEqual(
    nothing(/holds no age identity.*Check the path/),
  );

  const vaults = readdirSync(join(base, 'vaults')).map((name) => join(base, 'vaults', name));
  const vault = vaults.find((folder) => scenarioFiles(folder).length === 2) ?? '';
  const [file = ''] = scenarioFiles(vault);
  const whole = readFileSync(join(vault, file));
  const broken = Buffer.from(whole);
  broken[broken.length - 5] = (broken[broken.length - 5] ?? 0) ^ 0xff;
  writeFileSync(join(vault, file), broken);
  expect(await dimmer('vault verify', identity)).toEqual({
    exit: 1,
    text: expect.stringMatching(/1 scenarios can be read.*is damaged: restore it from a backup/s),
  });
  expect(await dimmer(evaluate, identity)).toEqual(
    nothing(/Some hidden scenarios cannot be read.*Nothing was changed.*vault verify/),
  );
  writeFileSync(join(vault, file), whole);
  renameSync(join(vault, 'manifest.age'), join(vault, 'manifest.kept'));
  writeFileSync(join(vault, 'manifest.age'), 'not a manifest');
  for (const command of ['vault list', 'vault add ../one.md', evaluate])
    expect(await dimmer(command, identity)).toEqual(
      nothing(/manifest is damaged.*Nothing was changed.*Restore/),
    );
  renameSync(join(vault, 'manifest.kept'), join(vault, 'manifest.age'));
  expect(await dimmer('vault list', identity)).toMatchObject({
    exit: 0,
    text: expect.stringMatching(/2 scenarios/),
  });
});

test('an answer to a question that nobody asked is refused, alone and with an approval', async () => {
  expect((await rehearse('good')).exit).toBe(0);
  expect(await dimmer('answer last Q1 yes')).toEqual({
    exit: 1,
    text: expect.stringMatching(/no open question "Q1"\. None is open\. Nothing was changed/),
  });
  const approve = await dimmer('approve last --reason ok --answer Q1=yes');
  expect(approve).toEqual({
    exit: 2,
    text: expect.stringMatching(/Nothing on this card is called "Q1"\..*Nothing was decided/),
  });
  expect(lookAt(repository)).toBe(calm);
});
