// How long a real VS Code takes from the key that switches the review mode to the frame that shows the other one, with the card
// of two hundred requirements open. Floor: the least an extension can do there, a key that sets a context key and its status-bar icon.
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVSIX } from '@vscode/vsce';
import type { Frame, Page } from 'playwright-core';
import { makeDemoRepository } from '../test/demo-repository.ts';
import { recordRun } from '../test/record-run.ts';
import { openWorkbench, repositoryRoot } from '../test/workbench.ts';
import { inTurns, type Figure } from './figure.ts';
import { longRun, requirementCount } from './long-run.ts';

const ours = { key: 'ctrl+alt+1', press: 'Control+Alt+1', command: 'dimmer.toggleReviewMode' };
const least = { key: 'ctrl+alt+2', press: 'Control+Alt+2', command: 'floor.toggle' };

export async function reviewMode(repeats: number): Promise<Figure> {
  const base = await mkdtemp(join(tmpdir(), 'dimmer-bench-'));
  const demo = await makeDemoRepository();
  await recordRun(demo, 'Two hundred requirements', (change) =>
    longRun({ ...change, level: 3, trial: false }),
  );
  const vscode = await openWorkbench({
    folder: demo.folder,
    env: demo.env,
    settings: { 'dimmer.level': 3 },
    keybindings: [ours, least].map(({ key, command }) => ({ key, command })),
    vsix: [join(repositoryRoot, 'dimmer.vsix'), await floorExtension(base)],
  });
  try {
    await vscode.page.locator('.statusbar-item', { hasText: 'Level 3' }).waitFor({ timeout: 90_000 });
    await vscode.page.locator('.statusbar-item', { hasText: 'Floor' }).waitFor({ timeout: 90_000 });
    await vscode.command('Dimmer: Open Outcome');
    const card = await vscode.webview('Hidden satisfaction', 60_000);
    const { page } = vscode;
    // The keys go to the window, not into the card.
    await vscode.command('View: Show Explorer');
    await page.locator('.explorer-folders-view .monaco-list').waitFor();
    const times = await inTurns(
      repeats,
      () => toggled(page, ours.press, 'Level 3', card),
      () => toggled(page, least.press, 'Floor'),
    );
    return {
      name: `review mode switched in VS Code, card of ${requirementCount} requirements open`,
      what: 'from the key to the frame in which both status bar and card show the other mode',
      ours: times.ours,
      floor: { name: 'a command that sets one context key and one status-bar icon', series: times.floor },
      bar: 100,
    };
  } finally {
    await vscode.close();
    await demo.remove();
    await rm(base, { recursive: true, force: true });
  }
}

/** Milliseconds from the key's event to the last of the frames in which status bar and, if given, card have changed. */
async function toggled(page: Page, press: string, item: string, card?: Frame): Promise<number> {
  await page.waitForTimeout(300);
  // A card that was drawn late may have the focus, and its keys reach the window without an event to measure from.
  await page.locator('.explorer-folders-view .monaco-list').focus();
  const bar = page.evaluate(watchStatusBar, item);
  const drawn = card?.evaluate(watchCard);
  await page.keyboard.press(press);
  const { pressed, shown } = await Promise.race([bar, late(press, item)]);
  return Math.max(shown, (await drawn) ?? 0) - pressed;
}

async function late(press: string, item: string): Promise<never> {
  await new Promise((resolve) => setTimeout(resolve, 20_000).unref());
  throw new Error(`${press} did not change "${item}" within 20 s`);
}

/** Runs in the window: when the key came, and when the item's icon had changed and was painted. Since the epoch. */
function watchStatusBar(item: string): Promise<{ pressed: number; shown: number }> {
  const now = () => performance.timeOrigin + performance.now();
  const icon = () =>
    [...document.querySelectorAll('.statusbar-item')]
      .find((one) => one.textContent?.includes(item))
      ?.querySelector('.codicon')?.className;
  const before = icon();
  return new Promise((resolve) => {
    let pressed = 0;
    const onKey = (event: KeyboardEvent) => {
      if (/^[12]$|^Digit/.test(event.code)) pressed ||= now();
    };
    window.addEventListener('keydown', onKey, { capture: true });
    const observer = new MutationObserver(() => {
      if (pressed === 0 || icon() === before) return;
      observer.disconnect();
      window.removeEventListener('keydown', onKey, { capture: true });
      requestAnimationFrame(() => setTimeout(() => resolve({ pressed, shown: now() })));
    });
    observer.observe(document.body, {
      subtree: true,
      childList: true,
      attributes: true,
      characterData: true,
    });
  });
}

/** Runs in the card: when its page had changed and was painted. */
function watchCard(): Promise<number> {
  return new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      observer.disconnect();
      const drawn = () => setTimeout(() => resolve(performance.timeOrigin + performance.now()));
      requestAnimationFrame(() => requestAnimationFrame(drawn));
    });
    observer.observe(document.getElementById('page') as HTMLElement, { subtree: true, childList: true });
  });
}

/** An extension that does nothing else. */
async function floorExtension(base: string): Promise<string> {
  const folder = join(base, 'floor');
  await mkdir(folder);
  const manifest = {
    name: 'floor',
    publisher: 'bench',
    version: '1.0.0',
    license: 'MIT',
    engines: { vscode: '^1.106.0' },
    main: './main.js',
    activationEvents: ['onStartupFinished'],
    contributes: { commands: [{ command: least.command, title: 'Floor: Toggle' }] },
  };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  await writeFile(join(folder, 'README.md'), 'The floor of a benchmark.\n');
  await writeFile(join(folder, 'LICENSE'), 'MIT\n');
  await writeFile(join(folder, 'main.js'), floorSource);
  const packagePath = join(base, 'floor.vsix');
  await createVSIX({ cwd: folder, packagePath, dependencies: false, allowMissingRepository: true });
  return packagePath;
}

const floorSource = `
const vscode = require('vscode');
exports.activate = (context) => {
  const item = vscode.window.createStatusBarItem('floor', vscode.StatusBarAlignment.Left, 1);
  let on = false;
  const show = () => { item.text = on ? '$(eye) Floor' : '$(eye-closed) Floor'; item.show(); };
  show();
  context.subscriptions.push(item, vscode.commands.registerCommand('${least.command}', () => {
    on = !on;
    void vscode.commands.executeCommand('setContext', 'floor.on', on);
    show();
  }));
};
`;
