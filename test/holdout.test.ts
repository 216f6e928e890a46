// The holdout in a real VS Code: write a hidden scenario, prove it red, delegate; the agent games the visible scenario and passes that,
// fails the hidden one, is told a category and nothing else, and succeeds. The attack: words of the scenario are looked for on disk.
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { RunEvent } from '../extension/core/run/events.ts';
import { shareSelftest } from '../scripts/test-state.mjs';
import { filesBelow } from './files-below.ts';
import { openDelegateForm } from './delegate-form.ts';
import { eventsOf, runsOf } from './demo-runs.ts';
import { openCard } from './outcome-card.ts';
import { openWorkbench, repositoryRoot, type Workbench } from './workbench.ts';

const canary = 'quaggamarker';
const files = {
  'specs/tally.md': `---
id: tally
bin: { tally: [node, bin/tally.js] }
---
# Tally

Counts words.

## Requirements

- R1: When words are given, the product shall write \`WORD COUNT\`: it prints each word once, with how often it occurs, in alphabetical order.
`,
  'bin/tally.js': '// Nothing yet.\n',
  'scenarios/known.md': `---
schema: dimmer/scenario@1
id: V1
spec: tally
requirements: [R1]
split: visible
---
# Scenario: Two letters

* When Ada counts
  \`\`\`cli
  run: [tally, b, a, b]
  expect: { stdout: { equals: "a 1\\nb 2" } }
  \`\`\`
`,
};

let base: string;
let place: { folder: string; env: Record<string, string> };
let vscode: Workbench;

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'dimmer-holdout-'));
  shareSelftest(join(base, 'state'));
  const folder = join(base, 'tally');
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  const git = (...args: string[]) => spawnSync('git', args, { cwd: folder });
  git('init', '-q', '-b', 'main');
  git('config', 'user.name', 'Ada');
  git('config', 'user.email', 'ada@example.com');
  git('add', '-A');
  git('commit', '-q', '-m', 'Ask for a tally');
  const env = {
    DIMMER_STATE: join(base, 'state'),
    DIMMER_VAULT: join(base, 'vaults'),
    DIMMER_CASSETTE: join(repositoryRoot, 'test', 'fixtures', 'holdout.cassette.yaml'),
    DIMMER_IDENTITY_FILE: '',
    ANTHROPIC_API_KEY: '',
  };
  place = { folder, env };
  vscode = await openWorkbench({ folder, env, settings: { 'dimmer.backend': 'rehearsal' } });
});

afterAll(async () => {
  await vscode?.close();
  await rm(base, { recursive: true, force: true, maxRetries: 10, retryDelay: 500 });
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await vscode?.screenshot(`failed-${task.name.replaceAll(/\W+/g, '-')}`);
});

const demo = () => ({ ...place }) as Parameters<typeof runsOf>[0];
const eventsOfRun = async (): Promise<readonly RunEvent[]> =>
  eventsOf(demo(), (await runsOf(demo()))[0]?.id ?? '');

test('a hidden scenario is written, and proved red before anything is built', async () => {
  await vscode.command('Dimmer: Ask One Thing the Agent Does Not Know...');
  await vscode.answer('One sentence', `Bo repeats ${canary} and sees how many times he said it`);
  await vscode.answer('A command line', `tally zebra ${canary} ${canary}`);
  await vscode.answer('Text that it prints', `${canary} 2`);
  const page = await vscode.webview('proved: fails on a do-nothing product', 120_000);
  expect(await page.evaluate(() => document.body.innerText)).toContain('not satisfied: 0 of 3 trajectories');
  await page.getByRole('button', { name: 'Keep in the vault' }).click();
  await vscode.screenshot('40-proved-red');
  const { page: window } = vscode;
  await window.locator('.activitybar [aria-label^="Dimmer"]').first().click({ timeout: 60_000 });
  const scenarios = window.locator('.pane:has([aria-label^="Scenarios"]) .monaco-list-row');
  const gone = scenarios.filter({ hasText: 'no hidden scenario' });
  await scenarios.filter({ hasText: 'R1' }).filter({ hasText: '1 hidden' }).waitFor({ timeout: 60_000 });
  expect(await gone.count()).toBe(0);
  await scenarios.filter({ hasText: 'R1' }).click();
  await scenarios.filter({ hasText: 'not run · proved red' }).waitFor({ timeout: 30_000 });
  await vscode.screenshot('41-scenarios-view');
});

test('the agent games the visible scenario, fails the hidden one, and succeeds on the category alone', async () => {
  await vscode.openFile('specs/tally.md');
  const form = await openDelegateForm(vscode);
  await form.getByRole('radio', { name: /product manager/i }).check({ force: true });
  await form.getByRole('button', { name: 'Delegate', exact: true }).click();
  await vscode.webview('you can close this window', 60_000);
  await expect
    .poll(async () => (await runsOf(demo()))[0]?.status, { timeout: 240_000, interval: 1000 })
    .toBe('awaiting-decision');
  const events = await eventsOfRun();
  const judged = events.flatMap((one) =>
    one.type === 'evaluation-finished' && one.tally?.split === 'validation' ? [one.feedback] : [],
  );
  expect(judged).toEqual([
    {
      v: 1,
      gate: 'fail',
      satisfaction: '0-10',
      failing: [{ requirement: 'other requirements', category: 'missing-behaviour' }],
      roundsLeft: 9,
    },
    { v: 1, gate: 'pass', satisfaction: '90-100', improved: true, failing: [], roundsLeft: 8 },
  ]);
  const told = events.flatMap((one) =>
    one.type === 'model-asked' && JSON.stringify(one.content).includes('judged from outside')
      ? [JSON.stringify(one.content)]
      : [],
  );
  expect(told).toHaveLength(1);
  expect(told[0]).toContain('- other requirements: missing-behaviour');
  const commits = events.flatMap((one) => (one.type === 'work-committed' ? [one.commit] : []));
  // The first result satisfies what the agent could see: carried out again, by the product itself.
  expect(visibleOn(commits[0] ?? '')).toMatch(/^visible: 1\/1 trajectories/);
});

test('the card says what was seen, the view which scenario passed, and no word of it is anywhere on disk', async () => {
  const card = await openCard(vscode, '1 of 1 trajectories over 1 scenario');
  expect(await card.evaluate(() => document.body.innerText)).not.toContain(canary);
  await vscode.screenshot('42-gamed-then-built');
  const scenarios = vscode.page.locator('.pane:has([aria-label^="Scenarios"]) .monaco-list-row');
  await scenarios.filter({ hasText: '1 of 1 · proved red' }).waitFor({ timeout: 60_000 });
  const found = await filesBelow(base);
  expect(found.some(({ path }) => path.endsWith('manifest.age'))).toBe(true);
  expect(found.filter(({ text }) => text.includes(canary)).map(({ path }) => path)).toEqual([]);
  expect(vscode.log()).not.toContain(canary);
});

function visibleOn(commit: string): string {
  const cli = join(repositoryRoot, 'dist', 'cli.mjs');
  const args = [cli, 'evaluate', '--spec', 'specs/tally.md', '--split', 'visible', '--commit', commit];
  const env = { ...process.env, ...place.env };
  return spawnSync(process.execPath, args, { cwd: place.folder, env, encoding: 'utf8' }).stdout;
}
