// The whole agent: the real SDK, the real loop, the real tools in the real sandbox; only the model's words are scripted.
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAgentSandbox, type AgentSandbox } from '../sandbox/agent.ts';
import { rehearse } from './anthropic/testing.ts';
import type { ToolSet } from './backend.ts';
import { success } from './tools/define.ts';
import { agentTools } from './tools/tool-set.ts';

let root: string;
let worktree: string;
let sandbox: AgentSandbox;
let tools: ToolSet;

beforeAll(async () => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'dimmer-whole-')));
  worktree = join(root, 'worktree');
  mkdirSync(worktree);
  const opened = await openAgentSandbox({ worktree, scratch: join(root, 'scratch') });
  if (!opened.ok) throw new Error(opened.reason);
  sandbox = opened.sandbox;
  tools = agentTools({
    worktree,
    sandbox,
    assumptions: 0,
    questions: 0,
    git: async () => success('clean'),
    check: async () => success('guardrails passed'),
  });
});

afterAll(async () => {
  await sandbox.close();
  rmSync(root, { recursive: true, force: true });
});

test('a spec becomes a program that was run, with an assumption and a refusal on record', async () => {
  const { events } = await rehearse({
    tools,
    entries: [
      {
        role: 'builder',
        reply: [
          { text: 'I write the program and run it.' },
          {
            tool: 'write_file',
            input: {
              path: 'sum.mjs',
              content: 'console.log(process.argv.slice(2).map(Number).reduce((a, b) => a - b))\n',
            },
          },
          { tool: 'shell', input: { command: 'node sum.mjs 2 3' } },
        ],
      },
      {
        role: 'builder',
        reply: [
          { tool: 'edit_file', input: { path: 'sum.mjs', old_text: 'a - b', new_text: 'a + b' } },
          { tool: 'shell', input: { command: 'node sum.mjs 2 3' } },
          { tool: 'read_file', input: { path: 'sum.mjs' } },
          { tool: 'git_status', input: {} },
        ],
      },
      {
        role: 'builder',
        reply: [
          { tool: 'assume', input: { text: 'Without arguments nothing is printed.', requirement: 'R1' } },
          { tool: 'write_file', input: { path: '.git/hooks/post-merge', content: 'x' } },
          { tool: 'check', input: {} },
        ],
      },
      { role: 'builder', reply: [{ text: 'Built and run.' }] },
    ],
  });
  expect(events.at(-1)).toEqual({ type: 'done', text: 'Built and run.' });
  expect(readFileSync(join(worktree, 'sum.mjs'), 'utf8')).toContain('a + b');
  const outputs = events.flatMap((event) =>
    event.type === 'tool-finished' ? [[event.name, event.output]] : [],
  );
  expect(outputs.filter(([name]) => name === 'shell')).toEqual([
    ['shell', '-1\n[exit 0]'],
    ['shell', '5\n[exit 0]'],
  ]);
  expect(events.filter(({ type }) => type === 'assumption-recorded' || type === 'access-denied')).toEqual([
    {
      type: 'assumption-recorded',
      id: 'A1',
      text: 'Without arguments nothing is printed.',
      requirement: 'R1',
    },
    { type: 'access-denied', tool: 'write_file', detail: '".git" is not an agent\'s to write.' },
  ]);
});
