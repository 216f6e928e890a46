import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parseScenario } from '../../core/scenario/parse-scenario.ts';
import { idleProduct } from '../product.ts';
import { runScenarios } from '../run-scenarios.ts';
import { processesWith } from '../selftest/processes.ts';
import { scenarioText } from '../test-product.ts';
import { readInBox } from './file.ts';

const root = mkdtempSync(join(tmpdir(), 'dimmer-hostile-'));
writeFileSync(join(root, 'secret'), 'host secret');
afterAll(() => rmSync(root, { recursive: true, force: true }));
let products = 0;

/** Runs a Node program as the product, then one more step; returns verdict and what was said about it. */
async function run(program: string, then: string, front = '') {
  const product = await idleProduct([], join(root, `p${++products}`));
  writeFileSync(join(product.app, 'evil.js'), program);
  const programs = new Map([
    ['evil', ['node', '/app/evil.js']],
    ['node', ['node']],
  ]);
  const body = `* When it runs\n  \`\`\`cli\n  run: [evil]\n  \`\`\`\n* Then\n  ${then.replaceAll('\n', '\n  ')}\n`;
  const parsed = parseScenario(scenarioText({ id: 'E', requirements: 'R1', body, front }));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const [done] = await runScenarios({
    product: { ...product, programs },
    scenarios: [parsed.scenario],
    trajectories: 1,
  });
  const report = done?.reports[0];
  return [report?.result, JSON.stringify(report?.failures)] as const;
}
const file = (path: string, expectation: string) =>
  `\`\`\`file\npath: ${path}\nexpect: ${expectation}\n\`\`\``;
const integrity = { verdict: 'not-satisfied', category: 'integrity' };

test('links, pipes and devices are not followed, wherever they are', async () => {
  const [link, said] = await run(
    `require('fs').symlinkSync(${JSON.stringify(join(root, 'secret'))}, 'out.txt')`,
    file('out.txt', '{ text: host secret }'),
  );
  expect(link).toEqual(integrity);
  expect(said).not.toContain('host secret');
  expect(
    (await run("require('fs').symlinkSync('/usr', 'dir')", file('dir/bin/true', '{ exists: true }')))[0],
  ).toEqual(integrity);
  expect(
    (
      await run(
        "require('child_process').execFileSync('mkfifo', ['out.txt'])",
        file('out.txt', '{ exists: true }'),
      )
    )[0],
  ).toEqual(integrity);
  const box = join(root, 'box');
  mkdirSync(box);
  symlinkSync(root, join(box, 'up'));
  expect(await readInBox(box, 'up/secret')).toMatchObject({ kind: 'unsafe' });
  execFileSync('truncate', ['-s', '10G', join(box, 'sparse')]);
  expect(await readInBox(box, 'sparse')).toMatchObject({ kind: 'file', bytes: 10 * 1024 ** 3 });
});

test('a daemon cannot change a file between a step and its check', async () => {
  const program = `
    require('fs').writeFileSync('state', 'wrong');
    require('child_process').spawn('/bin/sh', ['-c', 'sleep 0.2; echo right > state'], { detached: true, stdio: 'ignore' }).unref();`;
  const wait =
    '```cli\nrun: [node, -e, "setTimeout(() => {}, 600)"]\n```\n* And\n' + file('state', '{ text: right }');
  expect((await run(program, wait))[0]).toMatchObject({ verdict: 'not-satisfied', category: 'wrong-output' });
});

test('hanging, crashing, flooding and filling are failures of the product, in bounded time', async () => {
  const ok = file('x', '{ exists: true }');
  expect((await run('setInterval(() => {}, 1000)', ok, 'timeout: 1s\n'))[0]).toEqual({
    verdict: 'not-satisfied',
    category: 'timeout',
  });
  expect((await run('process.abort()', ok))[0]).toEqual({ verdict: 'not-satisfied', category: 'crash' });
  expect((await run('throw new Error("boom")', ok))[0]).toEqual({
    verdict: 'not-satisfied',
    category: 'crash',
  });
  expect((await run('for (;;) require("fs").writeSync(1, "x".repeat(65536))', ok))[0]).toMatchObject({
    verdict: 'not-satisfied',
  });
  const fill =
    'const b = Buffer.alloc(16 << 20, 1); for (let i = 0; ; i++) require("fs").writeFileSync("f" + i, b)';
  expect((await run(fill, ok))[0]).toEqual(integrity);
  const inodes = 'for (let i = 0; ; i++) require("fs").writeFileSync("f" + i, "")';
  expect((await run(inodes, ok))[0]).toEqual(integrity);
  const deep = 'for (let i = 0; ; i++) { require("fs").mkdirSync("d"); process.chdir("d"); }';
  expect((await run(deep, ok, 'timeout: 20s\n'))[0]).toEqual(integrity);
  const mark = `dimmer-fork-${process.pid}`;
  const forks = `const { spawn } = require('child_process'); const more = () => { for (let i = 0; i < 50; i++) spawn('/bin/sleep', ['300'], { detached: true, stdio: 'ignore', argv0: '${mark}' }).on('error', () => process.exit(1)).unref(); setTimeout(more); }; more();`;
  expect((await run(forks, ok, 'timeout: 20s\n'))[0]).toMatchObject({ verdict: 'not-satisfied' });
  expect(processesWith(mark)).toEqual([]);
});

test('control sequences, huge answers and values that look like names change nothing but their own text', async () => {
  const escapes = String.raw`process.stdout.write('\u001b]52;c;cm0gLXJmCg==\u0007\u001b[2J\u202e\u200bok')`;
  const [odd, said] = await run(escapes, '```cli\nrun: [evil]\nexpect: { stdout: ok }\n```');
  expect(odd).toMatchObject({ verdict: 'not-satisfied', category: 'wrong-output' });
  expect(JSON.parse(said ?? '[]').join('')).not.toMatch(/[\u0000-\u001f]/);
  const [long] = await run('process.stdout.write("x".repeat(10e6))', file('x', '{ exists: true }'));
  expect(long).toEqual({ verdict: 'not-satisfied', category: 'wrong-output' });
  const cycle =
    '```cli\nrun: [evil]\ncapture: { a: "$.a", b: "$.b" }\n```\n* And\n```cli\nrun: [node, -e, "console.log(process.argv[1])", "{{a}} {{b}}"]\nexpect: { stdout: "{{a}} {{b}}" }\ncapture: {}\n```';
  expect((await run(`console.log('{"a":"{{b}}","b":"{{a}}{{a}}","__proto__":{"c":1}}')`, cycle))[0]).toEqual({
    verdict: 'satisfied',
  });
});

test('trajectories leave nothing behind, also when permissions are in the way', async () => {
  const before = readdirSync('/dev/shm')
    .concat(readdirSync(tmpdir()))
    .filter((name) => name.startsWith(`dimmer-evaluation-${process.pid}-`));
  await run(
    "const fs = require('fs'); fs.mkdirSync('a/b', { recursive: true }); fs.writeFileSync('a/b/c', ''); fs.chmodSync('a/b', 0); fs.chmodSync('a', 0)",
    file('x', '{ exists: false }'),
  );
  const after = readdirSync('/dev/shm')
    .concat(readdirSync(tmpdir()))
    .filter((name) => name.startsWith(`dimmer-evaluation-${process.pid}-`));
  expect(after).toEqual(before);
});

test('captured values flow into later steps, and deep or hostile JSON only fails', async () => {
  const capture =
    '```cli\nrun: [evil]\nexpect: { json: { "$.id": { type: string } } }\ncapture: { id: "$.id" }\n```\n* And\n```cli\nrun: [node, -e, "console.log(process.argv[1])", "{{id}}"]\nexpect: { stdout: "{{id}}" }\n```';
  expect((await run('console.log(JSON.stringify({ id: "a b; $(id)" }))', capture))[0]).toEqual({
    verdict: 'satisfied',
  });
  const json = '```cli\nrun: [evil]\nexpect: { json: { "$..x": { equals: 1 } } }\n```';
  expect((await run('console.log("[".repeat(20000) + "]".repeat(20000))', json))[0]).toMatchObject({
    verdict: 'not-satisfied',
  });
});
