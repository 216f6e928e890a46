// The built pages in a real browser: accessible in four themes and two widths, by keyboard alone, under the strict policy.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AxeResults } from 'axe-core';
import { openGallery, type Gallery, type Shown } from '../test/pages/harness.ts';
import { themes, type Theme } from '../test/pages/themes.ts';
import { sights } from '../test/pages/views.ts';

let gallery: Gallery;
let axe: string;
beforeAll(async () => {
  gallery = await openGallery();
  axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
});
afterAll(() => gallery.close());

const dark = themes[0] as Theme;

async function show(name: string, theme = dark, width = 1400, state?: unknown): Promise<Shown> {
  const sight = sights.find((one) => one.name === name);
  if (sight === undefined) throw new Error(`no sight ${name}`);
  const shown = await gallery.show(sight.page, theme, { width, height: 900 }, state);
  await shown.post({ type: 'snapshot', view: sight.view });
  await shown.page.waitForSelector('h1');
  return shown;
}

async function violations({ page }: Shown): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
  const { violations: found } = await page.evaluate<AxeResults>(() =>
    (window as unknown as { axe: { run(options: unknown): Promise<AxeResults> } }).axe.run({
      resultTypes: ['violations'],
      // A webview is a part of VS Code's window, which brings its own landmarks.
      rules: { region: { enabled: false } },
    }),
  );
  return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`));
}

// Every sight in the default themes, and those with the most parts in high contrast.
const checked = (theme: Theme) =>
  theme.kind.startsWith('vscode-high')
    ? sights.filter(({ name }) =>
        [
          'outcome-failing',
          'outcome-level-2',
          'form-bare',
          'form-workflows',
          'run-lost',
          'run-side-by-side',
          'run-asking',
          'level-busy',
        ].includes(name),
      )
    : sights;

describe.each(themes)('$name', (theme) => {
  test.each(['outcome', 'delegate', 'level'] as const)(
    '%s: no accessibility violation, and the policy holds',
    async (name) => {
      const width = name === 'level' ? 300 : theme.name === 'light' ? 480 : 1400;
      const shown = await gallery.show(name, theme, { width, height: 900 });
      for (const sight of checked(theme).filter(({ page }) => page === name)) {
        await shown.post({ type: 'snapshot', view: sight.view });
        await shown.page.waitForSelector('h1');
        expect([sight.name, await violations(shown)]).toEqual([sight.name, []]);
      }
      expect(shown.problems).toEqual([]);
      await shown.page.close();
    },
  );
});

test.each([
  ['outcome', 480],
  ['delegate', 480],
  ['level', 220],
] as const)('%s is never wider than its window', async (name, width) => {
  const { page, post } = await gallery.show(name, dark, { width, height: 900 });
  for (const sight of sights.filter((one) => one.page === name)) {
    await post({ type: 'snapshot', view: sight.view });
    await page.waitForSelector('h1');
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect([sight.name, wide]).toEqual([sight.name, 0]);
  }
  await page.close();
});

test('the outcome of level 4 has no file, hunk or transcript anywhere in the page', async () => {
  const { page } = await show('outcome-open');
  const text = (await page.textContent('body')) ?? '';
  expect(text).toContain('diff hidden: 3 files');
  expect(text).not.toMatch(/src\/export|\.test\.ts|@@/);
  await page.close();
});

test('above the fold at 1400 by 900: answer, red flags, not checked, decided for you, satisfaction', async () => {
  const { page } = await show('outcome-failing');
  for (const selector of [
    '.answer',
    '.flags',
    '#not-checked-heading',
    '#assumptions-heading',
    '#satisfaction-heading',
  ]) {
    const box = await page.locator(selector).boundingBox();
    expect([selector, (box?.y ?? 9999) + (box?.height ?? 0) < 900]).toEqual([selector, true]);
  }
  await page.close();
});

/** Tabs through the page and gives the label of each stop, to the end or `most`. */
async function stops({ page }: Shown, most = 40): Promise<string[]> {
  const labels: string[] = [];
  for (let index = 0; index < most; index += 1) {
    await page.keyboard.press('Tab');
    const label = await page.evaluate(() => {
      const active = document.activeElement;
      if (active === null || active === document.body) return null;
      return active.getAttribute('aria-label') ?? active.textContent?.trim() ?? '';
    });
    if (label === null) break;
    labels.push(label);
  }
  return labels;
}

test('every action of the outcome page is reached by keyboard, in reading order', async () => {
  const shown = await show('outcome-failing');
  expect(await stops(shown)).toEqual([
    'Open diff (always free)',
    ...['test-removed', 'test-skipped', 'gate', 'overfit'].flatMap((flag) => [
      'Why it may be merged all the same',
      `Answer: flag-${flag}`,
    ]),
    'add one for R11: a hidden scenario',
    'add one: a hidden scenario for R11',
    'take it untested: R11',
    'replay',
    'replay',
    'replay',
    'replay',
    'Reason (needed to return or reject)',
    'Return with a spec change',
    'Reject',
  ]);
  await shown.page.close();
});

test('approve waits for its reason, and return asks for one in place', async () => {
  const { page, sent } = await show('outcome-unproven');
  const approve = page.locator('vscode-button', { hasText: 'Approve' });
  expect(await approve.getAttribute('disabled')).not.toBeNull();
  await page.locator('vscode-button', { hasText: 'Return' }).click();
  expect(await page.textContent('#reason-problem')).toBe('Say what should change, then return it.');
  await page.keyboard.type('sealed by hand');
  await page.locator('vscode-button', { hasText: 'Approve' }).click();
  expect((await sent()).slice(1)).toEqual([{ type: 'approve', reason: 'sealed by hand' }]);
  await page.close();
});

test('a green card is decided in two clicks at most, without a word', async () => {
  const { page, sent } = await show('outcome-green');
  const decided = async () =>
    (await sent()).filter((intent) => (intent as { type: string }).type === 'approve');
  let clicks = 0;
  for (; clicks < 5 && (await decided()).length === 0; clicks += 1)
    await page.getByRole('button', { name: 'Approve', exact: true }).click();
  expect(clicks).toBeLessThanOrEqual(2);
  expect(await decided()).toEqual([{ type: 'approve', reason: '' }]);
  await page.close();
});

test('lines that have to be read are shown and answered in place, and the answer can be taken back', async () => {
  const { page, sent, post } = await show('outcome-evidence');
  await page.locator('[data-focus="spot-untrusted-input-1"]').click();
  expect((await sent()).at(-1)).toEqual({ type: 'open-spot', spot: 'untrusted-input-1' });
  await page.locator('[data-focus="send-untrusted-input-1"]').click();
  expect((await sent()).at(-1)).toEqual({ type: 'open-spot', spot: 'untrusted-input-1' });
  await page.keyboard.type('no, line 13 puts a quote before it');
  await page.keyboard.press('Enter');
  const answer = { point: 'untrusted-input-1', text: 'no, line 13 puts a quote before it' };
  expect((await sent()).at(-1)).toEqual({ type: 'answer', ...answer });
  const { outcomeView } = await import('../extension/core/protocol/panels.ts');
  const samples = await import('../test/samples/runs.ts');
  const { gathered } = await import('../test/samples/evidence.ts');
  const answers = { confirmed: [], acceptedUntested: {}, answers: { [answer.point]: answer.text } };
  const options = { mode: 'outcome' as const, answers, sent: null, problem: null };
  const state = samples.stateOf([...samples.open(), ...gathered()]);
  await post({ type: 'snapshot', view: outcomeView(state, options) });
  await page.waitForSelector('.given');
  expect(await page.textContent('.given')).toContain(answer.text);
  await page.locator('[data-focus="answer-untrusted-input-1"]').click();
  expect((await sent()).at(-1)).toEqual({ type: 'answer', point: 'untrusted-input-1', text: '' });
  await page.close();
});

test('an approval that is half way can be finished, and nothing else', async () => {
  const { outcomeView } = await import('../extension/core/protocol/panels.ts');
  const samples = await import('../test/samples/runs.ts');
  const decided = samples.approved.filter((body) => body.type === 'decided');
  const state = samples.stateOf([
    ...samples.green(),
    ...decided,
    { type: 'branch-pushed', remote: 'origin', branch: 'dimmer/7f3a', commit: samples.head },
    { type: 'decision-refused', decision: 'approve', controlId: 'c', reasons: ['no answer from the server'] },
  ]);
  const { page, post } = await show('outcome-green');
  await post({ type: 'snapshot', view: outcomeView(state) });
  await page.waitForFunction(() => document.body.textContent?.includes('no answer from the server'));
  const labels = await page.locator('#page vscode-button').allTextContents();
  expect(labels.map((label) => label.trim())).toEqual(['Open diff (always free)', 'Approve']);
  await page.close();
});

test('an open assumption is confirmed with one key press, and the page keeps its focus when the answer arrives', async () => {
  const { page, sent, post } = await show('outcome-open');
  await page.locator('[data-focus="confirm-A1"]').focus();
  await page.keyboard.press('Enter');
  expect((await sent()).at(-1)).toEqual({ type: 'confirm', assumption: 'A1', confirmed: true });
  const { outcomeView } = await import('../extension/core/protocol/panels.ts');
  const samples = await import('../test/samples/runs.ts');
  const answers = { confirmed: ['A1'], acceptedUntested: {} };
  const options = { mode: 'outcome' as const, answers, sent: null, problem: null };
  await post({ type: 'snapshot', view: outcomeView(samples.stateOf(samples.open()), options) });
  await page.waitForFunction(() => document.body.textContent?.includes('take back'));
  expect(await page.evaluate(() => document.activeElement?.getAttribute('data-focus'))).toBe('confirm-A1');
  expect(await page.textContent('[role="status"]')).toMatch(/^Your call/);
  await page.close();
});

test('what was typed survives a snapshot and a reload', async () => {
  const { page, post } = await show('outcome-failing');
  await page.locator('vscode-text-area').click();
  await page.keyboard.type('half a thought');
  await post({ type: 'snapshot', view: sights.find(({ name }) => name === 'outcome-failing')?.view });
  const state = await page.evaluate(() => (window as unknown as { state: unknown }).state);
  await page.close();
  const again = await gallery.show('outcome', dark, undefined, state);
  await again.page.waitForSelector('h1');
  const value = await again.page
    .locator('vscode-text-area')
    .evaluate((node) => (node as HTMLTextAreaElement).value);
  expect([value, (await again.sent())[0]]).toEqual([
    'half a thought',
    { type: 'ready', run: '20261120T140000Z-7f3a' },
  ]);
  await again.page.close();
});

test('the form launches what was chosen, by keyboard', async () => {
  const { page, sent } = await show('form-ready');
  await page.locator('[data-focus="level-4"]').focus();
  await page.keyboard.press('ArrowUp');
  await page.locator('[data-focus="tokens"]').locator('input').fill('500,000');
  await page.locator('[data-focus="launch"]').focus();
  await page.keyboard.press('Enter');
  expect((await sent()).at(-1)).toMatchObject({
    type: 'launch',
    choice: { spec: 'specs/export.md', level: 3, tokens: 500_000, dollars: null, backend: 'anthropic' },
  });
  await page.close();
});

test('a workflow is chosen by keyboard and goes into the launch; one that no run can follow is opened at its line', async () => {
  const { page, sent, post } = await show('form-workflows');
  expect(await page.locator('.workflows .level').first().isVisible()).toBe(false);
  await page.locator('[data-focus="workflows"]').focus();
  await page.keyboard.press('Enter');
  expect(await page.locator('.workflows input[disabled]').count()).toBe(1);
  await page.locator('.workflows .link').click();
  expect((await sent()).at(-1)).toEqual({
    ...{ type: 'open-workflow', path: 'tools/workflows/nightly.dot', line: 3 },
  });
  await page.locator('[data-focus="workflow-"]').focus();
  await page.keyboard.press('ArrowDown');
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-focus'));
  expect(await focused()).toBe('workflow-workflows/release.dot');
  expect(await page.textContent('[data-focus="workflows"]')).toBe('Workflow: Release');
  expect(await page.textContent('#evidence-heading + dl')).toContain('not run by this workflow');
  await page.locator('[data-focus="launch"]').click();
  expect((await sent()).at(-1)).toMatchObject({
    type: 'launch',
    choice: { workflow: 'workflows/release.dot' },
  });
  await page.locator('[data-focus="workflow-"]').check({ force: true });
  await page.locator('[data-focus="launch"]').click();
  const last = (await sent()).at(-1) as { choice: object };
  expect('workflow' in last.choice).toBe(false);
  await post({ type: 'snapshot', view: sights.find(({ name }) => name === 'form-ready')?.view });
  expect(await page.locator('.workflows').count()).toBe(0);
  await page.close();
});

test('what works side by side is lit side by side, stands still where motion is reduced, and is a list where it is narrow', async () => {
  const { page } = await show('run-side-by-side');
  const lit = page.locator('.picture .node.active .name');
  expect(await lit.allTextContents()).toEqual(['Worker B', 'Worker C', 'Guardrails A']);
  expect(await page.textContent('h1')).toBe('Side by side: Worker B, Worker C and Guardrails A');
  const motion = () =>
    page
      .locator('.halo')
      .first()
      .evaluate((node) => getComputedStyle(node).animationName);
  expect(await motion()).toBe('breathe');
  await page.emulateMedia({ reducedMotion: 'reduce' });
  expect(await motion()).toBe('none');
  const list = page.locator('.steps [aria-current]');
  expect((await list.allTextContents())[0]).toBe('Worker B now, visit 2');
  const width = async () => (await page.locator('.steps').boundingBox())?.width;
  expect(await width()).toBeLessThan(20);
  await page.setViewportSize({ width: 480, height: 900 });
  await page.locator('.picture').waitFor({ state: 'hidden' });
  expect(await width()).toBeGreaterThan(300);
  await page.close();
});

test('the form says why it waits, and each fix is one click', async () => {
  const { page, sent } = await show('form-bare');
  expect(await page.textContent('.waits')).toBe(
    'Delegate waits for: No sandbox on this machine: bubblewrap was not found · No API key for Anthropic is kept.',
  );
  await page.locator('vscode-button', { hasText: 'Set the key' }).click();
  expect((await sent()).at(-1)).toEqual({ type: 'run-command', command: 'dimmer.setApiKey' });
  await page.close();
});

test('stop asks once, in place; suspend at once, since it can be resumed; steer sends a word', async () => {
  const { page, sent } = await show('run-second-round');
  await page.locator('vscode-button', { hasText: 'Suspend' }).click();
  expect((await sent()).pop()).toEqual({ type: 'suspend' });
  await page.locator('vscode-button', { hasText: 'Stop' }).click();
  expect((await sent()).length).toBe(2);
  await page.locator('vscode-button', { hasText: 'Stop the run' }).click();
  await page.locator('summary').click();
  await page.locator('vscode-text-area').locator('textarea').fill('keep the header line');
  await page.locator('vscode-button', { hasText: 'Send' }).click();
  expect((await sent()).slice(2)).toEqual([
    { type: 'stop' },
    { type: 'steer', text: 'keep the header line' },
  ]);
  await page.close();
});

test('a question is answered with a choice or own words, by keyboard, and the focus stays with it', async () => {
  const { page, sent, post } = await show('run-asking');
  await page.locator('[data-focus="choice-Q1-1"]').focus();
  await page.keyboard.press('Enter');
  await page.locator('[data-focus="question-Q2"]').locator('input').fill('the zone of the server');
  await page.keyboard.press('Enter');
  expect((await sent()).slice(1)).toEqual([
    { type: 'answer-question', question: 'Q1', text: 'An empty file' },
    { type: 'answer-question', question: 'Q2', text: 'the zone of the server' },
  ]);
  const { runView } = await import('../extension/core/protocol/panels.ts');
  const samples = await import('../test/samples/runs.ts');
  const answered = (id: string) => (id === 'Q2' ? 'the zone of the server' : null);
  const state = samples.stateOf(samples.asking());
  await post({
    type: 'snapshot',
    view: runView(state, true, Date.parse('2026-11-20T14:31:00Z'), {
      ahead: null,
      answered,
      forecasts: [],
      picture: null,
    }),
  });
  expect(await page.textContent('#page')).toContain('You: the zone of the server');
  expect(await page.evaluate(() => document.activeElement?.getAttribute('data-focus'))).toBe('Q2');
  expect(await page.textContent('[role="status"]')).toContain('It asks: Does an export');
  await page.close();
});

test('a gate of a workflow is answered with one of its choices, and has no field for other words', async () => {
  const { page, sent } = await show('run-gate');
  expect(await page.textContent('.question')).not.toContain('Meanwhile');
  expect(await page.locator('.question vscode-text-field').count()).toBe(0);
  await page.locator('[data-focus="choice-G1-0"]').click();
  expect((await sent()).at(-1)).toEqual({ type: 'answer-question', question: 'G1', text: 'Ship' });
  await page.close();
});

test('a failed run can be tried again, branched, or followed by another', async () => {
  const { page, sent } = await show('run-failed');
  for (const name of ['Try Implement again', 'Branch…', 'Delegate another'])
    await page.locator('vscode-button', { hasText: name }).click();
  expect((await sent()).slice(1)).toEqual([
    { type: 'retry-stage', stage: 'implement' },
    { type: 'run-command', command: 'dimmer.branchRun' },
    { type: 'delegate-another' },
  ]);
  await page.close();
});

test('the level view: a rung, the next step and the switch are buttons in reading order, each sending its intent', async () => {
  const shown = await show('level-busy', dark, 300);
  expect((await stops(shown)).map((label) => label.replace(/→$/, ''))).toEqual([
    'NextDecide the run that waits for you',
    '2Junior developeryou read every diffearned',
    '3Developer as manageryou review the finished changetrial',
    '4Developer as product manageryou decide from the outcomePractises: specs that stand alone, scenarios of a user, predictingnowtrial',
    '5Dark factorypolicy decides, you audit; 4 things missinglocked',
  ]);
  const { page, sent } = shown;
  expect(await page.locator('[aria-current]').count()).toBe(1);
  await page.locator('[data-focus="next"]').click();
  await page.locator('[data-focus="rung-5"]').focus();
  await page.keyboard.press('Enter');
  expect((await sent()).slice(1)).toEqual([
    { type: 'run-command', command: 'dimmer.openOutcome', run: '20261120T140000Z-7f3a' },
    { type: 'choose-level', level: 5 },
  ]);
  await page.close();
});

test('the dial says in words what it draws, turns to a level that is chosen, and stands still where motion is reduced', async () => {
  const { page, post } = await show('level-early', dark, 300);
  const dial = page.locator('.dial svg');
  expect(await dial.getAttribute('aria-label')).toBe(
    'Dial from level 2, lit, to level 5, dark: declared 3, nothing observed yet, licensed 2.',
  );
  await post({ type: 'snapshot', view: sights.find(({ name }) => name === 'level-busy')?.view });
  await page.locator('.needle.at-4').waitFor();
  expect(await page.textContent('[role="status"]')).toBe('Level 4, a trial. Diff hidden.');
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const motion = await page.locator('.needle').evaluate((node) => getComputedStyle(node).transitionProperty);
  expect(motion).toBe('none');
  await page.close();
});

test('the level view counts no rehearsal, and says how many it left out', async () => {
  const { page } = await show('level-rehearsals-only', dark, 300);
  expect(await page.textContent('.watermark')).toBe('3 rehearsals: scripted, not counted');
  expect(await page.textContent('.observed')).toContain('0 of 20 runs: not yet');
  expect(await page.textContent('.cap')).toContain('Nothing was measured yet');
  await page.close();
});

test.each(['run-rehearsal-decide', 'outcome-rehearsal', 'form-rehearsal'])(
  '%s is watermarked and shows no dollar',
  async (name) => {
    const { page } = await show(name);
    expect(await page.textContent('.watermark')).toBe('rehearsal: scripted model, no dollars');
    expect(await page.textContent('#page')).not.toMatch(/\$\d/);
    await page.close();
  },
);

test.each(themes)('the scenario page in $name: no accessibility violation', async (theme) => {
  const shown = await gallery.show('scenario', theme);
  const text =
    '---\nschema: dimmer/scenario@1\nid: SCN-1\n---\n* When Ada starts it\n  ```cli\n  run: [greet]\n  ```\n';
  await shown.post({ type: 'document', text });
  await shown.post({ type: 'problems', problems: ['spec is missing'] });
  await shown.page.getByText('When Ada starts it').waitFor();
  expect(await violations(shown)).toEqual([]);
  expect(shown.problems).toEqual([]);
  await shown.page.close();
});

test('the scenario page edits its document and keeps nothing in the webview state', async () => {
  const shown = await gallery.show('scenario', dark);
  const { page, post, sent } = shown;
  await post({
    type: 'document',
    text: '---\nid: SCN-1\n---\n# Feature: Export\n\n```cli\nrun: [billing]\n```\n',
  });
  await page.waitForFunction(() => document.querySelector('.cm-content')?.textContent?.includes('SCN-1'));
  expect((await sent()).length).toBe(1);
  await page.locator('.cm-content').click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('x');
  expect((await sent()).at(-1)).toMatchObject({
    type: 'edit',
    text: expect.stringMatching(/```\nx$/) as string,
  });
  await post({ type: 'problems', problems: ['line 2: no requirement'] });
  await page.waitForSelector('.problems li');
  expect(await violations(shown)).toEqual([]);
  expect([
    shown.problems,
    await page.evaluate(() => (window as unknown as { state: unknown }).state),
  ]).toEqual([[], undefined]);
  await page.close();
});
