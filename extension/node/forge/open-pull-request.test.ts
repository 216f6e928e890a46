// Every answer that an API or `gh` can give to "open this once", against a real local server.
import { readFile } from 'node:fs/promises';
import { expect, test, vi } from 'vitest';
import { temporaryRepository, type TemporaryRepository } from '../temporary-repository.ts';
import { findRemote } from './find-remote.ts';
import { openPullRequest, type ForgeAccess } from './open-pull-request.ts';
import { fakeGh, forgeFor, type Forge, type Trouble } from './testing.ts';

const text = { branch: 'dimmer/one', title: 'A title', body: 'The card.' };
const token = 'ghp_0123456789abcdefghijklmnopqrstuvwxyz';

async function open(repository: TemporaryRepository, forge: Forge, access: Partial<ForgeAccess> = {}) {
  const found = await findRemote(repository.root, 'main');
  if (found.kind !== 'found') throw new Error(found.kind);
  const ours = {
    token,
    tokenHost: forge.host,
    apiUrl: forge.api,
    session: {},
    timeoutMs: 400,
    pauses: [1, 1],
  };
  return openPullRequest(found.remote, text, { ...ours, ...access });
}

const made = { ok: true, opened: { how: 'rest', number: 7 } };
const page = { ok: true, opened: { how: 'compare-page', number: null } };
const unclear = { ok: false, reason: /whether its pull request was opened is not known.*Approve again/ };

test.each<[string, Trouble[], Trouble[], object, number]>([
  ['nothing is wrong', [], [], made, 1],
  ['looking: 401', [401], [], page, 0],
  ['looking: 403', [403], [], page, 0],
  ['looking: 404', [404], [], page, 0],
  ['looking: 500 once', [500], [], made, 1],
  ['looking: 500 always', [500, 500, 500], [], unclear, 0],
  ['looking: slow always', ['slow', 'slow', 'slow'], [], unclear, 0],
  ['looking: garbage always', ['garbage', 'garbage', 'garbage'], [], unclear, 0],
  ['looking: sent to another address', ['elsewhere'], [], page, 0],
  ['opening: 401', [], [401], page, 0],
  ['opening: 403', [], [403], page, 0],
  ['opening: 404', [], [404], page, 0],
  ['opening: 422', [], [422], page, 0],
  ['opening: 429 once', [], [429], made, 1],
  ['opening: 503 once', [], [503], made, 1],
  ['opening: 503 always', [], [503, 503, 503], unclear, 0],
  ['opening: slow once', [], ['slow'], made, 1],
  ['opening: garbage once', [], ['garbage'], made, 1],
  ['opening: opened, answer lost', [], ['done-then-drop'], made, 1],
  ['opening: opened, answer slow', [], ['done-then-slow'], made, 1],
  ['opening: the repository was renamed', [], ['moved'], made, 1],
  ['opening: sent to another address', [], ['elsewhere'], page, 0],
])('%s', async (_, get, post, expected, pulls) => {
  await using repository = await temporaryRepository({ 'a.txt': 'a\n' });
  await using forge = await forgeFor(repository);
  forge.trouble.GET.push(...get);
  forge.trouble.POST.push(...post);
  const result = await open(repository, forge);
  expect(result).toMatchObject(expected);
  expect(forge.pulls.length).toBe(pulls);
  expect(JSON.stringify(result)).not.toMatch(/ghp_|hunter2/);
});

test('one that is there, opened by hand or by another try, is found and not opened again', async () => {
  await using repository = await temporaryRepository({ 'a.txt': 'a\n' });
  await using forge = await forgeFor(repository);
  forge.pulls.push({ number: 4, title: 't', body: 'b', head: 'dimmer/one', base: 'main' });
  expect(await open(repository, forge)).toMatchObject({ ok: true, opened: { number: 4 } });
  expect(forge.requests.map(({ method }) => method)).toEqual(['GET']);
});

test('one that somebody opens between looking and opening is taken', async () => {
  await using repository = await temporaryRepository({ 'a.txt': 'a\n' });
  await using forge = await forgeFor(repository);
  forge.trouble.POST.push('beaten');
  expect(await open(repository, forge)).toMatchObject({ ok: true, opened: { how: 'rest', number: 4 } });
  expect(forge.pulls.length).toBe(1);
});

test('a token is sent for its own host only', async () => {
  await using repository = await temporaryRepository({ 'a.txt': 'a\n' });
  await using forge = await forgeFor(repository);
  expect(await open(repository, forge, { tokenHost: undefined })).toMatchObject(page);
  expect(await open(repository, forge, { tokenHost: 'github.com' })).toMatchObject(page);
  expect(forge.requests).toEqual([]);
});

test('gh is given everything by argument and standard input, and neither a token nor our environment', async () => {
  await using repository = await temporaryRepository({ 'a.txt': 'a\n' });
  await using forge = await forgeFor(repository);
  const gh = await fakeGh(repository, forge.host);
  vi.stubEnv('PATH', gh.env['PATH']);
  vi.stubEnv('GH_TOKEN', token);
  vi.stubEnv('ANTHROPIC_API_KEY', 'sk-ant-x');
  try {
    for (let at = 0; at < 2; at += 1)
      expect(await open(repository, forge)).toMatchObject({ ok: true, opened: { how: 'gh', number: 3 } });
  } finally {
    vi.unstubAllEnvs();
  }
  const calls = (await readFile(gh.calls, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { args: string[]; input: string; env: string[]; cwd: string });
  const repo = ['--repo', `${forge.host}/ada/greeter`];
  const list = ['pr', 'list', ...repo, '--head', 'dimmer/one', '--state', 'all'];
  expect(calls.map(({ args }) => args)).toEqual([
    ['auth', 'status', '--hostname', forge.host],
    [...list, '--json', 'number,url,headRefName', '--limit', '30'],
    [
      'pr',
      'create',
      ...repo,
      '--head',
      'dimmer/one',
      '--base',
      'main',
      '--title',
      'A title',
      '--body-file',
      '-',
    ],
    ['auth', 'status', '--hostname', forge.host],
    [...list, '--json', 'number,url,headRefName', '--limit', '30'],
  ]);
  expect(calls[2]?.input).toBe('The card.');
  for (const { env, cwd } of calls) {
    expect(env.filter((name) => /TOKEN|KEY|VSCODE|ELECTRON/.test(name))).toEqual([]);
    expect(cwd.startsWith(repository.root)).toBe(false);
  }
  expect(forge.requests).toEqual([]);
});

test('a gh that is not signed in, or that may not open one, leaves it to the next way', async () => {
  await using repository = await temporaryRepository({ 'a.txt': 'a\n' });
  await using forge = await forgeFor(repository);
  for (const script of [
    "if (args[0] === 'auth') process.exit(1);",
    "if (args[1] === 'create') { console.error('GraphQL: no right'); process.exit(1); }",
  ]) {
    const gh = await fakeGh(repository, forge.host, script);
    vi.stubEnv('PATH', gh.env['PATH']);
    try {
      expect(await open(repository, forge)).toMatchObject({ ok: true, opened: { how: 'rest', number: 7 } });
    } finally {
      vi.unstubAllEnvs();
    }
  }
  expect(forge.pulls.length).toBe(1);
});

test('a gh that opened it and then failed is asked again, not left', async () => {
  await using repository = await temporaryRepository({ 'a.txt': 'a\n' });
  await using forge = await forgeFor(repository);
  const script = `if (args[1] === 'create') { writeFileSync(made, JSON.stringify([{ number: 3, url, headRefName: branch }])); process.exit(1); }`;
  const gh = await fakeGh(repository, forge.host, script);
  vi.stubEnv('PATH', gh.env['PATH']);
  try {
    expect(await open(repository, forge)).toMatchObject({ ok: true, opened: { how: 'gh', number: 3 } });
  } finally {
    vi.unstubAllEnvs();
  }
  expect(forge.pulls).toEqual([]);
});
