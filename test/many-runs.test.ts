// Three runs at once in a real VS Code: the third waits for its turn. The window is closed and one runner killed; then that run is
// resumed, another one branched while it works, a third approved, and nothing is left over but what is still open.
import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { makeDemoRepository, type DemoRepository } from './demo-repository.ts';
import { eventsOf, runsOf } from './demo-runs.ts';
import { openWorkbench, type Workbench } from './workbench.ts';
import { listRuns } from '../extension/node/run-store.ts';

const specs = { patience: 'take its time', greeting: 'greet its reader', nod: 'nod without a word' };
type Spec = keyof typeof specs;

let demo: DemoRepository;
let vscode: Workbench;

beforeAll(async () => {
  demo = await makeDemoRepository();
  demo.env['DIMMER_CASSETTE'] = join(dirname(demo.folder), 'three.cassette.json');
  await writeCassette({ patience: 3_600_000, greeting: 3_600_000, nod: 0 });
  demo.git('rm', '-rq', 'specs', 'scenarios');
  await mkdir(join(demo.folder, 'specs'), { recursive: true });
  for (const [name, what] of Object.entries(specs))
    await writeFile(
      join(demo.folder, 'specs', `${name}.md`),
      `# The ${name}\n\n## Requirements\n\n- **R1**: Stint MUST ${what}.\n\n## Non-goals\n\n- No colours.\n`,
    );
  const guardrails = 'guardrails:\n  - { name: syntax, run: node --check bin/stint.js }\n';
  await writeFile(join(demo.folder, 'dimmer.yaml'), `owner: Ada\nparallel: 2\n${guardrails}`);
  demo.git('add', '-A');
  demo.git('commit', '-qm', 'Ask for three small things');
  vscode = await openWorkbench({
    folder: demo.folder,
    env: demo.env,
    settings: { 'dimmer.backend': 'rehearsal', 'dimmer.level': 3 },
  });
  await openSidebar();
});

afterAll(async () => {
  await vscode?.close();
  await demo?.remove();
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await vscode?.screenshot(`failed-${task.name.replaceAll(/\W+/g, '-')}`);
});

test('three runs are delegated: two work, and the third says that it waits for its turn', async () => {
  for (const spec of ['patience', 'greeting', 'nod'] as const) await delegate(spec);
  await row('The nod', 'next in line').waitFor({ timeout: 15_000 });
  await vscode.page.locator('.pane-header', { hasText: '2 of 2 at work' }).waitFor({ timeout: 10_000 });
  await vscode.screenshot('20-three-runs');
});

test('with the window closed and one runner killed, the one that waited comes to its result', async () => {
  await vscode.closeWindow();
  const patience = await run('patience');
  expect(patience.status).toBe('working');
  process.kill(patience.runner?.pid ?? 0, 'SIGKILL');
  await settled('nod', 'awaiting-decision');
  expect([(await run('patience')).status, (await run('greeting')).status]).toEqual(['working', 'working']);
});

test('reopened, the killed one is interrupted and resumed, another is branched, a third approved', async () => {
  await vscode.reopen();
  await openSidebar();
  await row('The patience', 'interrupted: its runner is gone').waitFor({ timeout: 40_000 });
  await vscode.screenshot('21-interrupted');
  await writeCassette({ patience: 0, greeting: 0, nod: 0 });
  await vscode.command('Dimmer: Resume Run');

  await vscode.command('Dimmer: Branch Run...');
  await choose('Branch which run?', 'The greeting');
  await choose('branch where?', 'begin of implement, round 1');
  await expect.poll(async () => (await branched())?.status, patiently).toBe('awaiting-decision');
  // It was looked at, so its diff opens by itself, which would close a list.
  await vscode.page.locator('.tab.active', { hasText: 'The greeting (' }).waitFor({ timeout: 20_000 });
  await vscode.command('Dimmer: Approve Run...');
  await choose('Approve which run?', 'The nod');
  await vscode.answer('The nod: approve', 'read it');

  await settled('nod', 'approved');
  await settled('patience', 'awaiting-decision');
  const branch = await branched();
  const greeting = await run('greeting');
  expect(branch?.request.branchedFrom?.run).toBe(greeting.request.runId);
  expect([greeting.status, greeting.turns, (branch?.turns ?? 0) > 0]).toEqual(['working', 0, true]);
  expect(demo.git('show', `dimmer/${branch?.request.runId}:src/greeting.js`)).toContain('greeting');
  const resumed = await eventsOf(demo, (await run('patience')).request.runId);
  expect(resumed.filter(({ type }) => type === 'runner-started').length).toBe(2);
  expect(resumed.filter(({ type }) => type === 'work-committed').length).toBe(1);
  await row('The patience', 'decide').waitFor({ timeout: 20_000 });
  await row('The greeting', 'branch · decide').waitFor();
  await vscode.screenshot('22-three-open');
  await vscode.command('Dimmer: Stop Run');
  await settled('greeting', 'stopped');
});

test('no worktree, branch or process is left but those of open runs', async () => {
  const all = await listRuns(demo.folder, demo.env);
  const open = all.filter(({ status }) => status === 'awaiting-decision');
  expect([all.length, open.length]).toEqual([4, 2]);
  const wanted = open.map(({ worktree }) => worktree?.branch ?? '').sort();
  const branches = () => lines(demo.git('branch', '--list', 'dimmer/*', '--format=%(refname:short)')).sort();
  await expect.poll(branches, patiently).toEqual(wanted);
  const paths = () =>
    lines(demo.git('worktree', 'list', '--porcelain')).filter((line) => line.startsWith('worktree ')).length;
  await expect.poll(paths, patiently).toBe(1 + open.length);
  const processes = () =>
    lines(execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })).filter(
      (line) => line.includes(demo.stateHome) && /runner|evaluator|bwrap/.test(line),
    );
  await expect.poll(processes, patiently).toEqual([]);
  expect(demo.git('log', '-1', '--format=%B')).toContain('Dimmer-Run:');
  expect(demo.git('status', '--porcelain')).toBe('');
});

const patiently = { timeout: 60_000, interval: 250 };

function lines(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}

/** By its own first words each spec is told apart; `delays` is how long the model thinks about it. */
async function writeCassette(delays: Readonly<Record<Spec, number>>): Promise<void> {
  const entries = Object.entries(specs).map(([name, what]) => ({
    role: 'builder',
    when: { contains: what },
    delayMs: delays[name as Spec],
    reply: [
      {
        tool: 'write_file',
        input: {
          path: `src/${name}.js`,
          content: `// What was asked for.\nexport const said = '${name}';\n`,
        },
      },
    ],
  }));
  const done = { role: 'builder', repeat: 60, reply: [{ text: 'Done.' }] };
  const cassette = { cassette: 1, title: 'Three small specs', entries: [...entries, done] };
  await writeFile(demo.env['DIMMER_CASSETTE'] ?? '', JSON.stringify(cassette));
}

async function openSidebar(): Promise<void> {
  await vscode.page.locator('.activitybar [aria-label^="Dimmer"]').first().click({ timeout: 90_000 });
}

/** A row of the Runs view that says all of this. */
function row(title: string, words: string) {
  return vscode.page
    .locator('.pane:has([aria-label^="Runs"]) .monaco-list-row', { hasText: title })
    .filter({ hasText: words });
}

/** From the spec in the editor, past what it asks, with the one confirmation. */
async function delegate(spec: Spec): Promise<void> {
  const { page } = vscode;
  const known = (await runsOf(demo)).length;
  await vscode.openFile(`specs/${spec}.md`);
  await vscode.command('Dimmer: Delegate...');
  const offered = page.locator('.quick-input-list .monaco-list-row', { hasText: /Ask no more|Delegate to/ });
  await offered.first().waitFor({ timeout: 60_000 });
  const asks = page.locator('.quick-input-list .monaco-list-row', { hasText: 'Ask no more' });
  if ((await asks.count()) > 0) await asks.click();
  await choose('Delegate', 'Delegate to the rehearsal, level 3');
  await expect.poll(async () => (await runsOf(demo)).length, patiently).toBe(known + 1);
}

/** Chooses the row with these words from the list with this title. */
async function choose(title: string, words: string): Promise<void> {
  const { page } = vscode;
  const list = page.locator('.quick-input-widget', { hasText: title });
  await list.locator('.monaco-list-row', { hasText: words }).first().waitFor({ timeout: 30_000 });
  await list.locator('input[type="text"]').fill(words);
  await list.locator('.monaco-list-row.focused', { hasText: words }).waitFor({ timeout: 10_000 });
  await page.keyboard.press('Enter');
}

async function run(spec: Spec) {
  const all = await listRuns(demo.folder, demo.env);
  const found = all.find(
    ({ request }) => request.spec.title === `The ${spec}` && request.branchedFrom === undefined,
  );
  if (found === undefined) throw new Error(`no run of ${spec} yet`);
  return found;
}

async function branched() {
  return (await listRuns(demo.folder, demo.env)).find(({ request }) => request.branchedFrom !== undefined);
}

async function settled(spec: Spec, status: string): Promise<void> {
  await expect.poll(async () => (await run(spec)).status, patiently).toBe(status);
}
