// What runs beside the browser in its sandbox: Playwright does single things there, and every comparison is made outside.
// Invariant: it goes to the product's and its twins' own ports only, and holds no expectation of a scenario.

export interface Driver {
  readonly program: string;
  /** Loopback ports that lead to the socket of this name in `/doors`. */
  readonly ports: readonly (readonly [port: number, name: string])[];
}

/** Text for `node -e`. */
export function driverScript(driver: Driver): string {
  return `const given = ${JSON.stringify(driver)};${program}`;
}

const program = String.raw`
const net = require('node:net');
const { chromium } = require('/playwright');
const hosts = new Set(given.ports.flatMap(([port]) => ['127.0.0.1:' + port, 'localhost:' + port]));
const allowed = (text) => { try { const url = new URL(text); return url.protocol === 'http:' && hosts.has(url.host); } catch { return false; } };
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const joined = (from, to) => {
  for (const [one, other] of [[from, to], [to, from]]) one.on('error', () => other.destroy()).on('close', () => other.destroy()).pipe(other);
};
for (const [port, name] of given.ports) {
  net.createServer((from) => joined(from, net.connect('/doors/' + name))).listen(port, '127.0.0.1');
}
let browser, context, page, status = 0, crashed = false, errors = [];
const watch = (one) => {
  page = one;
  one.on('crash', () => { crashed = true; });
  one.on('pageerror', (error) => { if (errors.length < 20) errors.push(String(error.message).slice(0, 300)); });
  one.on('response', (response) => { if (response.request().isNavigationRequest() && response.frame() === one.mainFrame()) status = response.status(); });
  one.on('close', () => { if (page === one) page = context?.pages().at(-1) ?? one; });
};
const words = (one) => one.words === undefined ? new RegExp(one.source, one.flags) : one.words;
const located = (where, exact) => {
  if (where.role) return page.getByRole(where.role, where.name ? { name: words(where.name), exact } : {});
  if (where.label) return page.getByLabel(words(where.label), { exact });
  return page.getByText(words(where.text), { exact });
};
/** Those that can be seen; the exact ones where there are any. */
const seen = async (where) => {
  const exact = located(where, true).locator('visible=true');
  const count = await exact.count();
  if (count > 0) return { all: exact, count };
  const all = located(where, false).locator('visible=true');
  return { all, count: await all.count() };
};
const wrong = (kind, message) => Object.assign(new Error(message), { kind });
const one = async (where, ms) => {
  const end = Date.now() + ms;
  for (;;) {
    const { all, count } = await seen(where);
    if (count === 1) return all;
    if (Date.now() > end) throw count === 0 ? wrong('none', 'nothing like that can be seen') : wrong('several', count + ' things like that can be seen');
    await pause(100);
  }
};
const maybe = (promise) => promise.catch(() => null);
const does = {
  async launch() {
    browser = await chromium.launch({
      executablePath: given.program,
      // The sandbox around all of this takes the place of Chromium's own, which cannot be had twice.
      chromiumSandbox: false,
      args: ['--disable-gpu', '--no-zygote', '--js-flags=--max-old-space-size=512', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost'],
    });
  },
  async begin() {
    [status, crashed, errors] = [0, false, []];
    context = await browser.newContext({ acceptDownloads: false, serviceWorkers: 'block', viewport: { width: 1280, height: 720 }, locale: 'en-US', timezoneId: 'UTC', reducedMotion: 'reduce' });
    await context.route('**/*', (route) => allowed(route.request().url()) ? route.continue() : route.abort('blockedbyclient'));
    context.on('page', watch);
    await context.newPage();
  },
  async open({ url, ms }) {
    if (!allowed(url)) throw wrong('refused', 'not an address of the product');
    const answer = await page.goto(url, { timeout: ms, waitUntil: 'domcontentloaded' });
    if (answer) status = answer.status();
  },
  async act({ kind, where, value, ms }) {
    if (kind === 'press') return void await page.keyboard.press(value);
    const end = Date.now() + ms;
    const target = await one(where, ms);
    const timeout = Math.max(500, end - Date.now());
    if (kind === 'fill') await target.fill(value, { timeout });
    else if (kind === 'select') await target.selectOption(value, { timeout });
    else await target[kind]({ timeout });
  },
  async look({ where }) {
    const { all, count } = await seen(where);
    if (count === 0) return { count, enabled: null, checked: null, text: null };
    const first = all.first();
    const timeout = 1000;
    return {
      count,
      enabled: await maybe(first.isEnabled({ timeout })),
      checked: await maybe(first.isChecked({ timeout })),
      text: String(await maybe(first.inputValue({ timeout })) ?? await maybe(first.innerText({ timeout })) ?? '').slice(0, 65536),
    };
  },
  async page() {
    const text = await maybe(page.locator('body').innerText({ timeout: 2000 }));
    return { url: page.url().slice(0, 4096), title: (await page.title()).slice(0, 4096), text: String(text ?? '').slice(0, 262144), status, errors };
  },
  async shot() {
    for (const quality of [60, 20]) {
      const jpeg = await page.screenshot({ type: 'jpeg', quality, timeout: 5000, animations: 'disabled' });
      if (jpeg.length <= 512 * 1024) return { jpeg: jpeg.toString('base64') };
    }
    return { jpeg: '' };
  },
  async end() { const old = context; context = undefined; if (old) await old.close(); },
};
const control = net.connect('/bridge/c');
control.on('error', () => process.exit(0)).on('close', () => process.exit(0));
let rest = '', queue = Promise.resolve();
control.setEncoding('utf8').on('data', (text) => {
  const lines = (rest + text).split('\n');
  rest = lines.pop();
  for (const line of lines) queue = queue.then(() => answer(JSON.parse(line)));
});
// A page that never comes back to itself would hold some questions for ever.
const inTime = (promise, ms) => {
  let timer;
  const late = new Promise((_, fail) => { timer = setTimeout(() => fail(wrong('timeout', 'the page did not answer')), ms); });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
};
const answer = async ({ id, does: what, ...more }) => {
  let reply;
  try { reply = { id, ok: true, value: (await inTime(does[what](more), more.ms + 1000)) ?? null }; }
  catch (error) {
    const message = String(error.message).split('\n')[0].replace(/\u001b\[[0-9;]*m/g, '').slice(0, 300);
    const kind = error.kind ?? (crashed || /crash/i.test(message) ? 'crash' : error.name === 'TimeoutError' ? 'timeout' : 'error');
    reply = { id, ok: false, kind, message };
  }
  control.write(JSON.stringify(reply) + '\n');
};
`;
