// What each level shows, asks and refuses, in a real VS Code: 2 accepts file by file, 3 reviews one change set,
// 4 decides without a diff, 5 says what it needs. And a run is stopped from its panel.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openDelegateForm } from './delegate-form.ts';
import { eventsOf, runsOf, type RunLine } from './demo-runs.ts';
import { makeDemoRepository, type DemoRepository } from './demo-repository.ts';
import { approveButton, openCard, text } from './outcome-card.ts';
import { openWorkbench, repositoryRoot, type Workbench } from './workbench.ts';

const specs = {
  greeting: 'Stint MUST greet its reader with one line, and the README MUST say so.',
  farewell: 'Stint MUST say goodbye with one line.',
  nod: 'Stint MUST nod without a word.',
  patience: 'Stint MUST take an hour before it answers.',
};

/** Two stages that nobody else has: what a run by this file does is lit by these names. */
const slow = `digraph slow {
    label = "Slow and sure"
    start  [shape=Mdiamond]
    exit   [shape=Msquare]
    dawdle [label="Dawdle", prompt="Build what the spec says"]
    checks [label="Look twice", type=guardrails]
    review [label="Read it", type=review]
    edge [condition="outcome!=retry"]
    start -> dawdle -> checks -> review -> exit
}
`;

/** With a comment and a space too many, which only a byte for byte comparison keeps. */
const teamSettings = '{\n  // The team\'s own.\n  "editor.inlineSuggest.enabled":  true\n}\n';

let demo: DemoRepository;
let vscode: Workbench;

beforeAll(async () => {
  demo = await makeDemoRepository();
  demo.env['DIMMER_CASSETTE'] = join(repositoryRoot, 'test', 'fixtures', 'level-2.cassette.yaml');
  demo.git('rm', '-rq', 'specs', 'scenarios');
  await mkdir(join(demo.folder, 'specs'), { recursive: true });
  for (const [name, requirement] of Object.entries(specs))
    await writeFile(
      join(demo.folder, 'specs', `${name}.md`),
      `# The ${name}\n\n## Requirements\n\n- **R1**: ${requirement}\n\n## Non-goals\n\n- No colours.\n`,
    );
  await mkdir(join(demo.folder, '.vscode'));
  await writeFile(join(demo.folder, '.vscode', 'settings.json'), teamSettings);
  await mkdir(join(demo.folder, 'workflows'));
  await writeFile(join(demo.folder, 'workflows', 'slow.dot'), slow);
  demo.git('add', '-A');
  demo.git('commit', '-qm', 'Ask for four small things');
  vscode = await openWorkbench({
    folder: demo.folder,
    env: demo.env,
    settings: { 'dimmer.backend': 'rehearsal' },
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

test('level 2: nothing is approved before every file was accepted', async () => {
  const { page } = vscode;
  const before = demo.git('rev-parse', 'HEAD');
  await delegate('greeting', 'Junior developer');
  await settled('awaiting-decision');

  await vscode.command('Dimmer: Open Diff');
  await page.locator('.multiDiffEntry', { hasText: 'greet.js' }).waitFor({ timeout: 30_000 });
  await page.locator('.multiDiffEntry', { hasText: 'README.md' }).waitFor();
  await vscode.screenshot('10-level-2-diff');

  await vscode.command('Dimmer: Approve Run...');
  await answer('looks fine');
  const card = await vscode.webview('2 of 2 changed files not accepted yet', 60_000);
  expect((await latest()).status).toBe('awaiting-decision');
  expect(await approveButton(card).getAttribute('disabled')).not.toBeNull();
  expect(demo.git('rev-parse', 'HEAD')).toBe(before);
});

test('level 2, 4, a killed extension host, 2: no setting differs, and level 2 is there again', async () => {
  const before = await settings();
  await chooseLevel('2 junior developer');
  await says(status(), 'Dimmer: Level 2, diff shown');
  await runRow('README.md').click();
  await acceptFile().waitFor({ timeout: 30_000 });

  await chooseLevel('4 developer as product manager');
  await says(status(), 'Dimmer: Level 4 trial, diff hidden');
  await runRow('README.md').waitFor({ state: 'detached' });
  await acceptFile().waitFor({ state: 'detached' });
  vscode.killExtensionHosts();
  await vscode.reopen();
  await openSidebar();
  await says(status(), 'Dimmer: Level 4 trial, diff hidden');
  await runRow('The greeting').waitFor({ timeout: 30_000 });
  expect(await runRow('README.md').count()).toBe(0);

  await chooseLevel('2 junior developer');
  await says(status(), 'Dimmer: Level 2, diff shown');
  await runRow('README.md').click();
  await acceptFile().waitFor({ timeout: 30_000 });
  await vscode.screenshot('10-level-2-again');
  expect(await settings()).toEqual(before);
});

test('level 2: every file accepted, one by one, makes the run one commit', async () => {
  const { page } = vscode;
  const before = demo.git('rev-parse', 'HEAD');
  await runRow('README.md').locator('.custom-view-tree-node-item-checkbox').click();
  await page.locator('.monaco-list-row', { hasText: '1 of 2 files accepted' }).waitFor({ timeout: 30_000 });
  await runRow('greet.js').click();
  await page.locator('.tab.active', { hasText: 'greet.js' }).waitFor();
  await vscode.screenshot('11-level-2-one-file');
  await acceptFile().click();
  const ready = await vscode.webview('2 of 2 accepted', 30_000);
  await expect.poll(() => approveButton(ready).getAttribute('disabled'), { timeout: 30_000 }).toBeNull();
  await vscode.screenshot('12-level-2-accepted');
  await approveButton(ready).click();
  await settled('approved');
  // The decision is in the log before the merge.
  await expect.poll(() => demo.git('rev-parse', 'HEAD'), { timeout: 60_000 }).not.toBe(before);
  expect(demo.git('show', 'HEAD:src/greet.js')).toContain('Good morning.');
  expect(demo.git('rev-parse', 'HEAD^')).toBe(before);
});

test('the level is chosen freely from 2 to 4, and 5 says what it needs', async () => {
  const { page } = vscode;
  expect(await status().getAttribute('aria-label')).toBe('Dimmer: Level 2, diff shown');
  await chooseLevel('5 dark factory');
  const dialog = page.locator('.monaco-dialog-box');
  await dialog.waitFor();
  const needs = await dialog.innerText();
  for (const need of ['licence', 'bar', 'kill switch', 'spend cap', 'owner']) expect(needs).toContain(need);
  expect(needs).toContain('Your level did not change.');
  await vscode.screenshot('13-level-5');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });

  await vscode.command('Dimmer: Toggle Review Mode');
  await says(status(), 'Dimmer: Level 2, diff hidden');
  await vscode.command('Dimmer: Toggle Review Mode');
  await says(status(), 'Dimmer: Level 2, diff shown');
  await chooseLevel('3 developer as manager');
  await says(status(), 'Dimmer: Level 3 trial, diff shown');
});

test('level 3: the change set is reviewed once, as a whole', async () => {
  const { page } = vscode;
  await delegate('farewell', 'Developer as manager');
  await settled('awaiting-decision');
  await vscode.command('Dimmer: Open Diff');
  await page.locator('.multiDiffEntry', { hasText: 'part.js' }).waitFor({ timeout: 30_000 });

  const card = await openCard(vscode, 'CHANGED FILES');
  expect(await card.getByRole('checkbox').count()).toBe(0);
  expect(await approveButton(card).getAttribute('disabled')).toBeNull();
  await vscode.command('Dimmer: Toggle Review Mode');
  await expect.poll(() => text(card)).not.toContain('part.js');
  await vscode.command('Dimmer: Toggle Review Mode');
  await expect.poll(() => text(card)).toContain('part.js');
});

test('level 3: a comment on a line of the diff goes back to the agent with the return', async () => {
  const { page } = vscode;
  const before = demo.git('rev-parse', 'HEAD');
  const returned = (await latest()).id;
  let card = await vscode.webview('CHANGED FILES');
  await card.getByRole('button', { name: 'src/part.js' }).click();
  await page.locator('.tab.active', { hasText: 'part.js' }).waitFor({ timeout: 30_000 });
  const line = page.locator('.monaco-diff-editor .modified .view-line', { hasText: 'Goodbye.' });
  await line.click();
  await vscode.command('Comments: Add Comment on Current Selection');
  const comment = page.locator('.monaco-diff-editor .modified .review-widget');
  await comment.locator('.monaco-editor').first().click();
  await page.keyboard.type('name the reader here');
  await vscode.screenshot('14-level-3-comment');
  await comment.getByRole('button', { name: 'Comment for the Agent' }).click();
  await comment.locator('.comment-body', { hasText: 'name the reader here' }).waitFor({ timeout: 15_000 });
  expect(JSON.stringify(await eventsOf(demo, returned))).not.toContain('name the reader here');

  card = await openCard(vscode, 'CHANGED FILES');
  await card.locator('vscode-text-area').locator('textarea').fill('say it in two words');
  await vscode.screenshot('14-level-3');
  await card.getByRole('button', { name: 'Return with a spec change' }).click();
  await settled('returned');
  const decided = (await eventsOf(demo, returned)).find((event) => event.type === 'decided');
  expect(decided).toMatchObject({
    decision: 'return',
    reason: 'say it in two words',
    comments: [{ path: 'src/part.js', line: 2, text: 'name the reader here' }],
  });
  expect(demo.git('rev-parse', 'HEAD')).toBe(before);

  const offer = page.locator('.notification-toast', { hasText: 'is returned with 1 comment.' });
  await offer.getByRole('button', { name: 'Delegate Again' }).click();
  await expect.poll(async () => (await latest()).id, { timeout: 60_000 }).not.toBe(returned);
  await settled('awaiting-decision');
  const asked = (await eventsOf(demo, (await latest()).id)).find((event) => event.type === 'model-asked');
  expect(JSON.stringify(asked)).toContain('say it in two words');
  expect(JSON.stringify(asked)).toContain('- src/part.js:2: name the reader here');
  demo.dimmer(['approve', (await latest()).id]);
  expect(demo.git('show', 'HEAD:src/part.js')).toContain('Goodbye, reader.');
});

test('level 4: no diff, file or transcript in any view of Dimmer', async () => {
  const { page } = vscode;
  await chooseLevel('4 developer as product manager');
  await says(status(), 'Dimmer: Level 4 trial, diff hidden');
  await delegate('nod', 'Developer as product manager');
  await vscode.webview('Building, round 1', 60_000);
  await expectNothingHiddenShown();
  await settled('awaiting-decision');
  const card = await openCard(vscode, 'WHAT THE AGENT DECIDED FOR YOU');
  await vscode.screenshot('15-level-4');
  await expectNothingHiddenShown();
  expect(await text(card)).toContain('diff hidden: 1 file');

  await card.getByRole('button', { name: 'Open diff (always free)' }).click();
  await page.locator('.multiDiffEntry', { hasText: 'nod.js' }).waitFor({ timeout: 30_000 });
});

test('a run by a workflow file lights its stages, and Stop on the panel ends it', async () => {
  await delegate('patience', 'Developer as manager', 'Slow and sure');
  const panel = await vscode.webview('Building, round 1', 60_000);
  const lit = panel.locator('.picture .node.active .name');
  await expect.poll(() => lit.allTextContents(), { timeout: 30_000 }).toEqual(['Dawdle']);
  await vscode.screenshot('16-workflow');
  const [requested] = await eventsOf(demo, (await latest()).id);
  const path = join(demo.folder, 'workflows', 'slow.dot');
  expect(requested).toMatchObject({ request: { workflow: { path, text: slow } } });
  await panel.getByRole('button', { name: 'Stop', exact: true }).click();
  await panel.getByRole('button', { name: 'Stop the run' }).click();
  await settled('stopped');
  await vscode.webview('Delegate another', 30_000);
  await vscode.screenshot('16-stopped');
});

async function delegate(spec: keyof typeof specs, level: string, workflow?: string): Promise<void> {
  const known = (await runsOf(demo)).length;
  await vscode.openFile(`specs/${spec}.md`);
  const form = await openDelegateForm(vscode);
  const chosen = () =>
    form.locator('[data-focus="spec"]').evaluate((node) => (node as HTMLSelectElement).value);
  await expect.poll(chosen, { timeout: 15_000 }).toBe(`specs/${spec}.md`);
  expect(await text(form)).toContain('1.0M tokens or 30 minutes');
  await form.getByRole('radio', { name: new RegExp(`^${level}`) }).check({ force: true });
  if (workflow !== undefined) {
    await form.getByText('Workflow: as the level says').click();
    await form.getByRole('radio', { name: new RegExp(`^${workflow}`) }).check({ force: true });
  }
  await form.getByRole('button', { name: 'Delegate', exact: true }).click();
  await expect.poll(async () => (await runsOf(demo)).length, { timeout: 60_000 }).toBe(known + 1);
}

/** A panel that is drawn anew may close a list that was just opened, so it is opened again. */
async function chooseLevel(row: string): Promise<void> {
  const choice = vscode.page.locator('.quick-input-list .monaco-list-row', { hasText: row }).first();
  for (let tries = 0; ; tries += 1) {
    await vscode.command('Dimmer: Set Level...');
    const clicked = await choice.click({ timeout: 10_000 }).then(
      () => true,
      () => false,
    );
    if (clicked) return;
    if (tries === 5) throw new Error(`no list of levels offers "${row}"`);
    await vscode.page.keyboard.press('Escape');
  }
}

/** Types into the input box that is open, and accepts it. */
async function answer(words: string): Promise<void> {
  const input = vscode.page.locator('.quick-input-widget .quick-input-box input');
  await vscode.page.locator('.quick-input-widget', { hasText: 'approve' }).waitFor();
  await input.fill(words);
  await vscode.page.keyboard.press('Enter');
}

function status() {
  return vscode.page.locator('.statusbar-item [aria-label^="Dimmer: Level"]');
}

async function openSidebar(): Promise<void> {
  await vscode.page.locator('.activitybar [aria-label^="Dimmer"]').first().click({ timeout: 90_000 });
}

/** A row of the Runs view: a run by its title, a changed file of a waiting run by its name. */
function runRow(words: string) {
  return vscode.page.locator('.pane:has([aria-label^="Runs"]) .monaco-list-row', { hasText: words });
}

/** Stands over a file of the diff where the level accepts file by file. */
function acceptFile() {
  return vscode.page.locator('.editor-actions [aria-label^="Accept File"]').first();
}

/** Every file in which VS Code keeps a setting or a key of the user or of the workspace; null where there is none. */
async function settings(): Promise<Record<string, string | null>> {
  const user = ['User/settings.json', 'User/keybindings.json', 'Machine/settings.json'];
  const paths = user.map((path) => join(vscode.home, 'user-data', path));
  paths.push(join(demo.folder, '.vscode', 'settings.json'));
  const texts = paths.map(async (path) => [path, await readFile(path, 'utf8').catch(() => null)] as const);
  return Object.fromEntries(await Promise.all(texts));
}

async function says(item: ReturnType<Workbench['page']['locator']>, words: string): Promise<void> {
  await expect.poll(() => item.getAttribute('aria-label'), { timeout: 15_000 }).toBe(words);
}

async function expectNothingHiddenShown(): Promise<void> {
  const frames = await Promise.all(vscode.page.frames().map((frame) => text(frame).catch(() => '')));
  const shown = frames.join('\n');
  expect(shown).toContain('The nod');
  expect(shown).not.toMatch(/nod\.js|zebrawords|write_file|@@/);
}

async function latest(): Promise<RunLine> {
  const [run] = await runsOf(demo);
  if (run === undefined) throw new Error('no run yet');
  return run;
}

async function settled(status: string): Promise<void> {
  await expect.poll(async () => (await latest()).status, { timeout: 120_000, interval: 500 }).toBe(status);
}
