// The main job in a real VS Code: open a spec, see findings, apply a fix, delegate, watch it finish, decide from the outcome, approve.
// In between the window is closed and the extension host killed: the run must not notice.
import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDelegateForm } from './delegate-form.ts';
import { makeDemoRepository, type DemoRepository } from './demo-repository.ts';
import { runsOf } from './demo-runs.ts';
import { openWorkbench, type Workbench } from './workbench.ts';

let demo: DemoRepository;
let vscode: Workbench;

beforeAll(async () => {
  demo = await makeDemoRepository({ vault: true });
  vscode = await openWorkbench({
    folder: demo.folder,
    env: demo.env,
    settings: { 'dimmer.backend': 'rehearsal' },
  });
});

afterAll(async () => {
  await vscode?.close();
  await demo?.remove();
});

test('a spec shows findings, and a quick fix settles one', async () => {
  const { page } = vscode;
  await vscode.openFile('specs/stint.md');
  await page.locator('.codelens-decoration a', { hasText: 'Delegate' }).first().waitFor({ timeout: 90_000 });
  await page.locator('.tab.active .monaco-icon-label').waitFor();
  await vscode.command('View: Toggle Problems');
  const problems = page.locator('.markers-panel .monaco-list-row', { hasText: 'dimmer' });
  await problems.first().waitFor({ timeout: 30_000 });
  const before = await problems.count();
  expect(before).toBeGreaterThan(0);
  await vscode.screenshot('01-findings');

  await vscode.openFile('specs/stint.md');
  await page.keyboard.press('F8');
  await page.keyboard.press('Escape');
  await vscode.command('Fix All');
  await expect.poll(() => problems.count(), { timeout: 20_000 }).toBeLessThan(before);
  await page.keyboard.press('Control+S');
  await expect
    .poll(async () => demo.git('status', '--short'), { timeout: 10_000 })
    .toContain('specs/stint.md');
  await vscode.command('View: Toggle Panel Visibility');
});

test('delegated at level 4, the run finishes although window and extension host go away', async () => {
  await answerTheRest();
  demo.git('commit', '-qam', 'Answer what the linter asked');
  await vscode.openFile('specs/stint.md');
  const form = await openDelegateForm(vscode);
  await form.getByRole('radio', { name: /product manager/i }).check({ force: true });
  await vscode.screenshot('02-delegate');
  await form.getByRole('button', { name: 'Delegate', exact: true }).click();
  await vscode.webview('you can close this window', 60_000);
  await vscode.screenshot('03-running');

  const [run] = await runsOf(demo);
  expect(run?.level).toBe(4);
  vscode.killExtensionHosts();
  await vscode.closeWindow();
  await expect
    .poll(async () => (await runsOf(demo))[0]?.status, { timeout: 240_000, interval: 1000 })
    .toBe('awaiting-decision');
  expect((await runsOf(demo))[0]?.id).toBe(run?.id);
});

test('the outcome answers without a diff, and approval merges one commit', async () => {
  await vscode.reopen();
  await vscode.command('Dimmer: Open Outcome');
  const card = await vscode.webview('Hidden satisfaction', 90_000);
  const text = await card.evaluate(() => document.body.innerText);
  expect(text).toContain('rehearsal: scripted model, no dollars');
  expect(text).toMatch(/40 of 40/);
  expect(text).not.toMatch(/src\/|bin\/stint\.js|\$\d/);
  await vscode.screenshot('04-outcome');

  const before = demo.git('rev-parse', 'HEAD').trim();
  for (const name of ['A1', 'A2']) await card.getByRole('button', { name: `Confirm ${name}` }).click();
  await card.getByRole('button', { name: 'Approve', exact: true }).click();
  await expect.poll(async () => (await runsOf(demo))[0]?.status, { timeout: 60_000 }).toBe('approved');
  await vscode.webview('Approved', 30_000);
  await vscode.screenshot('05-approved');

  // The decision is in the log before the merge.
  await expect.poll(() => demo.git('rev-parse', 'HEAD').trim(), { timeout: 60_000 }).not.toBe(before);
  expect(demo.git('rev-parse', 'HEAD^').trim()).toBe(before);
  expect(demo.git('log', '-1', '--format=%B')).toContain('Dimmer-Run:');
  expect(demo.git('worktree', 'list').trim().split('\n')).toHaveLength(1);
  const added = execFileSync(process.execPath, ['bin/stint.js', 'add', '2031-05-06', 'roof', '1h20m'], {
    cwd: demo.folder,
    encoding: 'utf8',
  });
  expect(added).toBe('added 1 2031-05-06 roof 1:20\n');
});

/** The author's answers to the findings that no machine can settle. */
async function answerTheRest(): Promise<void> {
  const path = join(demo.folder, 'specs', 'stint.md');
  const text = await readFile(path, 'utf8');
  const answered = text
    .replace('exit with code TBD', 'exit with code 2')
    .replace(/finish within 5\./, 'finish within 5 seconds.');
  expect(answered).not.toBe(text);
  await writeFile(path, answered);
}
