// Install to first hidden verdict on a foreign repository: a Python tool nobody here wrote for Dimmer, no key, no vault, no model.
// The attack: the words of the question are looked for in everything that was written to disk, by whomever.
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { shareSelftest } from '../scripts/test-state.mjs';
import { filesBelow } from './files-below.ts';
import { openWorkbench, type Workbench } from './workbench.ts';

const canary = 'quaggamarker';
let base: string;
let vscode: Workbench;

const program = `import sys

def main(words):
    if not words:
        print("usage: tally WORD...", file=sys.stderr)
        return 2
    for word in sorted(set(words)):
        print(word, words.count(word))
    return 0

sys.exit(main(sys.argv[1:]))
`;
const spec = `# Tally

Counts words.

## Requirements

- R1: When words are given, the product shall print each word once with how often it occurs, in alphabetical order.
- R2: If no word is given, the product shall say how it is used on stderr and exit with code 2.
`;

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'dimmer-foreign-'));
  shareSelftest(join(base, 'state'));
  const folder = join(base, 'tally');
  await mkdir(join(folder, 'specs'), { recursive: true });
  const git = (...args: string[]) => spawnSync('git', args, { cwd: folder });
  git('init', '-q', '-b', 'main');
  git('config', 'user.name', 'Ada');
  git('config', 'user.email', 'ada@example.com');
  await writeFile(join(folder, 'README.md'), '# Tally\n');
  git('add', '-A');
  git('commit', '-q', '-m', 'Start');
  await writeFile(join(folder, 'tally.py'), program);
  await writeFile(join(folder, 'specs', 'tally.md'), spec);
  git('add', '-A');
  git('commit', '-q', '-m', 'Count words');
  vscode = await openWorkbench({
    folder,
    env: {
      DIMMER_STATE: join(base, 'state'),
      DIMMER_VAULT: join(base, 'vaults'),
      DIMMER_CASSETTE: '',
      ANTHROPIC_API_KEY: '',
      DIMMER_IDENTITY_FILE: '',
    },
    settings: { 'files.autoSave': 'afterDelay', 'files.autoSaveDelay': 500 },
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

test('one sentence and two lines become a hidden scenario that was tried on the commit', async () => {
  await vscode.command('Dimmer: Ask One Thing the Agent Does Not Know...');
  await vscode.answer('One sentence', `Bo repeats ${canary} and sees how many times he said it`);
  await vscode.answer('A command line', `python3 tally.py b ${canary} ${canary}`);
  await vscode.answer('Text that it prints', `${canary} 2`);
  const page = await vscode.webview('proved: fails on a do-nothing product', 90_000);
  const text = await page.evaluate(() => document.body.innerText);
  expect(text).toContain('satisfied: 3 of 3 trajectories');
  expect(text).toContain('A vault was made for this repository');
  expect(text).toContain('requirements: [ R1 ]');
  expect(text).toContain(`${canary} 2`);
  await vscode.screenshot('30-ask-one-thing');
});

test('an editor that saves by itself keeps it as a draft only: what counts is the decision', async () => {
  await vscode.page.locator('.tab.active:not(.dirty)', { hasText: 'new-' }).waitFor({ timeout: 60_000 });
  const page = await vscode.webview('proved: fails on a do-nothing product');
  await page.getByRole('button', { name: 'Keep in the vault' }).waitFor();
  expect(await page.getByRole('button', { name: 'Judge this commit' }).count()).toBe(0);
  expect(await page.evaluate(() => document.body.innerText)).toContain('status: draft');
});

test('kept and judged, the card shows the first hidden verdict: one of one, and how little that is', async () => {
  const page = await vscode.webview('proved: fails on a do-nothing product');
  await page.getByRole('button', { name: 'Keep in the vault' }).click();
  await page.getByRole('button', { name: 'Judge this commit' }).click({ timeout: 60_000 });
  const card = await vscode.webview('1 of 1 trajectories over 1 scenario', 120_000);
  const text = await card.evaluate(() => document.body.innerText);
  expect(text).toMatch(/1\/1 0\.2\d to 1\.00/);
  expect(text).toContain('evidence: 1 of ');
  await vscode.screenshot('31-first-verdict');
});

test('no word of it is anywhere on disk, in a log or on the card', async () => {
  const found = (await filesBelow(base)).concat(await filesBelow(vscode.home));
  expect(found.length).toBeGreaterThan(20);
  expect(found.some(({ path }) => path.endsWith('manifest.age'))).toBe(true);
  expect(found.filter(({ text }) => text.includes(canary)).map(({ path }) => path)).toEqual([]);
  expect(vscode.log()).not.toContain(canary);
  const card = await vscode.webview('1 of 1 trajectories over 1 scenario');
  expect(await card.evaluate(() => document.body.innerText)).not.toContain(canary);
});
