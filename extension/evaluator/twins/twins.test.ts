// Twins in the real sandbox: the example, what a product may reach of them, who may change them, and what is left of them.
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { temporaryRepository } from '../../node/temporary-repository.ts';
import { answerTo } from '../answer.ts';
import { idleProduct } from '../product.ts';
import { runScenarios } from '../run-scenarios.ts';
import { processesWith } from '../selftest/processes.ts';
import { scenarioOf, templateFiles } from '../test-product.ts';

vi.setConfig({ testTimeout: 120_000 });
const root = mkdtempSync(join(tmpdir(), 'dimmer-twins-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let products = 0;

const template = templateFiles('twins/password-reset');
const mailTwin = template['twins/mail.js'] ?? '';

/** A program `it` beside a twin `mail`. */
async function productOf(program: string, twin = mailTwin) {
  const product = await idleProduct([], join(root, `p${++products}`));
  const files = join(root, `t${products}`);
  mkdirSync(files);
  writeFileSync(join(files, 'mail.js'), twin);
  writeFileSync(join(product.app, 'it.js'), program);
  return {
    ...product,
    programs: new Map([['it', ['node', '/app/it.js']]]),
    twins: { files, declared: { mail: { run: ['node', 'mail.js'] } } },
  };
}
async function run(product: Awaited<ReturnType<typeof productOf>>, steps: readonly string[], front?: string) {
  const [done] = await runScenarios({ product, scenarios: [scenarioOf(steps, front)] });
  return (done?.reports ?? []).map(({ result, failures, record }) => ({
    ...result,
    said: failures.join('; '),
    record: JSON.stringify(record),
  }));
}
const sends = `
const send = (mail) => fetch(process.env.MAIL_URL + '/send', { method: 'POST', body: JSON.stringify(mail) });
send({ to: process.argv[2], subject: 'Hello', body: 'Open http://127.0.0.1:8080/a?b=1 now' }).then((answer) => console.log(answer.status));`;

test('the example: one mail, and the address in it leads on', async () => {
  await using repository = await temporaryRepository(template);
  const question = { v: 1, mode: 'evaluate', vaultDir: '', repository: repository.root } as const;
  const visible = { ...question, spec: 'specs/password-reset.md', split: 'visible' } as const;
  const { exit, body } = await answerTo(visible);
  expect([exit, body['problems'], body['details']]).toMatchObject([
    0,
    [],
    [{ satisfied: true, failures: [] }],
  ]);

  // A branch that sends nothing and brings a twin that says otherwise, in its own file or in the spec.
  repository.run('checkout', '-q', '-b', 'cheat');
  const lie = `{ sent: [{}], last: { to: process.env.TO, link: 'http://127.0.0.1:8080/login' } }`;
  await repository.write('twins/mail.js', mailTwin.replace('{ sent, last: sent.at(-1) ?? null }', lie));
  const server = template['server.js'] ?? '';
  await repository.write(
    'server.js',
    server.replace(/const sent = await fetch.*/, 'const sent = { ok: true };'),
  );
  const spec = template['specs/password-reset.md'] ?? '';
  await repository.write(
    'specs/password-reset.md',
    spec.replace('[node, twins/mail.js]', '[node, server.js]'),
  );
  repository.commit('cheat');
  const cheat = repository.run('rev-parse', 'HEAD');
  repository.run('checkout', '-q', '-');
  const judged = await answerTo({ ...visible, commit: cheat });
  expect(judged.body['feedback']).toMatchObject({ gate: 'fail', failing: [{ category: 'external-call' }] });
  expect(JSON.stringify(judged.body['details'])).toContain('$.sent: length: expected 1, found 0');
});

test('a command reaches a twin by its variable; what it sent is compared, named and captured', async () => {
  const product = await productOf(sends);
  const [report] = await run(
    product,
    [
      'cli\nrun: [it, "{{who}}"]\nexpect: { stdout: "202" }',
      'twin\nmail: { expect: { "$.sent.length": 1, "$.last.to": "{{who}}" }, capture: { subject: "$.last.subject" } }',
      'cli\nrun: [it, "{{twin.mail.last.link}} {{subject}}"]',
      'twin\nmail: { expect: { "$.sent[1].to": "http://127.0.0.1:8080/a?b=1 Hello", "$.sent.length": { gt: 1 } } }',
      'twin\nmail: { reset: true, expect: { "$.last": null, "$.sent.length": 0 } }',
    ],
    'trajectories: 1\nvars: { who: { kind: email } }\n',
  );
  expect(report).toMatchObject({ verdict: 'satisfied', said: '' });
  const [wrong] = await run(product, [
    'cli\nrun: [it, a]',
    'twin\nmail: { expect: { "$.sent.length": 2 }, within: 50ms }',
  ]);
  expect(wrong).toMatchObject({
    verdict: 'not-satisfied',
    category: 'external-call',
    said: 'Then: twin mail: $.sent: length: expected 2, found 1',
  });
  const [none] = await run(product, ['cli\nrun: [it, "{{twin.mail.last.link}}"]']);
  expect(none).toMatchObject({ category: 'external-call', said: 'Then: twin mail: nothing at last.link' });
});

test('attack: the product looks for the control side, and for the twin itself', async () => {
  const looks = `
    const fs = require('fs'), net = require('net'), http = require('http');
    const found = [];
    const walk = (folder, depth) => {
      for (const name of fs.readdirSync(folder || '/')) {
        const path = folder + '/' + name;
        const info = fs.lstatSync(path);
        if (info.isSocket()) found.push(path);
        else if (info.isDirectory() && depth < 6 && !/^\\/(proc|usr|dev)/.test(path)) try { walk(path, depth + 1); } catch {}
      }
    };
    walk('', 0);
    const ask = (way) => new Promise((done) => {
      const sent = http.request({ ...way, timeout: 1000 }, (answer) => { answer.resume(); done(answer.statusCode); });
      sent.on('error', (error) => done(error.code)).on('timeout', () => { sent.destroy(); done('timeout'); }).end();
    });
    (async () => {
      const tries = {};
      for (const socketPath of [...found, '/tmp/control.sock', '/bridge/c', '\\0/tmp/control.sock'])
        for (const path of ['/state', '/reset']) tries[JSON.stringify(socketPath) + path] = await ask({ socketPath, path, method: path === '/state' ? 'GET' : 'POST' });
      for (const port of [8080, 8100, 8101, 8102]) tries[port] = await ask({ port, host: '127.0.0.1', path: '/state' });
      let written = 'no';
      try { fs.writeFileSync('/doors/mail2', ''); written = 'yes'; } catch (error) { written = error.code; }
      try { fs.unlinkSync('/doors/mail'); written += ' removed'; } catch (error) { written += ' ' + error.code; }
      console.log(JSON.stringify({ found, tries, written, twin: fs.existsSync('/app/mail.js'), others: fs.readdirSync('/proc').filter((one) => /^\\d+$/.test(one)).length }));
    })();`;
  const [report] = await run(await productOf(looks), [
    'twin\nmail: { seed: { sent: [{ to: kept }] } }',
    'cli\nrun: [it]\nexpect: { json: { "$.found": { equals: [/doors/mail] }, "$.twin": false, "$.written": "EROFS EROFS", "$.others": { lt: 4 } } }',
    'twin\nmail: { expect: { "$.sent.length": 1, "$.last.to": kept } }',
  ]);
  expect(report).toMatchObject({ verdict: 'satisfied', said: '' });
  const answers = [...(report?.record ?? '').matchAll(/(state|reset|\d{4})\\*":(\d+|\\*"\w+)/g)].map(
    (one) => one[2],
  );
  expect(answers.length).toBeGreaterThan(10);
  // The side of the product knows no such path; everything else is not there.
  expect([...new Set(answers.map((one) => one?.replace(/\W/g, '')))].sort()).toEqual([
    '404',
    'ECONNREFUSED',
    'ENOENT',
  ]);
});

/** Files of this process's evaluations that hold `text`. */
function filesWith(text: string): string[] {
  return ['/dev/shm', tmpdir()].flatMap((base) =>
    readdirSync(base)
      .filter((name) => name.startsWith(`dimmer-evaluation-${process.pid}-`))
      .flatMap((name) => readdirSync(join(base, name), { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => readFileSync(path, 'latin1').includes(text)),
  );
}

test('what a scenario puts into a twin is gone with the trajectory, from disk and process list', async () => {
  const canary = `canary-${Math.random().toString(36).slice(2)}`;
  const keeps = mailTwin.replace(
    'sent.push(...before);',
    "sent.push(...before); require('node:fs').appendFileSync('/box/log', text);",
  );
  let seen = 0;
  const looking = setInterval(() => {
    try {
      seen += filesWith(canary).length;
    } catch {
      // A folder went while it was looked at.
    }
  }, 10);
  const reports = await run(
    await productOf(sends, keeps),
    [
      'twin\nmail: { expect: { "$.sent.length": 0 } }',
      `twin\nmail: { seed: { sent: [{ to: ${canary} }] }, expect: { "$.last.to": ${canary} } }`,
    ],
    'trajectories: 3\n',
  );
  clearInterval(looking);
  expect(reports.map(({ verdict }) => verdict)).toEqual(['satisfied', 'satisfied', 'satisfied']);
  expect(seen).toBeGreaterThan(0);
  expect([filesWith(canary), processesWith(canary)]).toEqual([[], []]);
});

test('a product cannot lose an evaluation by breaking its twin; a twin that never stood says nothing', async () => {
  const state = ['cli\nrun: [it]', 'twin\nmail: { expect: { "$.sent.length": 0 } }'];
  const looked = ['twin\nmail: { reset: true }', ...state];
  const mortal = mailTwin.replace(
    "if (request.method !== 'POST'",
    "if (request.url === '/die') process.exit(1);\n  if (request.method !== 'POST'",
  );
  const kills = "fetch(process.env.MAIL_URL + '/die').catch(() => {})";
  const [killed] = await run(await productOf(kills, mortal), looked);
  expect(killed).toMatchObject({ verdict: 'not-satisfied', category: 'external-call' });

  const floods = `
    const body = 'x'.repeat(10e6);
    const all = Array.from({ length: 8 }, () => fetch(process.env.MAIL_URL + '/send', { method: 'POST', body }).then((one) => one.status, () => 0));
    Promise.all(all).then((found) => console.log(found.join()));`;
  const [flooded] = await run(await productOf(floods), looked);
  expect(flooded).toMatchObject({ verdict: 'satisfied' });

  const [absent] = await run(await productOf('', 'process.exit(3)'), state);
  expect(absent).toMatchObject({
    verdict: 'infra-error',
    said: expect.stringContaining('the twin mail did not start') as string,
  });
  const [refuses] = await run(await productOf(''), ['twin\nmail: { seed: { sent: 1 } }']);
  expect(refuses).toMatchObject({
    verdict: 'infra-error',
    said: expect.stringContaining('answered 400') as string,
  });
  const [unknown] = await run(await productOf(''), ['twin\nokta: { reset: true }']);
  expect(unknown).toMatchObject({ verdict: 'not-satisfied', category: 'missing-behaviour' });
});
