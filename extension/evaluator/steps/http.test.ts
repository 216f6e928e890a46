// `http` steps against real servers in the real sandbox: right answers, every way to fail, and servers that turn on the evaluator.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import type { VisibleDetail } from '../../core/protocol/evaluator-answer.ts';
import { compareBehaviour } from '../../core/run/behaviour.ts';
import { temporaryRepository } from '../../node/temporary-repository.ts';
import { answerTo } from '../answer.ts';
import { measureLines } from '../line-meter.ts';
import { idleProduct } from '../product.ts';
import { runScenarios } from '../run-scenarios.ts';
import { scenarioOf, scenarioText } from '../test-product.ts';

vi.setConfig({ testTimeout: 120_000 });
const root = mkdtempSync(join(tmpdir(), 'dimmer-http-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let products = 0;

const server = `
const http = require('node:http');
const notes = [];
http.createServer(async (request, response) => {
  let text = '';
  for await (const chunk of request) text += chunk;
  const say = (status, body) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  if (request.url === '/ready') return say(200, {});
  if (request.method === 'POST' && request.headers['content-type'] === 'application/json') {
    notes.push(JSON.parse(text).text);
    require('node:fs').writeFileSync('kept.txt', notes.join());
    return say(201, { id: notes.length });
  }
  const note = notes[Number(request.url.slice(7)) - 1];
  return note === undefined ? say(404, { error: 'no such note' }) : say(200, { note });
}).listen(process.env.PORT);
`;

async function productOf(program: string, ready?: string) {
  const product = await idleProduct([], join(root, `p${++products}`));
  writeFileSync(join(product.app, 'it.js'), program);
  return {
    ...product,
    ...{ start: ['node', '/app/it.js'], programs: new Map([['node', ['node']]]) },
    ...(ready === undefined ? {} : { ready }),
  };
}
const fence = '```';
async function run(program: string, steps: readonly string[], front?: string) {
  const [done] = await runScenarios({
    product: await productOf(program),
    scenarios: [scenarioOf(steps, front)],
  });
  const report = done?.reports[0];
  return [report?.result, report?.failures.join('; '), report?.record] as const;
}
const get = (path: string, expectation = '{ status: 200 }') =>
  `http\nrequest: GET ${path}\nexpect: ${expectation}`;

test('a scenario talks to the server that the spec starts: JSON, captures, headers, refusals, files', async () => {
  const product = await productOf(server, '/ready');
  const scenario = scenarioOf([
    'http\nrequest: POST /notes\njson: { text: milk }\nexpect: { status: 201, json: { "$.id": 1 } }\ncapture: { id: "$.id" }',
    get(
      '/notes/{{id}}',
      '{ json: { "$.note": milk }, headers: { Content-Type: { contains: json } }, within: 20s }',
    ),
    get('/notes/9', '{ status: 404, body: { contains: no such note } }'),
    'file\npath: kept.txt\nexpect: { text: milk }',
    get('/notes/1', '{ status: 404 }'),
  ]);
  const [done] = await runScenarios({ product, scenarios: [scenario], trajectories: 2 });
  expect(done?.reports.map((report) => [report.result, report.failures])).toEqual([
    [{ verdict: 'satisfied' }, []],
    [{ verdict: 'satisfied' }, []],
  ]);
  expect(done?.reports[0]?.record[2]).toMatchObject({
    request: 'GET /notes/1',
    status: 200,
    body: '{"note":"milk"}',
  });
});

test('each way in which a server fails is a failure of the product, in bounded time', async () => {
  const wrong = { verdict: 'not-satisfied', category: 'wrong-output' };
  const [status, said] = await run(server, [get('/notes/1')]);
  expect([status, said]).toEqual([wrong, 'Then: status: expected 200, found 404']);
  expect((await run('process.exit(3)', [get('/')]))[0]).toMatchObject({ category: 'crash' });
  expect((await run('throw new Error("boom")', [get('/')]))[1]).toMatch(/ended with 1.*boom/s);
  const limit = 'trajectories: 1\ntimeout: 3s\n';
  expect((await run('setInterval(() => {}, 1000)', [get('/')], limit))[0]).toMatchObject({
    category: 'timeout',
  });
  const hangs = "require('node:http').createServer(() => {}).listen(8080)";
  expect((await run(hangs, [get('/')], limit))[0]).toMatchObject({ category: 'timeout' });
  const nonsense = "require('node:net').createServer((s) => s.end('HTTP/1.1 what')).listen(8080)";
  expect((await run(nonsense, [get('/')]))[0]).toEqual(wrong);
  const floods = "require('node:http').createServer((q, s) => s.end('x'.repeat(3e6))).listen(8080)";
  expect((await run(floods, [get('/')]))[1]).toMatch(/longer than 1 MiB/);
});

test('a server cannot lead the evaluator elsewhere, reach the host, or outlive a look at its files', async () => {
  const host = createServer((socket) =>
    socket.end('HTTP/1.1 200 OK\\r\ncontent-length: 11\\r\n\\r\nhost secret'),
  );
  const path = join(root, 'host.sock');
  await new Promise<void>((resolve) => host.listen(path, resolve));
  const turned = `
    const fs = require('node:fs');
    const tries = [() => fs.rmSync('/bridge/s'), () => fs.symlinkSync(${JSON.stringify(path)}, '/bridge/t'), () => fs.writeFileSync('/bridge/u', '')];
    const held = tries.every((one) => { try { one(); return false; } catch (error) { return error.code === 'EROFS'; } });
    for (let at = 0; at < 40; at += 1) require('node:net').connect('/bridge/s').on('error', () => {});
    require('node:net').connect(${JSON.stringify(path)}).on('error', (error) => {
      require('node:http').createServer((q, s) => s.end(held + ' ' + error.code)).listen(8080);
    });`;
  const [result, , record] = await run(
    turned,
    [get('/', '{ status: 200 }')],
    'trajectories: 1\ntimeout: 8s\n',
  );
  // Whatever it opened towards us is at best an answer of its own.
  expect(JSON.stringify([result, record])).not.toContain('host secret');
  host.close();
  const [links] = await run(
    "const fs = require('node:fs'); fs.mkdirSync('d'); fs.writeFileSync('d/x', 'own'); setInterval(() => { try { fs.renameSync('d', 'e'); fs.symlinkSync('/usr', 'd'); fs.unlinkSync('d'); fs.renameSync('e', 'd'); } catch {} }, 0); require('node:http').createServer((q, s) => s.end('ok')).listen(8080);",
    [get('/'), 'file\npath: after.txt\nwrite: x\nexpect: { text: x }'],
  );
  expect(links).toEqual({ verdict: 'satisfied' });
});

test('lines of a server are counted when it is asked to end', async () => {
  const product = await productOf(server);
  const lines = server.split('\n').map((_, at) => at + 1);
  const { ran } = await measureLines(
    product,
    [scenarioOf([get('/notes/7', '{ status: 404 }')])],
    new Map([['it.js', lines]]),
  );
  const text = (line: number) => server.split('\n')[line - 1] ?? '';
  const seen = [...(ran.get('it.js') ?? [])].map(text).join('\n');
  expect(seen).toContain('return note === undefined');
  expect(seen).not.toContain('notes.push');
});

test('the same requests at two commits: what is said of the difference, and the line that shows it again', async () => {
  const spec =
    '---\nid: notes\nstart: node server.js\nready: /ready\n---\n# Notes\n\n- R1: An unknown note MUST be answered with 404.\n';
  const visible = scenarioText({
    ...{ id: 'V1', requirements: 'R1', front: 'split: visible\n' },
    body: `* When a note is asked for that is not there\n  ${fence}http\n  request: GET /notes/7\n  expect: { status: 404 }\n  ${fence}\n`,
  });
  await using repository = await temporaryRepository({
    'server.js': server.replace('say(404', 'say(200'),
    'specs/notes.md': spec,
    'scenarios/v1.md': visible,
  });
  const base = repository.run('rev-parse', 'HEAD');
  await repository.write('server.js', server);
  repository.commit('refuse');
  const ask = async (commit: string) => {
    const question = { v: 1, mode: 'evaluate', vaultDir: '', repository: repository.root, commit } as const;
    const { body } = await answerTo({ ...question, spec: 'specs/notes.md', split: 'visible' });
    return [body['details'] as VisibleDetail[]];
  };
  const { inputs } = compareBehaviour({
    ...{ base, head: 'HEAD', requirements: ['R1'], bin: {}, start: 'node server.js' },
    ...{ atBase: await ask(base), atHead: await ask('HEAD') },
  });
  expect(inputs).toMatchObject([
    { input: 'GET /notes/7', change: 'now-possible', explained: true, negative: true },
  ]);
  const free = await freePort();
  const line = (inputs[0]?.replay ?? '').replaceAll('8080', String(free));
  const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env['PATH']}` };
  const { stdout } = spawnSync('/bin/sh', ['-c', line], { cwd: repository.root, env, encoding: 'utf8' });
  expect(stdout).toMatch(/^HTTP\/1.1 404.*no such note/s);
});

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
