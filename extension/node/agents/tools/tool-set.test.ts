// The tools on a real worktree with the real sandbox: what they do, what they refuse, and how much they say.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAgentSandbox, type AgentSandbox } from '../../sandbox/agent.ts';
import type { ToolResult, ToolSet } from '../backend.ts';
import { defaultOutputLimit, limitOutput as limited } from '../output-limit.ts';
import { success } from './define.ts';
import { gitTools, type GitQuery } from './harness.ts';
import { agentTools } from './tool-set.ts';

let root: string;
let worktree: string;
let sandbox: AgentSandbox;
let tools: ToolSet;
const queries: GitQuery[] = [];

beforeAll(async () => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'dimmer-tools-')));
  worktree = join(root, 'worktree');
  mkdirSync(join(worktree, 'src'), { recursive: true });
  writeFileSync(join(root, 'secret.txt'), 'canary-tools');
  writeFileSync(join(worktree, 'src', 'a.ts'), 'const one = 1;\nconst two = 2;\n');
  symlinkSync(join(root, 'secret.txt'), join(worktree, 'link.txt'));
  const opened = await openAgentSandbox({ worktree, scratch: join(root, 'scratch') });
  if (!opened.ok) throw new Error(opened.reason);
  sandbox = opened.sandbox;
  tools = agentTools({
    worktree,
    sandbox,
    assumptions: 2,
    questions: 0,
    git: async (query) => {
      queries.push(query);
      return success('git said');
    },
    check: async () => success('all good'),
  });
});

afterAll(async () => {
  await sandbox?.close();
  rmSync(root, { recursive: true, force: true });
});

function call(name: string, input: unknown, signal = new AbortController().signal): Promise<ToolResult> {
  const tool = tools.find((candidate) => candidate.name === name);
  if (!tool) throw new Error(`no tool ${name}`);
  return tool.run(input, { callId: 'c', signal });
}

test('the list of tools is closed, and each describes its arguments', () => {
  expect(tools.map(({ name }) => name)).toEqual([
    'read_file',
    'write_file',
    'edit_file',
    'search',
    'list_files',
    'shell',
    'git_status',
    'git_diff',
    'git_log',
    'check',
    'assume',
    'ask',
  ]);
  for (const { inputSchema } of tools) expect(inputSchema).toMatchObject({ type: 'object' });
  expect(tools[0]!.inputSchema).toMatchObject({ required: ['path'] });
});

test('files are written, read, edited and listed', async () => {
  expect(await call('write_file', { path: 'docs/new.md', content: '# New\n' })).toEqual(
    success('Made docs/new.md.'),
  );
  expect(await call('read_file', { path: 'docs/new.md' })).toEqual(success('# New'));
  expect(
    await call('edit_file', { path: 'src/a.ts', old_text: 'one = 1', new_text: "one = '$& $1'" }),
  ).toMatchObject({ isError: false });
  expect(readFileSync(join(worktree, 'src/a.ts'), 'utf8')).toBe("const one = '$& $1';\nconst two = 2;\n");
  expect((await call('list_files', {})).text).toBe('docs/\n  new.md\nlink.txt (link)\nsrc/\n  a.ts');
});

test('an edit that does not fit exactly changes nothing and says why', async () => {
  writeFileSync(join(worktree, 'twice.txt'), 'x\r\ny\r\nx\r\n');
  expect(await call('edit_file', { path: 'twice.txt', old_text: 'x', new_text: 'z' })).toMatchObject({
    isError: true,
    text: expect.stringContaining('2 times') as string,
  });
  expect(await call('edit_file', { path: 'twice.txt', old_text: 'x\ny', new_text: 'z' })).toMatchObject({
    isError: true,
    text: expect.stringContaining('Windows line ends') as string,
  });
  writeFileSync(join(worktree, 'latin1.txt'), Buffer.from([0xe9, 0x0a]));
  expect(await call('edit_file', { path: 'latin1.txt', old_text: '\n', new_text: '' })).toMatchObject({
    isError: true,
  });
  expect(readFileSync(join(worktree, 'latin1.txt'))).toEqual(Buffer.from([0xe9, 0x0a]));
  await call('edit_file', { path: 'twice.txt', old_text: 'x', new_text: 'z', replace_all: true });
  expect(readFileSync(join(worktree, 'twice.txt'), 'utf8')).toBe('z\r\ny\r\nz\r\n');
});

test.each([
  ['read_file', { path: '../secret.txt' }],
  ['read_file', { path: 'link.txt' }],
  ['write_file', { path: '../evil.txt', content: 'x' }],
  ['write_file', { path: '/etc/evil', content: 'x' }],
  ['edit_file', { path: 'link.txt', old_text: 'canary', new_text: 'x' }],
  ['list_files', { path: '..' }],
  ['search', { pattern: 'canary', path: '..' }],
])('%s refuses to leave the worktree and has it recorded', async (name, input) => {
  const result = await call(name, input);
  expect(result.isError).toBe(true);
  expect(result.events).toMatchObject([{ type: 'access-denied', tool: name }]);
  expect(result.text).not.toContain('canary-tools');
  expect(existsSync(join(root, 'evil.txt'))).toBe(false);
});

test.each([
  '.git/hooks/pre-commit',
  '.git',
  '.npmrc',
  'sub/.npmrc',
  '.envrc',
  '.vscode/tasks.json',
  '.devcontainer/x',
  '.GIT/config',
])('writing %s is refused and recorded', async (path) => {
  const result = await call('write_file', { path, content: 'x' });
  expect(result.events).toMatchObject([{ type: 'access-denied', tool: 'write_file' }]);
  expect(existsSync(join(worktree, path))).toBe(false);
});

test('long files come in pages, binaries by name only', async () => {
  writeFileSync(
    join(worktree, 'long.txt'),
    Array.from({ length: 5_000 }, (_, line) => `line ${line + 1}\n`).join(''),
  );
  const first = (await call('read_file', { path: 'long.txt' })).text;
  expect(first).toContain('line 2000\n[lines 1 to 2000 of 5000; read on from line 2001]');
  expect((await call('read_file', { path: 'long.txt', first_line: 4_999 })).text).toBe(
    'line 4999\nline 5000',
  );
  writeFileSync(join(worktree, 'wide.txt'), `${'x'.repeat(60_000)}\nend\n`);
  expect((await call('read_file', { path: 'wide.txt' })).text.length).toBeLessThan(50_200);
  expect((await call('read_file', { path: 'wide.txt', first_line: 2 })).text).toBe('end');
  writeFileSync(join(worktree, 'image.bin'), Buffer.from([1, 0, 2]));
  expect(await call('read_file', { path: 'image.bin' })).toMatchObject({ isError: true });
  for (const name of ['long.txt', 'wide.txt', 'image.bin']) rmSync(join(worktree, name));
});

test('search finds text and nothing behind links, and bounds what it says', async () => {
  expect((await call('search', { pattern: 'const \\w+ =', glob: '*.ts' })).text).toContain('src/a.ts:1:');
  expect((await call('search', { pattern: 'canary-tools' })).text).toBe('No matches.');
  expect(await call('search', { pattern: '(' })).toMatchObject({ isError: true });
  expect((await call('search', { pattern: '--help' })).text).toBe('No matches.');
  writeFileSync(join(worktree, 'many.txt'), 'needle\n'.repeat(500));
  expect((await call('search', { pattern: 'needle' })).text).toContain('[301 more hits; narrow the search]');
  rmSync(join(worktree, 'many.txt'));
});

test('the shell runs in the sandbox, in order, and its exit code is told', async () => {
  expect(await call('shell', { command: 'echo out; echo err >&2; echo out2' })).toEqual(
    success('out\nerr\nout2\n[exit 0]'),
  );
  expect(await call('shell', { command: 'exit 3' })).toMatchObject({ isError: true, text: '[exit 3]' });
  const escape = await call('shell', { command: `cat ${join(root, 'secret.txt')}; echo x > .npmrc` });
  expect(escape.text).not.toContain('canary-tools');
  expect(escape.events).toMatchObject([{ type: 'access-denied', tool: 'shell' }]);
  expect(await call('shell', { command: 'sleep 30', timeout_seconds: 1 })).toMatchObject({
    isError: true,
    text: '[ended after 1 seconds]',
  });
  expect(readdirSync(worktree).some((name) => name.startsWith('.'))).toBe(false);
});

test('arguments that do not fit are answered, not thrown', async () => {
  for (const { name } of tools.filter((tool) => tool.inputSchema['required'] !== undefined))
    for (const input of [null, 7, [], {}, { path: 7 }]) {
      const result = await call(name, input);
      expect(result, name).toMatchObject({ isError: true });
      expect(result.text).toContain('not valid');
    }
});

test('git and checks are asked of the harness, assumptions are numbered on', async () => {
  await call('git_status', {});
  await call('git_diff', { path: 'src' });
  await call('git_log', {});
  expect(queries).toEqual([{ type: 'status' }, { type: 'diff', path: 'src' }, { type: 'log', count: 20 }]);
  expect(await call('check', {})).toEqual(success('all good'));
  expect((await call('assume', { text: 'Dates are UTC.', requirement: 'R2' })).events).toEqual([
    { type: 'assumption-recorded', id: 'A3', text: 'Dates are UTC.', requirement: 'R2' },
  ]);
});

test('git is asked one question at a time', async () => {
  let asking = 0;
  let most = 0;
  const [status, diff] = gitTools(async () => {
    most = Math.max(most, (asking += 1));
    await new Promise((resolve) => setTimeout(resolve, 20));
    asking -= 1;
    throw new Error('index locked');
  });
  const context = { callId: 'c', signal: new AbortController().signal };
  const answers = await Promise.allSettled([status!.run({}, context), diff!.run({}, context)]);
  expect(answers.map((answer) => answer.status)).toEqual(['rejected', 'rejected']);
  expect(most).toBe(1);
});

const limitOutput = (text: string): string => limited(text, defaultOutputLimit);

test('output for the model keeps within its limits, marker included', () => {
  const characters = limitOutput('x'.repeat(100_000));
  expect(characters.length).toBeLessThanOrEqual(30_000);
  expect(characters).toMatch(
    /^x+\n\n\[WARNING: Tool output was truncated\. \d+ characters removed [^\n]+\]\n\nx+$/,
  );
  const lines = limitOutput(Array.from({ length: 1_000 }, (_, line) => `${line}`).join('\n')).split('\n');
  expect(lines).toHaveLength(400);
  expect(lines[0]).toBe('0');
  expect(lines.at(-1)).toBe('999');
  expect(lines[239]).toBe('[... 601 lines left out ...]');
  expect(limitOutput('short')).toBe('short');
  expect(() => encodeURIComponent(limitOutput('🎉'.repeat(40_000)))).not.toThrow();
});
