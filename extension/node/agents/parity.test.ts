// The rows of the NLSpec's parity matrix: the real SDK, loop, tools and sandbox; only the model's words are scripted.
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { openAgentSandbox, type AgentSandbox } from '../sandbox/agent.ts';
import { rehearse, resultsOf, type Rehearsed } from './anthropic/testing.ts';
import type { AgentTask, ToolSet } from './backend.ts';
import { defineTool, success } from './tools/define.ts';
import { agentTools, type ToolDependencies } from './tools/tool-set.ts';

let root: string;
let worktree: string;
let sandbox: AgentSandbox;
let tools: ToolSet;
let dependencies: ToolDependencies;

beforeAll(async () => {
  process.env['DIMMER_TEST_API_KEY'] = 'canary-environment';
  root = realpathSync(mkdtempSync(join(tmpdir(), 'dimmer-parity-')));
  worktree = join(root, 'worktree');
  mkdirSync(worktree);
  const opened = await openAgentSandbox({ worktree, scratch: join(root, 'scratch') });
  if (!opened.ok) throw new Error(opened.reason);
  sandbox = opened.sandbox;
  const git = async () => success('clean');
  dependencies = {
    worktree,
    sandbox,
    assumptions: 0,
    questions: 0,
    git,
    check: async () => success('passed'),
  };
  tools = agentTools(dependencies);
});

afterAll(async () => {
  delete process.env['DIMMER_TEST_API_KEY'];
  await sandbox.close();
  rmSync(root, { recursive: true, force: true });
});

/** One list of calls per turn, then words. */
async function agent(turns: [string, object][][], task: Partial<AgentTask> = {}): Promise<Rehearsed> {
  const rehearsed = await rehearse({
    tools,
    task,
    entries: [
      ...turns.map((calls) => ({ role: 'builder', reply: calls.map(([tool, input]) => ({ tool, input })) })),
      { role: 'builder', reply: [{ text: 'Done.' }] },
    ],
  });
  expect(rehearsed.events.at(-1)).toEqual({ type: 'done', text: 'Done.' });
  return rehearsed;
}

const logged = ({ events }: Rehearsed): string[] =>
  events.flatMap((event) => (event.type === 'tool-finished' ? [String(event.output)] : []));
const at = (path: string): string => readFileSync(join(worktree, path), 'utf8');

test('a file is made, read, edited by its text, and several are edited in one session', async () => {
  const made = await agent([
    [['write_file', { path: 'hello.py', content: "print('Hello')\n" }]],
    [['read_file', { path: 'hello.py' }]],
    [
      ['edit_file', { path: 'hello.py', old_text: "'Hello'", new_text: "'Hello, World'" }],
      ['write_file', { path: 'lib/name.py', content: "name = 'a'\n" }],
    ],
    [['edit_file', { path: 'lib/name.py', old_text: "'a'", new_text: "'b'" }]],
  ]);
  expect(at('hello.py')).toBe("print('Hello, World')\n");
  expect(at('lib/name.py')).toBe("name = 'b'\n");
  expect(resultsOf(made)).toContain("print('Hello')");
});

test('files are found by search and by list, analysed and edited', async () => {
  writeFileSync(join(worktree, 'config.txt'), 'port = 80\n');
  const found = await agent([
    [
      ['search', { pattern: 'port = \\d+' }],
      ['list_files', {}],
    ],
    [['shell', { command: 'wc -l < config.txt' }]],
    [['edit_file', { path: 'config.txt', old_text: '80', new_text: '8080' }]],
  ]);
  expect(resultsOf(found)).toEqual([
    'config.txt:1:port = 80',
    expect.stringContaining('config.txt'),
    '1\n[exit 0]',
    'Replaced one occurrence in config.txt.',
  ]);
  expect(at('config.txt')).toBe('port = 8080\n');
});

test('a command that is too late is asked to end, and what it said until then is told', async () => {
  const command = `trap 'echo saved > saved.txt; exit 0' TERM; echo begun; sleep 60 & wait`;
  const late = await agent([[['shell', { command, timeout_seconds: 3 }]]]);
  expect(resultsOf(late)).toEqual(['begun\n[ended after 3 seconds]']);
  expect(at('saved.txt')).toBe('saved\n');
});

test('a command that does not want to end is killed', async () => {
  const command = `trap '' TERM; echo begun; while :; do sleep 60; done`;
  const late = await agent([[['shell', { command, timeout_seconds: 3 }]]]);
  expect(resultsOf(late)).toEqual(['begun\n[ended after 3 seconds]']);
});

test('a command sees nothing of the environment that the runner has', async () => {
  const seen = await agent([[['shell', { command: 'env' }]]]);
  expect(resultsOf(seen)[0]).toContain('HOME=');
  expect(resultsOf(seen)[0]).not.toContain('canary-environment');
});

test('without a time of its own a command has 120 seconds', async () => {
  const times: number[] = [];
  const run: AgentSandbox['run'] = (argv, command) => {
    times.push(command.timeoutMs);
    return sandbox.run(argv, command);
  };
  const elsewhere = agentTools({ ...dependencies, sandbox: { run } });
  const shell = elsewhere.find(({ name }) => name === 'shell');
  const context = { callId: 'c', signal: new AbortController().signal };
  expect(await shell?.run({ command: 'true' }, context)).toEqual(success('[exit 0]'));
  expect(await shell?.run({ command: 'true', timeout_seconds: 601 }, context)).toMatchObject({
    isError: true,
  });
  expect(times).toEqual([120_000]);
});

test('the model sees the head and the tail of a large output, the log has the whole', async () => {
  writeFileSync(join(worktree, 'big.txt'), 'x'.repeat(100_000));
  const big = await agent([
    [['shell', { command: 'cat big.txt; seq 1000' }]],
    [['shell', { command: 'seq 1000' }]],
  ]);
  const [wide = '', long = ''] = resultsOf(big);
  expect(wide.length).toBeLessThanOrEqual(30_000);
  expect(wide).toMatch(
    /^x{9}[^]*\[WARNING: Tool output was truncated\. \d+ characters removed[^]*\[exit 0\]$/,
  );
  expect(long.split('\n')).toHaveLength(256);
  expect(long).toMatch(/^1\n2\n[^]*\n\[\.\.\. 746 lines left out \.\.\.\]\n[^]*\n1000\n\[exit 0\]$/);
  expect(logged(big)[0]).toContain('x'.repeat(100_000));
  expect(logged(big)[1]).toBe(
    `${Array.from({ length: 1_000 }, (_, index) => index + 1).join('\n')}\n[exit 0]`,
  );
});

test('each tool has its own limits', () => {
  const limits = tools.flatMap(({ name, output }) => (output ? [[name, output]] : []));
  expect(Object.fromEntries(limits)).toEqual({
    read_file: { characters: 50_000 },
    write_file: { characters: 1_000 },
    edit_file: { characters: 10_000 },
    search: { characters: 20_000, lines: 200 },
    list_files: { characters: 20_000, lines: 500 },
    shell: { characters: 30_000, lines: 256 },
  });
});

test('a large file is read in pages that are never cut in the middle', async () => {
  const lines = Array.from({ length: 3_000 }, (_, line) => `line ${line + 1} ${'y'.repeat(20)}`);
  writeFileSync(join(worktree, 'lines.txt'), lines.join('\n'));
  const [page = ''] = resultsOf(await agent([[['read_file', { path: 'lines.txt' }]]]));
  const shown = page.split('\n').slice(0, -1);
  expect(shown.length).toBeGreaterThan(1_000);
  expect(shown).toEqual(lines.slice(0, shown.length));
  expect(page).toMatch(/\n\[lines 1 to \d+ of 3000; read on from line \d+\]$/);
});

test('limits of output can be set per tool', async () => {
  const settings = () => ({ output: { shell: { characters: 300, lines: 5 }, read_file: { lines: 3 } } });
  writeFileSync(join(worktree, 'ten.txt'), '1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n');
  const cut = await agent(
    [
      [
        ['shell', { command: 'seq 1000' }],
        ['read_file', { path: 'ten.txt' }],
      ],
    ],
    { settings },
  );
  const [shell = '', read = ''] = resultsOf(cut);
  expect(shell.length).toBeLessThanOrEqual(300);
  expect(shell.split('\n')).toHaveLength(5);
  expect(read).toBe('1\n[... 8 lines left out ...]\n10');
});

test('an error of a tool goes to the model, which tries another way', async () => {
  const recovered = await agent([
    [['read_file', { path: 'not-there.txt' }]],
    [['write_file', { path: 'not-there.txt', content: 'now it is\n' }]],
    [['read_file', { path: 'not-there.txt' }]],
  ]);
  expect(
    recovered.events.flatMap((event) => (event.type === 'tool-finished' ? [event.isError] : [])),
  ).toEqual([true, false, false]);
  expect(resultsOf(recovered).at(-1)).toBe('now it is');
});

test('a tool of somebody else is added, and one that takes a name is refused', async () => {
  const lookUp = (name: string) =>
    defineTool({
      name,
      description: 'Looks a word up.',
      schema: z.object({ word: z.string() }),
      readOnly: true,
      summary: ({ word }) => word,
      run: async ({ word }) => success(`${word} means this`),
    });
  const more = agentTools({ ...dependencies, custom: [lookUp('look_up')] });
  const asked = await rehearse({
    tools: more,
    entries: [
      { role: 'builder', reply: [{ tool: 'look_up', input: { word: 'dim' } }] },
      { role: 'builder', reply: [{ text: 'Done.' }] },
    ],
  });
  expect(resultsOf(asked)).toEqual(['dim means this']);
  expect(() => agentTools({ ...dependencies, custom: [lookUp('shell')] })).toThrow('"shell" already');
  expect(() => agentTools({ ...dependencies, custom: [lookUp('a'), lookUp('a')] })).toThrow('"a" already');
});
