// What a developer does for a run that asks, and for one that was stopped, in a real VS Code: an answer on the panel and one from
// the palette reach the log and the agent; the stage that a stopped run ended in is tried again and comes to a result.
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { listRuns } from '../extension/node/run-store.ts';
import { makeDemoRepository, type DemoRepository } from './demo-repository.ts';
import { openWorkbench, type Workbench } from './workbench.ts';

const questions = {
  Q1: { question: 'Is the line in capitals?', choices: ['Yes, all of it', 'No'], meanwhile: 'no capitals' },
  Q2: { question: 'How long may the line be?', choices: [], meanwhile: '80 characters' },
};
const patiently = { timeout: 60_000, interval: 250 };

const gated = `digraph gated {
    start [shape=Mdiamond]
    exit  [shape=Msquare]
    build [label="Build", prompt="Build what the spec says"]
    ship  [shape=hexagon, label="Ship it?"]
    look  [label="Read it", type=review, mode=change_set]
    start -> build -> ship
    ship -> look  [label="Yes"]
    ship -> build [label="No, again"]
    look -> exit
}
`;

let demo: DemoRepository;
let vscode: Workbench;
let panel: Frame;

beforeAll(async () => {
  demo = await makeDemoRepository();
  demo.env['DIMMER_CASSETTE'] = join(dirname(demo.folder), 'asks.cassette.json');
  await writeCassette('looks');
  const spec = '# A greeting\n\n## Requirements\n\n- **R1**: Stint MUST greet its reader.\n';
  await writeFile(join(demo.folder, 'specs', 'stint.md'), spec);
  await writeFile(
    join(demo.folder, 'dimmer.yaml'),
    'guardrails:\n  - { name: syntax, run: node --check bin/stint.js }\n',
  );
  demo.git('commit', '-qam', 'Ask for a greeting');
  // Begun on the command line: the window finds it.
  demo.dimmer(['run', 'specs/stint.md', '--level', '3', '--backend', 'rehearsal', '--detach']);
  vscode = await openWorkbench({ folder: demo.folder, env: demo.env });
  await vscode.page.locator('.activitybar [aria-label^="Dimmer"]').first().click({ timeout: 90_000 });
});

afterAll(async () => {
  await vscode?.close();
  await demo?.remove();
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await vscode?.screenshot(`failed-${task.name.replaceAll(/\W+/g, '-')}`);
});

test('a run that asks stays among the running, marked; a choice on its panel is the answer', async () => {
  await openPanel('2 questions');
  await panel.getByRole('button', { name: 'Yes, all of it' }).click();
  await given('Yes, all of it');
});

test('the answer is shown as given before the agent has read it, by another window, too', async () => {
  await vscode.reopen();
  await vscode.page.locator('.activitybar [aria-label^="Dimmer"]').first().click({ timeout: 90_000 });
  await openPanel('question');
  // Unless the turn of the agent is over by now.
  if ((await answers())[0]?.text === undefined) await given('Yes, all of it');
  await expect.poll(answers, patiently).toEqual([
    { id: 'Q1', text: 'Yes, all of it' },
    { id: 'Q2', text: undefined },
  ]);
  await panel.locator('.asked', { hasText: 'capitals' }).waitFor({ state: 'detached', timeout: 15_000 });
});

test('the palette asks the one question that is left, and takes other words', async () => {
  await vscode.command("Dimmer: Answer the Agent's Question...");
  await vscode.answer('Meanwhile it goes on with: 80 characters', 'as long as it likes');
  await expect.poll(answers, patiently).toMatchObject([{}, { id: 'Q2', text: 'as long as it likes' }]);
  await panel.locator('.asked').waitFor({ state: 'detached', timeout: 15_000 });
});

test('stopped, the stage that it ended in is tried again from the panel and comes to a result', async () => {
  await vscode.command('Dimmer: Stop Run');
  await expect.poll(async () => (await run()).status, patiently).toBe('stopped');
  await writeCassette('done');
  await panel.getByRole('button', { name: 'Try Implement again' }).click();
  await expect.poll(async () => (await run()).status, patiently).toBe('awaiting-decision');
  const { worktree, questions: asked } = await run();
  expect(demo.git('show', `${worktree?.branch}:src/greet.js`)).toContain('GOOD MORNING');
  expect(asked.map(({ answer }) => answer?.by)).toEqual(['Ada', 'Ada']);
});

test('a gate of a workflow rests the run, and its choice on the panel lets it go on', async () => {
  const file = join(dirname(demo.folder), 'gated.dot');
  await writeFile(file, gated);
  const options = ['--level', '3', '--backend', 'rehearsal', '--workflow', file, '--detach'];
  demo.dimmer(['run', 'specs/stint.md', ...options]);
  // The agent asks, too.
  const gate = async () => (await run()).questions.find((one) => one.gate === 'ship');
  await expect.poll(run, patiently).toMatchObject({ status: 'suspended', reason: 'question' });
  expect(await gate()).toMatchObject({ answer: null });
  await openPanel('The workflow asks: Ship it?', 'Ship it?');
  await vscode.screenshot('18-gate');
  await panel.getByRole('button', { name: 'Yes', exact: true }).click();
  await expect.poll(async () => (await run()).status, patiently).toBe('awaiting-decision');
  expect((await gate())?.answer?.by).toBe('Ada');
});

async function run() {
  const [newest] = await listRuns(demo.folder, demo.env);
  if (newest === undefined) throw new Error('no run yet');
  return newest;
}

async function answers() {
  return (await run()).questions.map(({ id, answer }) => ({ id, text: answer?.text }));
}

async function openPanel(words: string, shown = 'How long may the line be?'): Promise<void> {
  const row = vscode.page.locator('.pane-body .monaco-list-row', { hasText: words });
  await row.waitFor({ timeout: 60_000 });
  await row.click();
  panel = await vscode.webview(shown, 60_000);
}

async function given(text: string): Promise<void> {
  await panel.locator('.question', { hasText: `You: ${text}` }).waitFor({ timeout: 15_000 });
}

/** The model builds and asks twice in one turn, thinks for a while, then looks around until it is stopped; the second time it is done at once. */
async function writeCassette(then: 'looks' | 'done'): Promise<void> {
  const content = "export const greeting = 'GOOD MORNING';\n";
  const builds = { tool: 'write_file', input: { path: 'src/greet.js', content } };
  const asks = Object.values(questions).map((input) => ({ tool: 'ask', input }));
  const looks = Array.from({ length: 150 }, (_, turn) => ({
    role: 'builder',
    delayMs: turn === 0 ? 30_000 : 1000,
    reply: [{ tool: 'search', input: { pattern: `word${turn}` } }],
  }));
  const done = { role: 'builder', repeat: 200, reply: [{ text: 'Done.' }] };
  const entries = [{ role: 'builder', reply: [builds, ...asks] }, ...(then === 'looks' ? looks : [done])];
  const cassette = { cassette: 1, title: 'Two questions', entries };
  await writeFile(demo.env['DIMMER_CASSETTE'] ?? '', JSON.stringify(cassette));
}
