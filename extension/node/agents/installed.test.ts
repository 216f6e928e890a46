// Detection against real programs on a PATH of the test's own: versions, adapters, sign-ins, and programs that misbehave.
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { detectAgents } from './installed.ts';

let root: string;
let env: NodeJS.ProcessEnv;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'dimmer-installed-'));
  await mkdir(join(root, 'bin'));
  await mkdir(join(root, 'home'));
  env = { PATH: `${join(root, 'bin')}:/usr/bin:/bin`, HOME: join(root, 'home') };
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function program(name: string, script: string): Promise<string> {
  const path = join(root, 'bin', name);
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}

test('nothing is found where nothing is', async () => {
  expect(await detectAgents({ env })).toEqual([]);
});

test('an agent with its adapter, signed in by a file', async () => {
  await program('claude', 'echo "2.1.185 (Claude Code)"');
  const speaker = await program('claude-agent-acp', 'exit 9');
  await mkdir(join(root, 'home/.claude'));
  await writeFile(join(root, 'home/.claude/.credentials.json'), '{}');
  const [found] = await detectAgents({ env });
  expect(found).toMatchObject({
    id: 'claude-code',
    version: '2.1.185',
    command: [speaker],
    adapter: { name: 'claude-agent-acp', version: null },
    signIn: { found: true, detail: 'signed in (~/.claude/.credentials.json)' },
    fix: null,
  });
});

test('an agent without its adapter says what to install', async () => {
  await program('codex', 'echo codex-cli 0.166.0');
  const [found] = await detectAgents({ env });
  expect(found).toMatchObject({ id: 'codex', version: '0.166.0', command: null });
  expect(found?.fix).toContain('npm install -g @agentclientprotocol/codex-acp');
});

test('a key is named and its value is nowhere', async () => {
  const path = await program('gemini', 'echo 0.61.0');
  const found = await detectAgents({ env: { ...env, GEMINI_API_KEY: 'secret-4711' } });
  expect(found[0]).toMatchObject({
    command: [path, '--acp'],
    signIn: { found: true, detail: 'GEMINI_API_KEY is set' },
  });
  expect(JSON.stringify(found)).not.toContain('secret-4711');
});

test('an agent that hangs, fails or floods has no version and is still found', async () => {
  await program('claude', 'sleep 60');
  await program('codex', 'exit 3');
  await program('gemini', 'while :; do echo 1.2.3.4.5.6; done');
  const found = await detectAgents({ env, timeoutMs: 3_000 });
  expect(found.map(({ id, version }) => [id, version])).toEqual([
    ['claude-code', null],
    ['codex', null],
    ['gemini', null],
  ]);
});

test('the version of an agent is asked without any key of ours', async () => {
  await program('claude', 'echo "1.0.0-${ANTHROPIC_API_KEY:-nokey}"');
  const [found] = await detectAgents({ env: { ...env, ANTHROPIC_API_KEY: 'leak' } });
  expect(found?.version).toBe('1.0.0-nokey');
});

test('an agent of one’s own is named by its command; one that is not there says so', async () => {
  const path = await program('my-agent', 'exit 0');
  const own = { command: [path, '--stdio'], hosts: ['api.example.com'], credentials: ['MY_KEY', '.my/key'] };
  const [found] = await detectAgents({ env: { ...env, MY_KEY: 'x' }, own });
  expect(found).toMatchObject({
    id: 'own',
    name: 'my-agent',
    command: [path, '--stdio'],
    signIn: { found: true, detail: 'MY_KEY is set' },
    access: { hosts: ['api.example.com'], files: ['.my/key'], variables: ['MY_KEY'] },
  });
  const [missing] = await detectAgents({ env, own: { ...own, command: ['not-here'] } });
  expect(missing).toMatchObject({ command: null });
  expect(missing?.fix).toContain('There is no program "not-here"');
});

test('a folder of the PATH that is relative is passed over', async () => {
  await program('codex-acp', 'exit 0');
  const relative = { ...env, PATH: 'bin:./bin:/usr/bin:/bin' };
  expect(await detectAgents({ env: relative })).toEqual([]);
});
