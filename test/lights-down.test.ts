// From the diff to the decision, in a real VS Code: the diff is hidden, the card of the same run forces two places to be read,
// each opens with its lines and its question, and the answers go with the approval into a pull request and the log.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Forge } from '../extension/node/forge/testing.ts';
import { makeDemoForge } from './demo-forge.ts';
import { makeDemoRepository, type DemoRepository } from './demo-repository.ts';
import { eventsOf, runsOf } from './demo-runs.ts';
import { answerFirst, approveButton, text } from './outcome-card.ts';
import { recordRun } from './record-run.ts';
import * as samples from './samples/runs.ts';
import { openWorkbench, repositoryRoot, type Workbench } from './workbench.ts';

const check = '  if (request.size > 100) return null;\n';
const opener = `// A note, for whoever may see it.\nexport function open(request) {\n${check}  return request.note;\n}\n`;
const places = {
  sent: {
    id: 'untrusted-input-1',
    place: 'src/send.js, lines 4 to 5',
    question: 'Which characters of a name could start another command in `execSync(mail -s note ${`?',
    lines: '  execSync(`mail -s note ${name}`);\n  execSync(`mail -s copy ${name}`);\n',
    after: 'Ln 6, Col 1',
    answer: 'the names are those of our own team',
  },
  unchecked: {
    id: 'dropped-check-1',
    place: 'src/open.js, line 3 before the change',
    question: 'What gets through now that was refused here, and what refuses it instead?',
    lines: check,
    after: 'Ln 4, Col 1',
    answer: 'large notes are wanted now',
  },
};
const inOrder = [places.sent, places.unchecked];

let demo: DemoRepository;
let forge: Forge;
let vscode: Workbench;
let run: string;

beforeAll(async () => {
  demo = await makeDemoRepository();
  await writeFile(join(demo.folder, 'src', 'open.js'), opener);
  await writeFile(
    join(demo.folder, 'specs', 'note.md'),
    '# The note\n\n## Requirements\n\n- **R1**: Stint MUST send each note that it opens a note for.\n',
  );
  demo.git('add', '-A');
  demo.git('commit', '-qm', 'Ask for a note');
  const remote = await makeDemoForge(demo);
  forge = remote.forge;
  const cassette = join(repositoryRoot, 'test', 'fixtures', 'lights-down.cassette.yaml');
  const builder = ['--backend', 'rehearsal', '--cassette', cassette];
  demo.dimmer(['run', 'specs/note.md', '--level', '3', ...builder]);
  run = (await runsOf(demo))[0]?.id ?? '';
  // A newer run that waits as well: the card has to be the one of the diff, not just the last one.
  await recordRun(demo, 'Something else', samples.unproven);
  vscode = await openWorkbench({
    folder: demo.folder,
    env: { ...demo.env, ...remote.env },
    settings: { 'dimmer.backend': 'rehearsal', 'dimmer.level': 3 },
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

test('Hide the Diff shows the card of the same run, which waits for two places', async () => {
  const { page } = vscode;
  const row = page.locator('.pane:has([aria-label^="Runs"]) .monaco-list-row', { hasText: 'The note' });
  await row.hover({ timeout: 60_000 });
  await row.locator('[aria-label^="Open Diff"]').click();
  await page.locator('.multiDiffEntry', { hasText: 'send.js' }).waitFor({ timeout: 60_000 });
  await page.locator('.multiDiffEntry', { hasText: 'open.js' }).waitFor();
  await page.locator('.editor-actions [aria-label^="Hide the Diff"]').first().click();
  const card = await cardOfTheNote();
  await page.locator('.multiDiffEntry').first().waitFor({ state: 'detached' });
  const shown = await text(card);
  expect(shown).toContain('2 places to read (parsing of untrusted input and a check that is gone)');
  for (const { place, question } of inOrder) {
    expect(shown).toContain(place);
    expect(shown).toContain(question.replaceAll('`', ''));
  }
  expect(await approveButton(card).getAttribute('disabled')).not.toBeNull();
  await vscode.screenshot('40-two-places');
});

test.each(inOrder)('$place opens with exactly its lines and its question, and is answered', async (one) => {
  const { page } = vscode;
  await (await cardOfTheNote()).getByRole('button', { name: `Show these lines: ${one.place}` }).click();
  await page.locator('.tab.active', { hasText: one.question }).waitFor({ timeout: 30_000 });
  const selection = page.locator('.statusbar-item', { hasText: 'selected' });
  await expect
    .poll(() => selection.innerText(), { timeout: 15_000 })
    .toBe(`${one.after} (${one.lines.length} selected)`);
  await vscode.screenshot(`41-${one.id}`);
  await page.locator('.tab', { hasText: 'Outcome: ' }).click();
  const card = await cardOfTheNote();
  expect(await approveButton(card).getAttribute('disabled')).not.toBeNull();
  await answerFirst(card, one.answer);
});

test('Approve opens a pull request, and the log holds both answers with the decision', async () => {
  const before = demo.git('rev-parse', 'main');
  const card = await cardOfTheNote();
  await expect.poll(() => approveButton(card).getAttribute('disabled'), { timeout: 15_000 }).toBeNull();
  await approveButton(card).click();
  await expect.poll(() => forge.pulls.length, { timeout: 90_000 }).toBe(1);
  await vscode.webview('Approved by Ada', 60_000);
  await vscode.screenshot('42-approved');
  expect(forge.pulls[0]).toMatchObject({ base: 'main', head: `dimmer/${run}` });
  expect(demo.git('rev-parse', 'main')).toBe(before);
  for (const { answer } of inOrder) expect(forge.pulls[0]?.body).toContain(answer);

  const events = await eventsOf(demo, run);
  const decisions = events.filter((event) => event.type === 'decided');
  expect(decisions).toMatchObject([
    {
      ...{ decision: 'approve', by: 'Ada', attested: true },
      answers: Object.fromEntries(inOrder.map(({ id, answer }) => [id, answer])),
    },
  ]);
  expect(events.some((event) => event.type === 'pull-request-opened')).toBe(true);
});

function cardOfTheNote(): Promise<Frame> {
  return vscode.webview('The note', 60_000);
}
