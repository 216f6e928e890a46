// Two repositories in one window: specs of both are linted and listed, and a folder without git disturbs neither.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeDemoRepository, type DemoRepository } from './demo-repository.ts';
import { openWorkbench, type Workbench } from './workbench.ts';

let first: DemoRepository;
let second: DemoRepository;
let base: string;
let vscode: Workbench;

beforeAll(async () => {
  first = await makeDemoRepository();
  second = await makeDemoRepository();
  await writeFile(
    join(second.folder, 'specs', 'billing.md'),
    '# Billing\n\n- **B1**: The bill MUST be TBD.\n',
  );
  base = await mkdtemp(join(tmpdir(), 'dimmer-roots-'));
  await mkdir(join(base, 'plain', 'specs'), { recursive: true });
  await writeFile(join(base, 'plain', 'specs', 'loose.md'), '# Loose\n\n- **L1**: The page MUST show TBD.\n');
  const workspace = join(base, 'both.code-workspace');
  const folders = [first.folder, second.folder, join(base, 'plain')].map((path, index) => ({
    path,
    name: `root${index}`,
  }));
  await writeFile(workspace, JSON.stringify({ folders }));
  vscode = await openWorkbench({ folder: workspace, env: first.env });
});

afterAll(async () => {
  await vscode?.close();
  await first?.remove();
  await second?.remove();
  await rm(base, { recursive: true, force: true, maxRetries: 10, retryDelay: 500 });
});

test('specs of every root are listed, with what blocks each', async () => {
  const { page } = vscode;
  await page.locator('.activitybar a[aria-label^="Dimmer"]').click({ timeout: 60_000 });
  const rows = page.locator(
    '[aria-label^="Specs"] .monaco-list-row, .pane:has([aria-label*="Specs"]) .monaco-list-row',
  );
  const expected = [
    'billing.md1 to settle · root1',
    'loose.md1 to settle · root2',
    'stint.md2 to settle · root0',
    'stint.md2 to settle · root1',
  ];
  await expect
    .poll(async () => (await rows.allInnerTexts()).map(oneLine).sort(), { timeout: 60_000 })
    .toEqual(expected);
  await vscode.screenshot('07-multi-root');
});

test('findings of the second root appear in its own file', async () => {
  await vscode.openFile('specs/billing.md');
  await vscode.command('View: Toggle Problems');
  const problem = vscode.page.locator('.markers-panel .monaco-list-row', { hasText: 'placeholder' }).first();
  await problem.waitFor({ timeout: 60_000 });
});

/** Rows come as several text nodes. */
function oneLine(text: string): string {
  return text.replaceAll('\n', '').trim();
}
