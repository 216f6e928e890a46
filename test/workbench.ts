// Drives a real VS Code (code-server) in a real browser. Everything a journey needs to act as a user: keys, clicks, eyes.
import { execFileSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type BrowserContext, type Frame, type Page } from 'playwright-core';
import { browserPath } from './browser.ts';
import { startCodeServer } from '../scripts/code-server.mjs';

export const repositoryRoot = dirname(dirname(fileURLToPath(import.meta.url)));
const artifacts = join(repositoryRoot, 'test', 'artifacts');

export interface WorkbenchOptions {
  readonly folder: string;
  readonly env?: Record<string, string>;
  readonly settings?: Record<string, unknown>;
  readonly keybindings?: { key: string; command: string }[];
  /** Packages of extensions to install; the one of this repository when absent. */
  readonly vsix?: string[];
  readonly viewport?: { width: number; height: number };
  /** False: Workspace Trust is on and the folder is not trusted yet. */
  readonly trusted?: boolean;
}

export interface Workbench {
  readonly page: Page;
  /** pid of the server's process group leader. */
  readonly pid: number;
  /** Folder with the editor's user data and extensions. */
  readonly home: string;
  log(): string;
  /** Runs a command of the command palette by its exact title, such as `Dimmer: Set Level...`. */
  command(title: string): Promise<void>;
  /** Titles of the commands that the palette offers for `words`. */
  offered(words: string): Promise<string[]>;
  openFile(path: string): Promise<void>;
  /** Types `text` into the input box that asks with the words `prompt`, and presses Enter. */
  answer(prompt: string, text: string): Promise<void>;
  /** The document inside the webview whose body contains `marker`; waits for it. */
  webview(marker: string, timeout?: number): Promise<Frame>;
  screenshot(name: string): Promise<string>;
  /** Closes the browser page and opens a new one: the user closed the window and came back. */
  reopen(): Promise<void>;
  closeWindow(): Promise<void>;
  /** SIGKILL for every extension host of this server, as the system would in need of memory. */
  killExtensionHosts(): void;
  close(): Promise<void>;
}

/** Opens `folder` in a real VS Code with the packaged extension. */
export async function openWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const server = await startCodeServer({
    folder: options.folder,
    ...(options.env ? { env: options.env } : {}),
    ...(options.settings ? { settings: options.settings } : {}),
    ...(options.keybindings ? { keybindings: options.keybindings } : {}),
    ...(options.vsix ? { vsix: options.vsix } : {}),
    trusted: options.trusted ?? true,
    lean: true,
  });
  const browser = await chromium.launch({
    executablePath: browserPath,
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-gpu',
    ],
  });
  // One context: as for a user, editor state and secret storage outlive a closed window.
  const context = await browser.newContext({ viewport: options.viewport ?? { width: 1400, height: 900 } });
  let page = await openPage(context, server.url);
  return {
    get page() {
      return page;
    },
    pid: server.pid as number,
    home: server.home as string,
    log: () => server.log() as string,
    command: (title) => runCommand(page, title),
    offered: (words) => commandsFor(page, words),
    openFile: (path) => openFile(page, path),
    answer: (prompt, text) => answer(page, prompt, text),
    webview: (marker, timeout) => findWebview(page, marker, timeout),
    async screenshot(name) {
      await mkdir(artifacts, { recursive: true });
      const path = join(artifacts, `${name}.png`);
      await page.screenshot({ path });
      return path;
    },
    async closeWindow() {
      await page.close();
    },
    killExtensionHosts: () => killExtensionHosts(server.pid as number),
    async reopen() {
      if (!page.isClosed()) await page.close();
      page = await openPage(context, server.url);
    },
    async close() {
      await browser.close();
      await server.stop();
    },
  };
}

async function openPage(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(url, { timeout: 120_000 });
  await page.locator('.monaco-workbench .activitybar').waitFor({ timeout: 60_000 });
  await page.locator('.statusbar').waitFor();
  return page;
}

function killExtensionHosts(server: number): void {
  const lines = execFileSync('ps', ['-eo', 'pid,pgid,args'], { encoding: 'utf8' }).split('\n');
  const hosts = lines.filter(
    (line) => Number(line.trim().split(/\s+/)[1]) === server && line.includes('extensionHost'),
  );
  if (hosts.length === 0) throw new Error('this server has no extension host');
  for (const line of hosts) process.kill(Number.parseInt(line, 10), 'SIGKILL');
}

async function runCommand(page: Page, title: string): Promise<void> {
  await askFor(page, 'F1', `>${title}`, title.replace(/^[^:]+: /, ''));
  await page.keyboard.press('Enter');
}

/** Titles of the commands that the palette offers for `words`. */
async function commandsFor(page: Page, words: string): Promise<string[]> {
  await askFor(page, 'F1', `>${words}`, words);
  const titles = await page.locator('.quick-input-list .monaco-list-row').allInnerTexts();
  await page.keyboard.press('Escape');
  return titles;
}

async function answer(page: Page, prompt: string, text: string): Promise<void> {
  const box = page.locator('.quick-input-widget', { hasText: prompt });
  await box.waitFor({ timeout: 60_000 });
  await box.locator('input[type="text"]').fill(text);
  await page.keyboard.press('Enter');
}

async function openFile(page: Page, path: string): Promise<void> {
  const name = path.split('/').at(-1) ?? path;
  await askFor(page, 'Control+P', path, name);
  await page.waitForTimeout(400);
  await page.keyboard.press('Enter');
  await page.locator('.tab.active', { hasText: name }).waitFor({ timeout: 20_000 });
}

/**
 * Opens a list with a key, types, and waits for a row. Tries again while the window is still starting: commands appear as their
 * extension becomes able to run them, and a panel that is drawn may close a list that was just opened.
 */
async function askFor(page: Page, key: string, words: string, row: string): Promise<void> {
  const input = page.locator('.quick-input-widget input[type="text"]');
  const found = page.locator('.quick-input-list .monaco-list-row').filter({ hasText: row }).first();
  const deadline = Date.now() + 90_000;
  for (;;) {
    await page.keyboard.press(key);
    try {
      await input.waitFor({ timeout: 3000 });
      await input.fill(words, { timeout: 3000 });
      await found.waitFor({ timeout: 3000 });
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await page.keyboard.press('Escape');
      await page.waitForTimeout(1000);
    }
  }
}

async function findWebview(page: Page, marker: string, timeout = 90_000): Promise<Frame> {
  const deadline = Date.now() + timeout;
  for (;;) {
    for (const frame of page.frames()) {
      if (frame === page.mainFrame()) continue;
      const text = await frame.evaluate(() => document.body?.innerText ?? '').catch(() => '');
      if (text.includes(marker)) return frame;
    }
    if (Date.now() > deadline) throw new Error(`no webview shows "${marker}" after ${timeout} ms`);
    await page.waitForTimeout(150);
  }
}
