// Hidden scenarios in a real VS Code: written in an editor of ours whose backups are encrypted.
// The attack: read everything the editor writes to disk while a scenario is dirty, and look for its words.
import { stat } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeDemoRepository, type DemoRepository } from './demo-repository.ts';
import { filesBelow, type FoundFile } from './files-below.ts';
import { openWorkbench, type Workbench } from './workbench.ts';

const canary = 'quaggamarker';
let demo: DemoRepository;
let vscode: Workbench;

beforeAll(async () => {
  demo = await makeDemoRepository();
  vscode = await openWorkbench({ folder: demo.folder, env: demo.env, settings: { 'files.autoSave': 'off' } });
});

afterAll(async () => {
  await vscode?.close();
  await demo?.remove();
});

test('a dirty scenario is backed up encrypted, and its words are nowhere on disk', async () => {
  const { page } = vscode;
  await vscode.command('Dimmer: New Scenario...');
  await choose('Hidden');
  await type('Ada logs work on a leap day');
  const editor = await vscode.webview('Ada logs work on a leap day', 90_000);
  await editor.locator('.cm-content').click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(`\n${canary} is secret`);
  await page.locator('.tab.active.dirty').waitFor({ timeout: 20_000 });

  const typed = Date.now();
  const backups = await eventually(async () => (await filesNow(vscode.home)).filter(isBackup));
  expect(backups.map((file) => file.text.slice(0, 100)).join('\n')).toMatch(
    /age-encryption\.org|BEGIN AGE ENCRYPTED FILE/,
  );
  await backedUpSince(typed);
  await vscode.screenshot('06-scenario-editor');
  await expectNoCanary();
});

test('after a crash of the window the scenario is back, still dirty', async () => {
  await vscode.reopen();
  const editor = await vscode.webview(canary, 90_000);
  expect(await editor.locator('.cm-content').innerText()).toContain(`${canary} is secret`);
  await vscode.page.locator('.tab.dirty').waitFor();
  await expectNoCanary();
});

test('a file with the same words in clear would have been found', async () => {
  const { page } = vscode;
  await vscode.openFile('README.md');
  await page.locator('.monaco-editor .view-lines').first().click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(`\ncontrol${canary}`);
  const leaked = await eventually(async () =>
    (await filesNow(vscode.home)).filter((file) => file.text.includes(`control${canary}`)),
  );
  expect(leaked.length).toBeGreaterThan(0);
});

async function expectNoCanary(): Promise<void> {
  const folders = [vscode.home, demo.stateHome, demo.vaultHome, demo.folder];
  const files = (await Promise.all(folders.map(filesNow))).flat();
  expect(files.length).toBeGreaterThan(10);
  expect(files.filter((file) => file.text.includes(canary)).map((file) => file.path)).toEqual([]);
  expect(vscode.log()).not.toContain(canary);
}

/** Waits for the window to have noted a backup made after `since`, with nothing newer on its way. */
async function backedUpSince(since: number): Promise<void> {
  const noted = async () => {
    const entries = (await filesNow(vscode.home)).filter(
      ({ path }) => path.includes('/Backups/') && path.includes('/vscode-custom-editor/'),
    );
    const { backupId } = JSON.parse(/ (\{.*\})\s/s.exec(entries[0]?.text ?? '')?.[1] ?? '{}') as {
      backupId?: string;
    };
    const path = backupId === undefined ? undefined : new URL(backupId).pathname;
    const time =
      path === undefined
        ? 0
        : await stat(path).then(
            (info) => info.mtimeMs,
            () => 0,
          );
    return time > since ? `${path} ${time}` : '';
  };
  const deadline = Date.now() + 90_000;
  // A key that is still on its way is backed up a second after it arrives.
  for (let last = '', steady = 0; steady < 4;) {
    if (Date.now() > deadline) throw new Error('no backup was noted after the last key');
    await vscode.page.waitForTimeout(1000);
    const now = await noted();
    steady = now !== '' && now === last ? steady + 1 : 0;
    last = now;
  }
}

/** Folders of a running window come and go while they are read. */
const filesNow = (folder: string): Promise<FoundFile[]> => filesBelow(folder).catch(() => []);

/** VS Code names the place of a custom editor's backup: the extension's own storage. */
const isBackup = (file: FoundFile) => /\/dimmer\.dimmer\/[^/]+$/.test(file.path);

async function eventually<T>(look: () => Promise<T[]>): Promise<T[]> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const found = await look();
    if (found.length > 0 || Date.now() > deadline) return found;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function choose(label: string): Promise<void> {
  const row = vscode.page.locator('.quick-input-list .monaco-list-row', { hasText: label }).first();
  await row.waitFor({ timeout: 30_000 });
  await row.click();
}

async function type(text: string): Promise<void> {
  const input = vscode.page.locator('.quick-input-widget input[type="text"]');
  await input.waitFor();
  await input.fill(text);
  await vscode.page.keyboard.press('Enter');
}
