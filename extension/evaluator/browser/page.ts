// The page of one trajectory: a fresh context in a browser that a worker has at hand, led to this trajectory's product alone.
// Invariant: a browser is used by one trajectory at a time; when it is given back, nothing of the trajectory is left in it.
import { insidePort } from '../exchange.ts';
import type { Product } from '../product.ts';
import { twinPorts, type Twins } from '../twins/twins.ts';
import type { ProductServer } from '../server.ts';
import { startBrowser, type Browser, type BrowserReply, type StartedBrowser } from './browser.ts';

const productDoor = 'product';
const beginMs = 20_000;

export interface Page {
  call(does: string, more: Readonly<Record<string, unknown>>, ms: number): Promise<BrowserReply>;
  /** Where the product stands, as the browser sees it. */
  readonly origin: string;
  readonly hosts: readonly string[];
}
export type OpenedPage =
  { readonly ok: true; readonly page: Page } | { readonly ok: false; readonly reason: string };

/** Browsers of one batch: at most as many as trajectories run at once. */
export interface BrowserPool {
  take(product: Product): Promise<StartedBrowser>;
  giveBack(browser: Browser): Promise<void>;
  close(): Promise<void>;
}

export function browserPool(folder: string): BrowserPool {
  const idle: Browser[] = [];
  const all: Browser[] = [];
  let missing: StartedBrowser | undefined;
  let count = 0;
  return {
    async take(product) {
      const ready = idle.pop();
      if (ready?.alive() === true) return { ok: true, browser: ready };
      if (missing !== undefined) return missing;
      const started = await startBrowser(folder, `${++count}`, portsOf(product), product.checkout);
      if (started.ok) all.push(started.browser);
      else missing = started;
      return started;
    },
    async giveBack(browser) {
      browser.lead();
      const ended = await browser.call('end', {}, beginMs);
      if (ended.ok) idle.push(browser);
      else await browser.stop();
    },
    async close() {
      await Promise.all(all.map((browser) => browser.stop()));
    },
  };
}

function portsOf(product: Product): (readonly [port: number, name: string])[] {
  return [[insidePort, productDoor], ...twinPorts(product.twins)];
}

export interface TrajectoryPage {
  page(): Promise<OpenedPage>;
  close(): Promise<void>;
}

export function pageOf(
  pool: BrowserPool,
  product: Product,
  server: () => Promise<ProductServer | undefined>,
  twins: Twins,
): TrajectoryPage {
  let opened: Promise<OpenedPage> | undefined;
  let used: Browser | undefined;
  const open = async (): Promise<OpenedPage> => {
    const taken = await pool.take(product);
    if (!taken.ok) return taken;
    const { browser } = taken;
    used = browser;
    browser.lead(async (name, until) =>
      name === productDoor ? (await server())?.connect(until) : (await twins.get(name))?.connect(until),
    );
    const begun = await browser.call('begin', {}, beginMs);
    if (!begun.ok) return { ok: false, reason: `the browser gave no page: ${begun.message}` };
    const hosts = portsOf(product).flatMap(([port]) => [`127.0.0.1:${port}`, `localhost:${port}`]);
    const origin = `http://127.0.0.1:${insidePort}`;
    return { ok: true, page: { call: browser.call, origin, hosts } };
  };
  return {
    page: () => (opened ??= open()),
    async close() {
      await opened;
      if (used !== undefined) await pool.giveBack(used);
    },
  };
}
