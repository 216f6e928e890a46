// The first hour in one repository, as its developer has it: every choice is made in the window and counted as it is made.
// Invariant: one choice is one command, one row, one button or one text that is accepted; typing in between is not counted.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { openWorkbench } from '../../test/workbench.ts';
import { root } from '../setup.mjs';
import { watch, wordsIn } from './watch.mjs';

/** `folder` is a repository, `env` keeps state, vault and cassette; `picture(name)` is told when there is something to see. */
export async function firstHour({ folder, env, request, ask, pictures }) {
  const before = untracked(folder);
  const vscode = await openWorkbench({ folder, env, settings: { 'dimmer.backend': 'rehearsal' } });
  const choices = [];
  const act = async (what, work) => {
    choices.push(what);
    await work();
  };
  const picture = (name) =>
    pictures ? vscode.page.screenshot({ path: join(pictures, `${name}.png`) }) : undefined;
  try {
    await vscode.page.locator('.statusbar-item[id^="dimmer."]').first().waitFor({ timeout: 90_000 });
    const eyes = await watch(vscode.page);
    const started = Date.now();
    const dimmer = (...args) => runDimmer(folder, env, args);
    await launch({ vscode, act, request, dimmer, eyes });
    const clicks = choices.length;
    const prompts = await eyes.modals();
    await picture('1-launched');
    await ended(vscode, dimmer, eyes);
    const modals = (await eyes.modals()) - prompts;
    const words = wordsIn(await eyes.shown());
    await firstResult(vscode, act);
    const result = Date.now();
    await picture('2-first-result');
    // What comes after the first result is told apart: a step that fails there takes nothing from what was counted.
    const { verdict, stopped } = await afterResult({ vscode, act, ask, picture });
    const model = modelSeconds(dimmer);
    return {
      clicks,
      words,
      modals,
      configFiles: untracked(folder).filter(
        (path) => !before.includes(path) && !/^(specs|scenarios)\//.test(path),
      ),
      seconds: (result - started) / 1000 - model,
      model,
      choices,
      stopped,
      toVerdict: verdict === null ? null : (verdict.at - started) / 1000 - model,
    };
  } catch (error) {
    await picture('failed');
    throw error;
  } finally {
    await vscode.close();
  }
}

/** From the command to a run that exists. Whatever is asked is answered with its first choice. */
async function launch({ vscode, act, request, dimmer, eyes }) {
  const { page } = vscode;
  const deadline = Date.now() + 240_000;
  await act('command: Delegate', () => vscode.command('Dimmer: Delegate...'));
  let asked = '';
  let quiet = Date.now();
  while (dimmer('runs', '--json').runs.length === 0) {
    if (Date.now() > deadline) throw new Error('no run was launched within four minutes');
    const form = await formOf(page);
    const now = await openQuestion(page);
    if (now !== '' && now !== asked) {
      await page.waitForTimeout(400);
      asked = await openQuestion(page);
      await answer(page, asked, request, act);
      quiet = Date.now();
    } else if (form !== null) {
      await pressForm(form, act);
      quiet = Date.now();
    } else if (now === '' && Date.now() - quiet > 20_000) {
      await act('command: Delegate', () => vscode.command('Dimmer: Delegate...'));
      quiet = Date.now();
    }
    await eyes.shown();
    await page.waitForTimeout(200);
  }
}

/** What the quick input asks, without what was typed into it; empty while it is closed. */
async function openQuestion(page) {
  return page.evaluate(() => {
    const widget = document.querySelector('.quick-input-widget');
    if (widget === null || widget.offsetParent === null) return '';
    if (widget.querySelector('input')?.value.startsWith('>')) return '';
    const rows = [...widget.querySelectorAll('.monaco-list-row')].map((row) => row.textContent).join('|');
    const title = widget.querySelector('.quick-input-title')?.textContent ?? '';
    return `${title}#${widget.querySelector('input')?.placeholder ?? ''}#${rows}`;
  });
}

async function answer(page, question, request, act) {
  const [title = '', , rows = ''] = question.split('#');
  const input = page.locator('.quick-input-widget input[type="text"]');
  if (/What should exist/.test(title)) {
    await act('text: what should exist', async () => {
      await input.fill(request);
      await page.waitForTimeout(300);
      await page.keyboard.press('Enter');
    });
  } else if (rows !== '') {
    await act(`row: ${title || rows.slice(0, 40)}`, () =>
      page.locator('.quick-input-list .monaco-list-row').first().click(),
    );
  } else {
    await act(`text: ${title}`, () => page.keyboard.press('Enter'));
  }
}

/** The form's button, where a form is shown and can be sent. */
async function formOf(page) {
  for (const frame of page.frames().slice(1)) {
    const text = await frame.evaluate(() => document.body?.innerText ?? '').catch(() => '');
    if (!text.includes('Delegate a spec')) continue;
    const button = frame.getByRole('button', { name: 'Delegate', exact: true });
    if ((await button.count()) === 1 && (await button.getAttribute('disabled')) === null) return button;
  }
  return null;
}

/** A form that goes away before it is pressed, because the run has started, is no choice. */
async function pressForm(button, act) {
  const pressed = await button.click({ timeout: 5000 }).then(
    () => true,
    () => false,
  );
  if (pressed) await act('button: Delegate', () => undefined);
  await button.page().waitForTimeout(3000);
}

async function ended(vscode, dimmer, eyes) {
  const deadline = Date.now() + 600_000;
  for (;;) {
    const { status } = dimmer('runs', '--json').runs[0];
    await eyes.shown();
    if (status === 'awaiting-decision') return;
    if (
      !['requested', 'preparing', 'working', 'waiting', 'evaluating'].includes(status) ||
      Date.now() > deadline
    )
      throw new Error(
        `the run is ${status}: ${JSON.stringify(dimmer('show', 'last', '--json').failure ?? '')}`,
      );
    await vscode.page.waitForTimeout(500);
  }
}

/** The changes in the native multi-diff; it opens by itself, or is opened. */
async function firstResult(vscode, act) {
  const entry = vscode.page.locator('.multiDiffEntry').first();
  if (await appears(entry, 30_000)) return;
  await act('command: Open Diff', () => vscode.command('Dimmer: Open Diff'));
  await entry.waitFor({ timeout: 60_000 });
}

/** The card, and the hidden verdict where the repository has something to ask; `stopped` says what did not work. */
async function afterResult({ vscode, act, ask, picture }) {
  try {
    await hideDiff(vscode, act);
    await picture('3-diff-hidden');
    return { verdict: await askOne({ vscode, act, ask, picture }), stopped: '' };
  } catch (error) {
    await picture('stopped');
    return { verdict: null, stopped: String(error.message ?? error).split('\n')[0] };
  }
}

async function hideDiff(vscode, act) {
  const button = vscode.page.locator('.editor-actions [aria-label^="Hide the Diff"]').first();
  await act('button: Hide the Diff', () => button.click());
  await vscode.webview('HIDDEN SATISFACTION', 60_000);
}

/** The one question of step seven; null where the repository has no program that could be asked. */
async function askOne({ vscode, act, ask, picture }) {
  if (ask === undefined) return null;
  const { page } = vscode;
  const answers = [ask.sentence, ask.command, ask.prints];
  const prompts = ['One sentence', 'A command line', 'Text that it prints'];
  await act('command: Ask One Thing', () =>
    vscode.command('Dimmer: Ask One Thing the Agent Does Not Know...'),
  );
  for (const [index, prompt] of prompts.entries()) {
    const box = page.locator('.quick-input-widget', { hasText: prompt });
    await box.waitFor({ timeout: 60_000 });
    await act(`text: ${prompt}`, async () => {
      await box.locator('input[type="text"]').fill(answers[index]);
      await page.keyboard.press('Enter');
    });
  }
  const editor = await vscode.webview('proved: fails on a do-nothing product', 120_000);
  await picture('4-proposed');
  for (const label of ['Keep in the vault', 'Judge this commit'])
    await act(`button: ${label}`, () =>
      editor.getByRole('button', { name: label }).click({ timeout: 60_000 }),
    );
  await vscode.webview('1 of 1 trajectories over 1 scenario', 180_000);
  await picture('5-verdict');
  return { at: Date.now() };
}

async function appears(locator, timeout) {
  return locator.waitFor({ timeout }).then(
    () => true,
    () => false,
  );
}

/** Seconds between asking the scripted model and its reply, from the run's own log. */
function modelSeconds(dimmer) {
  const log = readFileSync(join(dimmer('show', 'last', '--json').folder, 'events.ndjson'), 'utf8');
  let asked = 0;
  let sum = 0;
  for (const { type, at } of log
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))) {
    if (type === 'model-asked') asked = Date.parse(at);
    if (type === 'model-replied') sum += Date.parse(at) - asked;
  }
  return sum / 1000;
}

function runDimmer(folder, env, args) {
  const options = { cwd: folder, encoding: 'utf8', env: { ...process.env, ...env }, maxBuffer: 2 ** 28 };
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'dist', 'cli.mjs'), ...args],
    options,
  );
  if (status !== 0) throw new Error(`dimmer ${args.join(' ')} ended with ${status}: ${stderr}`);
  return JSON.parse(stdout);
}

/** Files that git does not know, ignored ones too. */
function untracked(folder) {
  const { stdout } = spawnSync('git', ['ls-files', '--others', '-z'], { cwd: folder, encoding: 'utf8' });
  return stdout.split('\0').filter(Boolean);
}
