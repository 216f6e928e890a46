// `browser` steps in a real Chromium in its own sandbox: what a page may show, and what neither page nor address may reach.
import { createServer } from 'node:http';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { findBrowser } from '../../node/find-browser.ts';
import { parseScenario } from '../../core/scenario/parse-scenario.ts';
import { storeEvidence } from '../evidence-store.ts';
import { idleProduct, prepareProduct } from '../product.ts';
import { runScenarios } from '../run-scenarios.ts';
import { processesWith } from '../selftest/processes.ts';
import { specFacts } from '../spec-facts.ts';
import { scenarioOf, templateFiles } from '../test-product.ts';
import { tallyOf } from '../../core/scenario/tally.ts';

vi.setConfig({ testTimeout: 180_000 });
const root = mkdtempSync(join(tmpdir(), 'dimmer-browser-'));
const repository = join(import.meta.dirname, '..', '..', '..');
afterAll(() => rmSync(root, { recursive: true, force: true }));
let products = 0;

/** A product whose server answers `pages[path]`, else what `program` adds. */
async function productOf(pages: Readonly<Record<string, string>>, program = '') {
  const product = await idleProduct([], join(root, `p${++products}`));
  const server = `
const pages = ${JSON.stringify(pages)};
require('node:http').createServer(async (request, response) => {
  const path = request.url.split('?')[0];
  ${program}
  const found = pages[path];
  response.writeHead(found === undefined ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' });
  response.end('<!doctype html><html lang="en"><title>' + path + '</title><body>' + (found ?? 'no such page'));
}).listen(process.env.PORT);`;
  writeFileSync(join(product.app, 'it.js'), server);
  return { ...product, start: ['node', '/app/it.js'], checkout: repository };
}
type Tried = readonly [steps: readonly string[], front?: string];
interface Report {
  readonly verdict: string | undefined;
  readonly category: string | undefined;
  readonly said: string;
  readonly record: readonly unknown[];
}
async function run<K extends string>(
  product: Awaited<ReturnType<typeof productOf>>,
  tried: Readonly<Record<K, Tried>>,
): Promise<Record<K, Report>> {
  const names = Object.keys(tried) as K[];
  const scenarios = names.map((name) => scenarioOf(tried[name][0], tried[name][1]));
  const runs = await runScenarios({ product, scenarios });
  const reports = runs.map(({ reports: [report] }): Report => {
    const result = report?.result;
    const category = result?.verdict === 'not-satisfied' ? result.category : undefined;
    return {
      verdict: result?.verdict,
      category,
      said: report?.failures.join('; ') ?? '',
      record: report?.record ?? [],
    };
  });
  return Object.fromEntries(names.map((name, at) => [name, reports[at]])) as Record<K, Report>;
}
const satisfied = { verdict: 'satisfied', said: '' };

test('the example: a link by mail, a form, a login, and a picture of it, encrypted', async () => {
  const folder = join(root, 'example');
  const files = templateFiles('twins/password-reset');
  const spec = specFacts(files['specs/password-reset.md'] ?? '', 'specs/password-reset.md');
  const dir = join(repository, 'specs-templates', 'twins', 'password-reset');
  const product = await prepareProduct({ repository, dir }, spec, folder);
  const parsed = parseScenario(files['hidden/guest-resets.md'] ?? '');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const runs = await runScenarios({
    product: { ...product, checkout: repository },
    scenarios: [parsed.scenario],
    trajectories: 1,
  });
  expect(runs[0]?.reports.map(({ result, failures }) => [result.verdict, failures])).toEqual([
    ['satisfied', []],
  ]);
  const page = runs[0]?.reports[0]?.record[2] as Record<string, string>;
  expect(page).toMatchObject({ title: 'Log in', url: 'http://127.0.0.1:8080/login?changed', status: 200 });
  expect(
    Buffer.from(page['screenshot'] ?? '', 'base64')
      .subarray(0, 3)
      .toString('hex'),
  ).toBe('ffd8ff');
  await expectWholePicture(runs, page['screenshot'] ?? '');
});

async function expectWholePicture(runs: Parameters<typeof storeEvidence>[3], picture: string) {
  const { generateX25519Identity, identityToRecipient } = await import('age-encryption');
  const { decrypt } = await import('../vault/cipher.ts');
  const identity = await generateX25519Identity();
  const recipients = [await identityToRecipient(identity)];
  const vault = { directory: join(root, 'vault'), recipients };
  const judged = { model: null, verdicts: 0, passport: 'not measured' } as const;
  const facts = { n: 0, split: 'validation', commit: '', tree: '', vaultManifest: '', judged } as const;
  const name = await storeEvidence(vault, 'k', tallyOf([], { ...facts, milliseconds: 0, bar: 0.9 }), runs);
  const bytes = readFileSync(join(vault.directory, 'evidence', name));
  expect(bytes.toString('latin1')).not.toContain(picture.slice(0, 200));
  const opened = await decrypt(bytes, identity);
  expect(opened.ok && opened.text.includes(picture)).toBe(true);
}

const canary = `canary-${Math.random().toString(36).slice(2)}`;
const host = createServer((_, response) =>
  response.setHeader('access-control-allow-origin', '*').end(canary),
);
const short = 'trajectories: 1\ntimeout: 15s\n';
let all: Awaited<ReturnType<typeof everything>>;

/** One batch, so that two browsers do for all that follows. */
async function everything() {
  await new Promise<void>((resolve) => host.listen(0, '0.0.0.0', resolve));
  const { port } = host.address() as AddressInfo;
  const secret = join(root, 'secret.txt');
  writeFileSync(secret, canary);
  const targets = [
    ...[`file://${secret}`, 'file:///proc/self/environ', 'file:///bridge', 'file:///usr/bin/env'],
    ...[
      `http://127.0.0.1:${port}/`,
      `http://localhost:${port}/`,
      `http://[::1]:${port}/`,
      'http://169.254.169.254/',
    ],
    ...['chrome://version', 'view-source:file:///usr/bin/env', 'ftp://127.0.0.1/', 'http://example.com/'],
  ];
  const redirect = (url: string): Tried => [[`browser\nopen: "/away?${url}"\nwithin: 1s`], short];
  const product = await productOf(
    {
      '/': orders,
      '/next': '<h1>Second</h1>',
      '/fine': '<h1>Fine</h1>',
      '/attack': attackPage(targets, port),
      '/kept': `<p></p><script>document.querySelector('p').textContent = 'seen ' + (document.cookie + localStorage.getItem('a')); document.cookie = 'a=before'; localStorage.setItem('a', 'before')</script>`,
      ...hostile,
    },
    `if (path === '/away') return response.writeHead(302, { location: request.url.slice(6) }).end();
     if (path === '/end') process.exit(7);`,
  );
  const begun = performance.now();
  const reports = await run(product, {
    ...said,
    ...thrown,
    toFile: redirect(`file://${secret}`),
    toHost: redirect(`http://127.0.0.1:${port}/`),
    attack: [
      ['browser\nopen: /attack\nwithin: 30s\nexpect: [ { visible: { text: "/^tried/" } } ]'],
      'trajectories: 1\ntimeout: 60s\n',
    ],
    first: [['browser\nopen: /kept\nexpect: [ { visible: { text: seen null } } ]']],
    second: [['browser\nopen: /kept\nexpect: [ { visible: { text: seen null } } ]']],
  });
  return { reports, milliseconds: performance.now() - begun };
}
beforeAll(async () => {
  all = await everything();
  host.close();
}, 240_000);

const orders = `
  <h1>Orders</h1><p>Saved</p><p hidden>secret sauce</p><button disabled>Send</button><button>Send all</button>
  <label><input type="checkbox" checked> Gift</label><label>Country <select><option>Norway<option>Chad</select></label>
  <label>Name <input value="Ada"></label><ul><li>one<li>two</ul><output role="status">42</output>
  <a href="/next">Next page</a><button onclick="setTimeout(() => document.querySelector('p').textContent = 'Late', 400)">Wait</button>`;
const step = (rest: string) => `browser\nopen: /\nwithin: 700ms\n${rest}`;
const failing = (expectation: string): Tried => [[step(`expect: [ ${expectation} ]`)]];
const said = {
  whole: [
    [
      step(`do:
  - uncheck: { label: Gift }
  - select: { label: Country, option: Chad }
  - fill: { label: Name, with: Bo }
  - press: Tab
expect:
  - visible: { text: "/^saved$/i" }
  - hidden: { text: secret sauce }
  - disabled: { role: button, name: Send }
  - enabled: { role: button, name: /send all/i }
  - unchecked: { label: Gift }
  - value: { label: Country, is: Chad }
  - value: { label: Name, is: { matches: "^B" } }
  - count: { role: listitem, is: { gt: 1 } }
  - title: /
  - text: { contains: Orders }
  - url: /
  - status: 200
capture: { total: { role: status } }`),
      `browser
do: [ { click: { role: button, name: Wait } }, { wait: { visible: { text: Late } } }, { click: { role: link, name: Next page } } ]
expect: [ { url: "/\\\\/next$/" }, { visible: { role: heading, name: Second } }, { hidden: { text: "{{total}}" } } ]`,
    ],
  ],
  unseen: failing('{ visible: { text: secret sauce } }'),
  seen: failing('{ hidden: { text: Saved } }'),
  value: failing('{ value: { label: Name, is: Bo } }'),
  absent: [[step('do: [ { click: { role: button, name: Buy } } ]')]],
  several: [[step('do: [ { click: { role: listitem } } ]')]],
  missing: [['browser\nopen: /none']],
  elsewhere: [['browser\nopen: "https://example.com/"']],
  file: [['browser\nopen: "file:///etc/passwd"']],
} satisfies Record<string, Tried>;

test('what can be said of a page, and how each thing fails', () => {
  const { whole, unseen, seen, value, absent, several, missing, elsewhere, file } = all.reports;
  expect(whole).toMatchObject(satisfied);
  const failures = [unseen, seen, value, absent, several, missing, elsewhere, file];
  expect(failures.map((one) => `${one.category}: ${one.said.replace('Then: ', '')}`)).toEqual([
    'wrong-output: visible "secret sauce": nothing like that can be seen',
    'wrong-output: hidden "Saved": it can be seen',
    'wrong-output: value label "Name": expected "Bo", found "Ada"',
    'missing-behaviour: click button "Buy": nothing like that can be seen',
    'wrong-output: click listitem: 2 things like that can be seen',
    'wrong-output: status: expected less than 400, found 404',
    'wrong-output: not an address of the product: https://example.com/',
    'wrong-output: not an address of the product: file:///etc/passwd',
  ]);
});

test('two trajectories share no cookie, storage or cache, in the same browser or another', () => {
  const { first, second } = all.reports;
  expect([first, second].map(({ verdict }) => verdict)).toEqual(Array(2).fill('satisfied'));
});

/** Tries everything at once and writes what came of it where a person could read it. */
function attackPage(targets: readonly string[], port: number): string {
  return `<p id=all></p><script>
    const targets = ${JSON.stringify(targets)};
    const within = (promise) => Promise.race([promise, new Promise((done) => setTimeout(done, 3000, 'late'))]);
    const frame = (url) => new Promise((done) => { const one = document.createElement('iframe'); one.src = url; one.onload = () => { try { done('frame:' + one.contentDocument.body.innerText.slice(0, 200)); } catch { done('frame:closed'); } }; document.body.append(one); });
    const socket = (url) => new Promise((done) => { try { const one = new WebSocket(url.replace('http', 'ws')); one.onopen = () => done('OPEN'); one.onerror = () => done('shut'); } catch { done('refused'); } });
    const ice = () => new Promise((done) => { const one = new RTCPeerConnection({ iceServers: [{ urls: 'stun:127.0.0.1:${port}' }] }); one.createDataChannel('x'); one.onicecandidate = (event) => done('ice:' + (event.candidate?.candidate ?? 'none')); one.createOffer().then((offer) => one.setLocalDescription(offer)); });
    const tries = targets.flatMap((url) => [fetch(url).then((one) => one.text(), () => 'refused'), frame(url), ...(url.startsWith('http') ? [socket(url)] : [])]);
    Promise.all([...tries, ice()].map(within)).then((seen) => { document.querySelector('#all').textContent = 'tried ' + seen.join(' | '); });
  </script>`;
}

test('attack: a page looks for the vault, the host, the network and the files of its own sandbox', () => {
  const { attack, toFile, toHost } = all.reports;
  const text = JSON.stringify([attack, toFile, toHost]);
  expect(text).toContain('tried refused');
  expect(text).not.toContain(canary);
  expect(text).not.toMatch(/\bOPEN\b|ELF|HOME=|Index of/);
  expect([toFile.verdict, toHost.verdict]).toEqual(['not-satisfied', 'not-satisfied']);
});

const hostile = {
  '/hang': '<h1>Hang</h1><script>setTimeout(() => { for (;;); }, 50)</script>',
  '/memory':
    '<h1>Memory</h1><script>const all = []; for (;;) all.push(new Array(1e6).fill(Math.random()))</script>',
  '/flood':
    '<h1>Flood</h1><script>let at = 0; const more = () => { const p = document.createElement("p"); p.textContent = "x".repeat(1e6); document.body.append(p); if (at++ < 40) setTimeout(more); }; more()</script>',
  '/windows':
    '<h1>Windows</h1><script>for (let at = 0; at < 50; at++) window.open("/"); alert("stop"); onbeforeunload = () => "stay"</script>',
  '/nested': `${'<div>'.repeat(5000)}deep`,
  '/regex': `<p>${'a'.repeat(5000)}!</p>`,
};
const look = (path: string, rest = 'expect: [ { visible: { role: heading } } ]'): Tried => [
  [
    `browser\nopen: ${path}\nwithin: 1s\n${rest}`,
    `browser\nopen: /fine\nexpect: [ { visible: { text: Fine } } ]`,
  ],
  short,
];
const thrown = {
  hang: look('/hang', 'expect: [ { visible: { text: Never } } ]'),
  memory: look('/memory', 'expect: [ { visible: { text: Never } } ]'),
  flood: look('/flood'),
  windows: look('/windows'),
  nested: look('/nested', 'expect: [ { visible: { text: deep } } ]'),
  regex: look('/regex', 'expect: [ { visible: { text: "/^(a+)+$/" } } ]'),
  end: look('/end'),
};

test('a page that hangs, crashes, floods, asks for memory or opens windows fails its own trajectory only', () => {
  const { hang, memory, flood, windows, nested, regex, end } = all.reports;
  const lost = [hang, memory, regex, end];
  expect(lost.map(({ verdict }) => verdict)).toEqual(Array(4).fill('not-satisfied'));
  expect([hang.category, end.category]).toEqual(['timeout', 'crash']);
  expect(end.said).toContain('the server ended with 7');
  expect([flood, windows, nested].filter((one) => one.verdict === 'infra-error')).toEqual([]);
  // Nothing of a browser is left, and no record is larger than its bounds.
  // Browsers of other tests run beside these, in the namespace of this process.
  const own = readlinkSync('/proc/self/ns/pid');
  const elsewhere = (pid: number): boolean => {
    try {
      return readlinkSync(`/proc/${pid}/ns/pid`) !== own;
    } catch {
      return false;
    }
  };
  expect(processesWith('--headless').filter(elsewhere)).toEqual([]);
  const sizes = Object.values<Report>(all.reports).map(({ record }) => JSON.stringify(record).length);
  expect(Math.max(...sizes)).toBeLessThan(3_000_000);
  expect(all.milliseconds).toBeLessThan(200_000);
});

test('without a browser, or with one that does not start, nothing is said about the product but why', async () => {
  const product = await productOf({ '/': '<h1>Fine</h1>' });
  const steps = { it: [['browser\nopen: /\nexpect: [ { visible: { text: Fine } } ]']] } satisfies Record<
    string,
    Tried
  >;
  const path = process.env['PATH'] ?? '';
  const bin = join(root, 'bin');
  mkdirSync(bin);
  symlinkSync('/usr/bin/bwrap', join(bin, 'bwrap'));
  const folder = dirname(findBrowser() ?? '');
  const others = path.split(delimiter).filter((one) => one !== folder && !/^\/(usr\/)?bin$/.test(one));
  process.env['PATH'] = [bin, ...others].join(delimiter);
  const none = await run(product, steps);
  writeFileSync(join(bin, 'chromium'), '#!/bin/sh\necho broken >&2\nexit 3\n');
  chmodSync(join(bin, 'chromium'), 0o755);
  const broken = await run(product, steps);
  const { start: _, ...without } = product;
  const idle = await run(without as typeof product, steps);
  process.env['PATH'] = path;
  expect(none.it).toMatchObject({ verdict: 'infra-error' });
  expect(none.it.said).toMatch(/^no browser was found on the PATH\..*install Chromium/);
  expect(broken.it).toMatchObject({ verdict: 'infra-error' });
  expect(broken.it.said).toMatch(/^the browser did not start: /);
  expect(idle.it).toMatchObject({ verdict: 'not-satisfied', category: 'missing-behaviour' });
});
