// Level, runs, form, progress and card as people see them, in a real VS Code and its four themes: pictures to look at,
// and no accessibility violation inside a panel. The runs are recorded histories, so that no picture waits for a model.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import type { Frame } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { RunRequest } from '../extension/core/protocol/run-request.ts';
import type { RunEventBody } from '../extension/core/run/events.ts';
import { openDelegateForm } from './delegate-form.ts';
import { makeDemoRepository, type DemoRepository } from './demo-repository.ts';
import { recordRun } from './record-run.ts';
import { gathered } from './samples/evidence.ts';
import * as samples from './samples/runs.ts';
import { shippedText, sideBySide } from './samples/workflow-runs.ts';
import { openWorkbench, type Workbench } from './workbench.ts';

const themes = [
  { label: 'Dark Modern', name: 'dark', kind: 'vs-dark' },
  { label: 'Light Modern', name: 'light', kind: 'vs' },
  { label: 'Dark High Contrast', name: 'hc-dark', kind: 'hc-black' },
  { label: 'Light High Contrast', name: 'hc-light', kind: 'hc-light' },
] as const;

let demo: DemoRepository;
let vscode: Workbench;
let axe: string;

beforeAll(async () => {
  axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  demo = await makeDemoRepository({ vault: 'quarter' });
  await recordRun(demo, 'Export keeps the filters', (change) => [...samples.failing(change), ...gathered()]);
  await recordRun(demo, 'Import a bank statement', samples.unproven);
  await recordRun(demo, 'Round trips of a ledger', samples.secondRound);
  await recordRun(demo, 'Parts that do not touch', sideBySide);
  await recordRun(demo, 'Stint, a work log for the terminal', eightRequirements);
  await mkdir(join(demo.folder, 'workflows'));
  const release = shippedText('level-3').replace(/label = .*/, 'label = "Release"');
  await writeFile(join(demo.folder, 'workflows', 'release.dot'), release);
  await writeFile(join(demo.folder, 'workflows', 'nightly.dot'), release.replace('-> exit', '-> nowhere'));
  vscode = await openWorkbench({
    folder: demo.folder,
    env: demo.env,
    settings: { 'dimmer.backend': 'rehearsal', 'dimmer.level': 4 },
  });
  vscode.page.setDefaultTimeout(20_000);
  await vscode.page.locator('.activitybar [aria-label^="Dimmer"]').first().click({ timeout: 90_000 });
  await row('Stint').waitFor({ timeout: 60_000 });
});

afterAll(async () => {
  await vscode?.close();
  await demo?.remove();
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await vscode?.screenshot(`failed-${task.name.replaceAll(/\W+/g, '-')}`);
});

test('the card of a run that can be decided, and the level beside it', async () => {
  await row('Stint').click();
  const level = await vscode.webview('Whole repository');
  await expectGoodInEveryTheme('outcome', await vscode.webview('40 of 40', 60_000), undefined, level);
});

test('the card of a run that failed hidden scenarios and tampered', async () => {
  await row('Export').click();
  await expectGoodInEveryTheme('outcome-failing', await vscode.webview('Read before deciding'.toUpperCase()));
});

test('the card of a run that nothing hidden has judged', async () => {
  await row('Import').click();
  await expectGoodInEveryTheme('outcome-none', await vscode.webview('None: this repository'), [
    'dark',
    'hc-light',
  ]);
});

test('a run at work', async () => {
  await row('Round trips').click();
  await expectGoodInEveryTheme('running', await vscode.webview('Building, round 2', 60_000));
});

test('a run by a workflow file, its branches side by side', async () => {
  await row('Parts').click();
  await expectGoodInEveryTheme('side-by-side', await vscode.webview('Side by side: Worker B', 60_000));
});

test('the level view from its dial to its ladder, with the other views folded', async () => {
  for (const name of ['Specs', 'Runs', 'Scenarios']) {
    const header = vscode.page.locator(`.pane-header[aria-label^="${name}"]`);
    await header.click();
    await vscode.page.locator(`.pane-header[aria-label^="${name}"][aria-expanded="false"]`).waitFor();
  }
  const level = await vscode.webview('Junior developer');
  const last = await level.getByText('Dark factory').boundingBox();
  expect(last?.y).toBeLessThan(900);
  await expectGoodInEveryTheme('level', level);
});

test('the form that delegates', async () => {
  await vscode.openFile('specs/stint.md');
  const form = await openDelegateForm(vscode);
  await form.getByText('Workflow: as the level says').click();
  await form.getByRole('button', { name: 'Open workflows/nightly.dot' }).waitFor();
  await expectGoodInEveryTheme('delegate', form);
});

test('at 600 pixels nothing is cut off at the side', async () => {
  await vscode.command('View: Toggle Primary Side Bar Visibility');
  await vscode.page.setViewportSize({ width: 600, height: 900 });
  const form = await vscode.webview('Delegate a spec');
  await expectGoodInEveryTheme('narrow-delegate', form, ['light']);
  await vscode.page.locator('.tab', { hasText: 'Stint, a work log' }).click();
  await expectGoodInEveryTheme('narrow-outcome', await vscode.webview('40 of 40'), ['dark']);
});

async function expectGoodInEveryTheme(
  sight: string,
  panel: Frame,
  only: readonly string[] = themes.map(({ name }) => name),
  beside?: Frame,
): Promise<void> {
  const found: Record<string, string[]> = {};
  for (const theme of themes.filter(({ name }) => only.includes(name))) {
    await wear(theme);
    await panel
      .locator(`body.${theme.kind === 'vs' ? 'vscode-light' : 'vscode-' + kindOfBody[theme.kind]}`)
      .waitFor();
    await vscode.page.waitForTimeout(300);
    await vscode.screenshot(`theme-${sight}-${theme.name}`);
    found[theme.name] = [
      ...(await violations(panel)),
      ...(beside === undefined ? [] : await violations(beside)),
    ];
  }
  expect(found).toEqual(Object.fromEntries(only.map((name) => [name, []])));
}

const kindOfBody = {
  'vs-dark': 'dark',
  'hc-black': 'high-contrast',
  'hc-light': 'high-contrast-light',
} as const;

async function wear(theme: (typeof themes)[number]): Promise<void> {
  const { keyboard } = vscode.page;
  await keyboard.press('Control+K');
  await keyboard.press('Control+T');
  const input = vscode.page.locator('.quick-input-widget input[placeholder^="Select Color Theme"]');
  await input.waitFor();
  await vscode.page.waitForTimeout(300);
  await input.fill(theme.label);
  const row = vscode.page.locator('.quick-input-list .monaco-list-row.focused', { hasText: theme.label });
  await row.waitFor();
  await keyboard.press('Enter');
  await vscode.page.locator(`.monaco-workbench.${theme.kind}`).waitFor({ timeout: 20_000 });
}

async function violations(panel: Frame): Promise<string[]> {
  if (!(await panel.evaluate(() => 'axe' in window))) await panel.evaluate(axe);
  const { violations: found } = await panel.evaluate<AxeResults>(() =>
    (window as unknown as { axe: { run(options: unknown): Promise<AxeResults> } }).axe.run({
      resultTypes: ['violations'],
      // A webview is a part of VS Code's window, which brings its own landmarks.
      rules: { region: { enabled: false } },
    }),
  );
  const wide = await panel.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  return [
    ...found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`)),
    ...(wide > 0 ? [`${wide} pixels wider than its window`] : []),
  ];
}

function row(text: string) {
  return vscode.page.locator('.pane-body .monaco-list-row', { hasText: `REHEARSAL · ${text}` });
}

/** As the demo ends: eight requirements, forty hidden scenarios, two decisions of the agent still open. */
function eightRequirements(change: Partial<RunRequest>): RunEventBody[] {
  const spec = { ...samples.request(change).spec, requirements: statements };
  const counts = (numbers: readonly number[]) =>
    Object.fromEntries(numbers.map((n, index) => [`R${index + 1}`, [n, n, n] as const]));
  const judged = { model: null, verdicts: 0, passport: 'not measured' as const };
  return [
    ...samples.started({ ...change, spec }),
    ...samples.implemented(1),
    ...assumptions,
    { ...samples.visibleChecked, satisfied: 4, observed: 4 } as RunEventBody,
    ...samples.evaluated(
      1,
      samples.tally(1, 'validation', counts([4, 5, 2, 5, 4, 4, 3, 4]), { judged }),
      'pass',
    ),
    ...samples.evaluated(1, samples.tally(2, 'sealed', counts([1, 1, 1, 2, 1, 1, 1, 1]), { judged }), 'pass'),
    samples.awaiting,
  ];
}

const statements = [
  '`stint add DATE PROJECT DURATION [NOTE]` MUST append one entry to the log and print `added ID DATE PROJECT H:MM`. PROJECT consists of 1 to 30 characters.',
  'DURATION MUST have the form `2h`, `45m` or `1h30m`, with whole numbers of any size. An entry lasts at least 1 minute.',
  'DATE MUST be a day that exists in the Gregorian calendar, in the form `YYYY-MM-DD`. Any other text MUST be refused.',
  'The log MUST be a JSON object with version, next and entries. `list` and `sum` MUST NOT create or change the file.',
  '`stint list` MUST print one line per entry, in order of date and then of id, without blanks at the end of a line.',
  '`stint sum` MUST print one line per project, the longest time first, then the line `total H:MM`.',
  '`stint remove ID` MUST delete the entry with that id and print `removed ID`.',
  'A refused command MUST print nothing to stdout and one line that begins with `stint: ` to stderr.',
].map((text, index) => ({ id: `R${index + 1}`, text: text.replaceAll('`', '') }));

const assumptions: RunEventBody[] = [
  {
    type: 'assumption-recorded',
    id: 'A1',
    text: 'A DATE in the future is accepted: the spec sets no limit.',
    requirement: 'R3',
  },
  {
    type: 'assumption-recorded',
    id: 'A2',
    text: 'A `--from` later than `--to` is not refused; it leaves no entry.',
    requirement: 'R5',
  },
];
