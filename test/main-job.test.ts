// The main job in a real VS Code: open a spec, see findings, apply a fix, delegate, watch it finish, decide from the outcome, approve.
// In between the window is closed and the extension host killed: the run must not notice.
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDelegateForm } from './delegate-form.ts';
import { makeDemoRepository, type DemoRepository } from './demo-repository.ts';
import { runsOf } from './demo-runs.ts';
import { giveReason, openCard } from './outcome-card.ts';
import { openWorkbench, type Workbench } from './workbench.ts';

let demo: DemoRepository;
let vscode: Workbench;

beforeAll(async () => {
  demo = await makeDemoRepository({ vault: 'quarter' });
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

test('a spec with findings is mended with fixes and two answers until nothing is left to settle', async () => {
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
  const left = await problems.count();
  await chooseFix('45:50', '5 s');
  await expect.poll(() => problems.count(), { timeout: 20_000 }).toBe(left - 1);
  await goTo('43:22');
  await page.keyboard.press('Control+Shift+ArrowRight');
  await page.keyboard.type('2');
  await expect.poll(() => problems.count(), { timeout: 20_000 }).toBe(0);
  await page.keyboard.press('Control+S');
  await expect
    .poll(async () => demo.git('status', '--short'), { timeout: 10_000 })
    .toContain('specs/stint.md');
  await vscode.command('View: Toggle Panel Visibility');
  await page.locator('.activitybar [aria-label^="Dimmer"]').first().click();
  const row = page.locator('.pane-body .monaco-list-row', { hasText: 'stint.md' }).first();
  await expect.poll(() => row.innerText(), { timeout: 20_000 }).not.toContain('to settle');
  await vscode.screenshot('01-settled');
});

test('delegated at level 4, the run finishes although window and extension host go away', async () => {
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
  const card = await openCard(vscode, 'Hidden satisfaction');
  const text = await card.evaluate(() => document.body.innerText);
  expect(text).toContain('rehearsal: scripted model, no dollars');
  expect(text).toMatch(/10 of 10/);
  expect(text).not.toMatch(/src\/|bin\/stint\.js|\$\d/);
  await vscode.screenshot('04-outcome');

  const before = demo.git('rev-parse', 'HEAD').trim();
  for (const name of ['A1', 'A2']) await card.getByRole('button', { name: `Confirm ${name}` }).click();
  await giveReason(card, 'tried it: ten scenarios are few, and all hold');
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

/** Asks for the quick fixes at `place` until the one with `words` is offered: findings come a moment after the text. */
async function chooseFix(place: string, words: string): Promise<void> {
  const { page } = vscode;
  const fix = page.locator('.action-widget .monaco-list-row', { hasText: words }).first();
  await expect
    .poll(
      async () => {
        await goTo(place);
        await page.keyboard.press('Control+.');
        return fix.click({ timeout: 3000 }).then(
          () => true,
          () => page.keyboard.press('Escape').then(() => false),
        );
      },
      { timeout: 60_000 },
    )
    .toBe(true);
}

async function goTo(place: string): Promise<void> {
  const { page } = vscode;
  await vscode.openFile('specs/stint.md');
  await page.keyboard.press('Control+G');
  await page.keyboard.type(place);
  await page.keyboard.press('Enter');
}
