// A folder that is not trusted: specs are linted, and nothing of the folder can be run.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeDemoRepository, type DemoRepository } from './demo-repository.ts';
import { openWorkbench, type Workbench } from './workbench.ts';

let demo: DemoRepository;
let vscode: Workbench;

beforeAll(async () => {
  demo = await makeDemoRepository();
  vscode = await openWorkbench({
    folder: demo.folder,
    env: demo.env,
    trusted: false,
    settings: {
      'security.workspace.trust.startupPrompt': 'never',
      'security.workspace.trust.banner': 'never',
    },
  });
});

afterAll(async () => {
  await vscode?.close();
  await demo?.remove();
});

test('specs are linted', async () => {
  await vscode.openFile('specs/stint.md');
  await vscode.command('View: Toggle Problems');
  await vscode.page
    .locator('.markers-panel .monaco-list-row', { hasText: 'placeholder' })
    .first()
    .waitFor({ timeout: 60_000 });
});

test('no run can be started: the commands are not offered, and the view says why', async () => {
  const { page } = vscode;
  await vscode.command('Dimmer: Focus on Runs View');
  await page.getByText('Runs execute commands of this folder').waitFor({ timeout: 30_000 });
  const names = (await vscode.offered('Dimmer:')).join('\n');
  expect(names).toContain('Lint All Specs');
  expect(names).not.toMatch(/Delegate|Create Vault|Unlock Vault|Resume Run/);
  await vscode.screenshot('08-untrusted');
});
