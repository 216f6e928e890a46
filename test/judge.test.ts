// A branch that another tool left behind, in a real VS Code: evaluated against hidden scenarios, two places read and answered,
// approved as a pull request on a server that plays GitHub.
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Forge } from '../extension/node/forge/testing.ts';
import { makeDemoForge } from './demo-forge.ts';
import { makeDemoRepository, type DemoRepository } from './demo-repository.ts';
import { answerFirst, approveButton, giveReason, openCard, text } from './outcome-card.ts';
import { openWorkbench, repositoryRoot, type Workbench } from './workbench.ts';

let demo: DemoRepository;
let forge: Forge;
let vscode: Workbench;

beforeAll(async () => {
  demo = await makeDemoRepository({ vault: 'quarter' });
  demo.git('checkout', '-q', '-b', 'robot/stint');
  const attempt = join(repositoryRoot, 'specs-templates', 'demo', 'attempts', 'second');
  cpSync(attempt, demo.folder, { recursive: true });
  writeFileSync(
    join(demo.folder, 'src', 'share.js'),
    [
      "import { chmodSync } from 'node:fs';",
      "import { execSync } from 'node:child_process';",
      '',
      'export function share(path) {',
      '  chmodSync(path, 0o666);',
      '}',
      '',
      '',
      '',
      '',
      'export function send(name) {',
      '  return execSync(`mail -s stint ${name}`);',
      '}',
      '',
    ].join('\n'),
  );
  demo.git('add', '-A');
  demo.git('-c', 'user.name=Robot', 'commit', '-q', '-m', 'Build stint');
  demo.git('checkout', '-q', 'main');
  const remote = await makeDemoForge(demo);
  forge = remote.forge;
  vscode = await openWorkbench({
    folder: demo.folder,
    env: { ...demo.env, ...remote.env },
    settings: { 'dimmer.backend': 'rehearsal' },
  });
  await vscode.page.locator('.activitybar [aria-label^="Dimmer"]').first().click({ timeout: 90_000 });
});

afterAll(async () => {
  await vscode?.close();
  await forge?.[Symbol.asyncDispose]();
  await demo?.remove();
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await vscode?.screenshot(`failed-${task.name.replaceAll(/\W+/g, '-')}`);
});

test('a commit that another tool made gets its card, with a hidden verdict', async () => {
  const { page } = vscode;
  await vscode.command('Dimmer: Evaluate a Commit against Hidden Scenarios...');
  const pick = (text: string) =>
    page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();
  await pick('robot/stint').waitFor({ timeout: 60_000 });
  expect(await pick('robot/stint').innerText()).toContain('Robot');
  await pick('robot/stint').click();
  await pick('specs/stint.md').click();
  const card = await vscode.webview('Not ready', 180_000);
  const shown = await text(card);
  expect(shown).toMatch(/Not ready: .*2 places to read/);
  expect(shown).toContain('Robot, as git tells it, on robot/stint');
  expect(shown).toMatch(/hidden satisfaction 10 of 10 over 10 scenarios/i);
  expect(shown).toContain('Cost not known');
  expect(shown).not.toContain('src/read.js');
  await vscode.screenshot('20-judged');
});

test('the two places are read and answered, and approving opens one pull request', async () => {
  const { page } = vscode;
  const before = demo.git('rev-parse', 'main');
  let card = await vscode.webview('READ BEFORE DECIDING');
  expect(await approveButton(card).getAttribute('disabled')).not.toBeNull();
  await card.getByRole('button', { name: /Show these lines: src\/share\.js, line 12/ }).click();
  await page.locator('.tab.active', { hasText: 'share.js' }).waitFor({ timeout: 30_000 });
  await page.locator('.monaco-diff-editor .modified .selected-text').first().waitFor({ timeout: 30_000 });
  await vscode.screenshot('21-forced-lines');
  card = await openCard(vscode, 'READ BEFORE DECIDING');
  for (let open = 2; open > 0; open -= 1) await answerFirst(card, 'it is a toy: nobody else has the folder');
  await giveReason(card, 'ten scenarios are few, and all hold');
  await expect.poll(() => approveButton(card).getAttribute('disabled'), { timeout: 15_000 }).toBeNull();
  expect(await text(card)).toContain('pull request');
  await vscode.screenshot('22-answered');
  await approveButton(card).click();
  await expect.poll(() => forge.pulls.length, { timeout: 90_000 }).toBe(1);
  await vscode.webview('Approved by Ada', 60_000);
  expect(demo.git('rev-parse', 'main')).toBe(before);
  const [pull] = forge.pulls;
  expect([pull?.base, pull?.head.startsWith('dimmer/'), forge.pushes()]).toEqual(['main', true, 1]);
  expect(pull?.body).toContain('10 of 10');
  expect(forge.bare('log', '-1', '--format=%an', pull?.head ?? '')).toBe('Ada');
});
