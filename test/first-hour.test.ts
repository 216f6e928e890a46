// The first hour in a real VS Code, on a repository that knows nothing of Dimmer: selected words, a spec, one question, one
// confirmation, the diff with four lines above it, the same run as a card, and back.
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { shareSelftest } from '../scripts/test-state.mjs';
import { openWorkbench, repositoryRoot, type Workbench } from './workbench.ts';

let base: string;
let folder: string;
let vscode: Workbench;

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'dimmer-first-hour-'));
  shareSelftest(join(base, 'state'));
  folder = join(base, 'tally');
  await mkdir(join(folder, 'src'), { recursive: true });
  const test =
    "import { test } from 'node:test';\nimport { tally } from './tally.js';\ntest('counts', () => tally('a a b'));\n";
  const files: Record<string, string> = {
    'package.json': JSON.stringify({
      name: 'tally',
      type: 'module',
      scripts: { test: 'node --test', lint: 'exit 1' },
    }),
    'src/tally.js': "// Counts words.\nexport function tally(text) {\n  return text.split(' ').length;\n}\n",
    'src/tally.test.js': test,
    'wishes.txt': 'People want to feed the counts to jq. Print them as JSON when asked.\n',
  };
  for (const [path, text] of Object.entries(files)) await writeFile(join(folder, path), text);
  for (const args of [
    ['init', '-q', '-b', 'main'],
    ['config', 'user.name', 'Ada'],
    ['config', 'user.email', 'ada@example.com'],
    ['add', '-A'],
    ['commit', '-qm', 'Count words'],
  ])
    execFileSync('git', args, { cwd: folder });
  vscode = await openWorkbench({
    folder,
    env: {
      DIMMER_STATE: join(base, 'state'),
      DIMMER_VAULT: join(base, 'vaults'),
      DIMMER_CASSETTE: join(repositoryRoot, 'test', 'fixtures', 'first-hour.cassette.yaml'),
    },
    settings: { 'dimmer.backend': 'rehearsal' },
  });
});

afterAll(async () => {
  await vscode?.close();
  // A process of the last run may still be writing its log.
  await rm(base, { recursive: true, force: true, maxRetries: 10, retryDelay: 500 });
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await vscode?.screenshot(`failed-${task.name.replaceAll(/\W+/g, '-')}`);
});

const row = (text: string) => vscode.page.locator('.quick-input-list .monaco-list-row', { hasText: text });
const title = () => vscode.page.locator('.quick-input-titlebar').innerText();

test('selected words become a spec, one question is answered, and one confirmation starts the run', async () => {
  const { page } = vscode;
  await vscode.openFile('wishes.txt');
  await page.locator('.editor-instance .view-lines', { hasText: 'jq' }).click();
  await page.keyboard.press('Control+A');
  await vscode.command('Dimmer: Delegate...');

  await row('Leave it to the agent').waitFor({ timeout: 90_000 });
  expect(await title()).toMatch(/REHEARSAL · Question 1 of 1: Which exit code/);
  await vscode.screenshot('30-first-hour-question');
  await row('2').first().click();

  const start = row('Delegate to the rehearsal, level 2, at most 2,000,000 tokens');
  await start.waitFor({ timeout: 60_000 });
  expect(await title()).toContain('REHEARSAL');
  expect(await start.innerText()).toContain('checked by lint, test (package.json)');
  await vscode.screenshot('31-first-hour-confirm');
  const spec = await readFile(join(folder, 'specs', 'tally-prints-json.md'), 'utf8');
  expect(spec).toContain('ends it when FILE cannot be read: 1 or 2? 2.');
  expect(spec).toContain('> People want to feed the counts to jq.');
  await start.click();
  await page.locator('.tab', { hasText: 'Run: REHEARSAL · Tally prints JSON' }).waitFor({ timeout: 90_000 });
});

test('the diff opens for somebody who waits for it, below four lines', async () => {
  const { page } = vscode;
  const result = page.locator('.multiDiffEntry', { hasText: 'Result of this run (REHEARSAL)' });
  await result.waitFor({ timeout: 180_000 });
  await page.locator('.multiDiffEntry', { hasText: 'tally.js' }).waitFor();
  // Half a diff editor is narrow, so the four lines are wrapped: nothing of them has to be scrolled to.
  const said = async () => {
    const rows = await result.locator('.editor.modified .view-line').allInnerTexts();
    return rows.join('').replaceAll('\u00a0', ' ');
  };
  await expect
    .poll(said, { timeout: 30_000 })
    .toContain('lint failed before we started: not counted; test passed before, passed after');
  expect(await result.locator('.editor.modified .view-line').count()).toBeGreaterThan(4);
  const lines = await said();
  expect(lines).toContain('rehearsal: scripted model, no dollars');
  expect(lines).toMatch(/Files: 1 file, \d+ lines added/);
  expect(lines).toContain('Not checked: no hidden scenarios');
  await vscode.screenshot('32-first-hour-diff');
});

test('Hide the Diff shows the same run as a card, and Show the Diff goes back', async () => {
  const { page } = vscode;
  await page.locator('.editor-actions [aria-label^="Hide the Diff"]').first().click();
  await vscode.webview('Tally prints JSON', 60_000);
  await page.locator('.multiDiffEntry').first().waitFor({ state: 'detached' });
  await vscode.screenshot('33-first-hour-card');
  await page.locator('.editor-actions [aria-label^="Show the Diff"]').first().click();
  await page.locator('.multiDiffEntry', { hasText: 'Result of this run' }).waitFor({ timeout: 30_000 });
});
