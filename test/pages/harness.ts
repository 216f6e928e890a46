// Builds the pages and shows them in a headless browser with VS Code's tokens, its policy and a stand-in for its API.
import { createServer, type Server } from 'node:http';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromium, type Browser, type Page } from 'playwright-core';
import { webviewHtml } from '../../extension/shell/webview-html.ts';
import { browserPath } from '../browser.ts';
import type { Theme } from './themes.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const pages = {
  delegate: ['base', 'delegate'],
  outcome: ['base', 'outcome'],
  level: ['base', 'level'],
  scenario: ['base', 'scenario'],
};
type OurPage = keyof typeof pages;
/** One of ours, or one that was given to `openGallery`. */
export type PageName = OurPage | (string & {});

export interface Shown {
  readonly page: Page;
  /** Sends a message as the host would. */
  post(message: unknown): Promise<void>;
  /** What the page has sent so far. */
  sent(): Promise<unknown[]>;
  /** Violations of the content security policy and errors of scripts. */
  readonly problems: string[];
}

export interface Gallery {
  show(
    name: PageName,
    theme: Theme,
    size?: { width: number; height: number },
    state?: unknown,
    /** Delivered at once when the page says that it is ready; `window.drawnAt` is then the time of the frame after it. */
    answer?: unknown,
  ): Promise<Shown>;
  close(): Promise<void>;
}

/** `extra`: further pages in the same shell, by name the file of their script. */
export async function openGallery(extra: Readonly<Record<string, string>> = {}): Promise<Gallery> {
  const scripts = await bundles(extra);
  const server = await serve(scripts);
  const browser = await chromium.launch({
    executablePath: browserPath,
    args: ['--no-sandbox', '--disable-background-networking'],
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    show: (name, theme, size = { width: 1400, height: 900 }, state, answer) =>
      open(browser, origin, name, size, { theme, state, answer }),
    async close() {
      await browser.close();
      server.close();
    },
  };
}

async function bundles(extra: Readonly<Record<string, string>>): Promise<Map<string, string>> {
  const ours = Object.keys(pages).map((name) => ({ in: join(root, 'webview', name, 'main.ts'), out: name }));
  const others = Object.entries(extra).map(([name, file]) => ({ in: file, out: name }));
  const result = await build({
    entryPoints: [...ours, ...others],
    bundle: true,
    write: false,
    outdir: 'out',
    format: 'esm',
    platform: 'browser',
    target: 'chrome128',
    minify: true,
    logLevel: 'warning',
  });
  return new Map(result.outputFiles.map((file) => [`/${file.path.split('/').at(-1)}`, file.text]));
}

async function serve(scripts: ReadonlyMap<string, string>): Promise<Server> {
  const server = createServer((request, response) => {
    void answer(scripts, new URL(request.url ?? '/', 'http://localhost').pathname).then(({ type, body }) =>
      response.writeHead(body === null ? 404 : 200, { 'content-type': type }).end(body ?? ''),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

async function answer(
  scripts: ReadonlyMap<string, string>,
  path: string,
): Promise<{ type: string; body: string | null }> {
  if (path.endsWith('.js')) return { type: 'text/javascript', body: scripts.get(path) ?? null };
  if (path.endsWith('.css'))
    return {
      type: 'text/css',
      body: await readFile(join(root, 'webview/styles', path.slice(1)), 'utf8').catch(() => null),
    };
  const name = path.slice(1);
  if (!scripts.has(`/${name}.js`)) return { type: 'text/plain', body: null };
  // A page that is none of ours wears the clothes of the card.
  const styles = pages[name as OurPage] ?? pages.outcome;
  const html = webviewHtml({
    title: name,
    cspSource: `'self'`,
    nonce: 'preview0nonce',
    script: `/${name}.js`,
    styles: styles.map((style) => `/${style}.css`),
    language: 'en',
  });
  return { type: 'text/html', body: html };
}

async function open(
  browser: Browser,
  origin: string,
  name: PageName,
  viewport: { width: number; height: number },
  host: StandIn,
): Promise<Shown> {
  const page = await browser.newPage({ viewport });
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('favicon')) problems.push(message.text());
  });
  await page.addInitScript(standIn, host);
  await page.goto(`${origin}/${name}`);
  await page.waitForFunction(() => (window as unknown as { sent: unknown[] }).sent.length > 0);
  return {
    page,
    problems,
    post: (message) => page.evaluate(deliver, message),
    sent: () => page.evaluate(() => (window as unknown as { sent: unknown[] }).sent),
  };
}

/** Runs in the page: hands over a message and waits until the page's own listener has had it. */
function deliver(message: unknown): Promise<void> {
  return new Promise((resolve) => {
    // The toolkit draws its elements in the frame after the one that made them.
    const drawn = () => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve)));
    window.addEventListener('message', drawn, { once: true });
    window.postMessage(message, '*');
  });
}

interface StandIn {
  readonly theme: Theme;
  readonly state: unknown;
  readonly answer: unknown;
}

/** Runs in the page: VS Code's API, its body class and its tokens. */
function standIn({ theme, state, answer }: StandIn): void {
  const frame = window as unknown as {
    sent: unknown[];
    state: unknown;
    drawnAt?: number;
    acquireVsCodeApi: () => unknown;
  };
  frame.sent = [];
  frame.state = state;
  const reply = () => {
    // The toolkit draws its elements in the frame after the one that made them; a task asked for in a frame runs after it.
    const drawn = () => setTimeout(() => (frame.drawnAt = performance.now()));
    const next = () => requestAnimationFrame(() => requestAnimationFrame(drawn));
    window.addEventListener('message', next, { once: true });
    window.postMessage(answer, '*');
  };
  frame.acquireVsCodeApi = () => ({
    postMessage(message: unknown) {
      frame.sent.push(message);
      if (answer !== undefined && (message as { type?: unknown }).type === 'ready') reply();
    },
    getState: () => frame.state,
    setState: (next: unknown) => (frame.state = next),
  });
  const dress = () => {
    document.body.classList.add(theme.kind);
    document.body.dataset['vscodeThemeKind'] = theme.kind;
    for (const [token, value] of Object.entries(theme.tokens))
      document.documentElement.style.setProperty(`--vscode-${token}`, value);
  };
  new MutationObserver((_, observer) => {
    if (document.body === null) return;
    observer.disconnect();
    dress();
  }).observe(document, { childList: true, subtree: true });
}
