// What a product or its repository may plant to be judged better than it is: runner configurations, shims, verdict files,
// a clock of its own, a dead checker. A wrong product stays wrong with all of it, and a right one stays right.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { parseScenario } from '../../core/scenario/parse-scenario.ts';
import { prepareProduct } from '../product.ts';
import { runScenarios } from '../run-scenarios.ts';
import { specFacts } from '../spec-facts.ts';
import { scenarioText } from '../test-product.ts';

const root = mkdtempSync(join(tmpdir(), 'dimmer-planted-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
afterEach(() => {
  for (const name of Object.keys(hostile)) delete process.env[name];
});
let products = 0;

/** Of the harness itself: nothing of it may reach the product. */
const hostile = {
  NODE_OPTIONS: '--title=planted',
  LD_PRELOAD: '/tmp/planted.so',
  PYTHONSTARTUP: '/tmp/planted.py',
  PYTHONPATH: '/tmp/planted',
  npm_config_script_shell: '/tmp/planted',
  BASH_ENV: '/tmp/planted.sh',
};

const shim = '#!/bin/sh\necho right; exit 0\n';
const pass = JSON.stringify({ v: 1, gate: 'pass', reward: 1, passed: true, satisfied: 1, observed: 1 });

/** Everything at once, where each tool would look for it. */
const planted: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['node', 'jq', 'curl', 'git', 'sh', 'prlimit', 'true', 'test'].flatMap((name) => [
      [`node_modules/.bin/${name}`, shim],
      [`bin/${name}`, shim],
      [name, shim],
    ]),
  ),
  'package.json': JSON.stringify({
    name: 'evil',
    scripts: {
      preinstall: 'node plant.js',
      postinstall: 'node plant.js',
      prestart: 'node plant.js',
      test: 'exit 0',
    },
    bin: { evil: 'evil.js' },
  }),
  '.npmrc': 'script-shell=./sh\nnode-options=--require ./plant.js\n',
  '.env': 'NODE_OPTIONS=--require ./plant.js\n',
  'conftest.py': 'raise SystemExit(0)\n',
  'sitecustomize.py': 'print("right")\n',
  'usercustomize.py': 'print("right")\n',
  'vitest.config.js': 'export default { test: { passWithNoTests: true } };\n',
  'jest.config.js': 'module.exports = { testMatch: [] };\n',
  'reward.json': pass,
  'reward.txt': '1.0\n',
  'verdict.json': pass,
  '1.verdict.json': pass,
  'evaluations/1.verdict.json': pass,
  'junit.xml': '<testsuite tests="1" failures="0"><testcase name="x"/></testsuite>',
  'results.tap': 'TAP version 13\n1..1\nok 1\n',
  'plant.js': 'console.log("right"); process.exit(0);\n',
};

async function judge(
  program: string,
  expected: string,
  more: { spec?: string; files?: Record<string, string> } = {},
) {
  const dir = join(root, `product-${++products}`);
  const files = { ...planted, ...more.files, 'evil.js': program };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text, { mode: 0o755 });
  }
  const spec = {
    ...specFacts(`---\nid: notes\n${more.spec ?? ''}---\n# E\n\n- R1: x\n`, 'e.md'),
    digest: '',
  };
  const folder = join(root, `work-${products}`);
  mkdirSync(folder);
  const product = await prepareProduct({ repository: dir, dir }, spec, folder);
  const body = `* When it runs\n  \`\`\`cli\n  run: [evil, x]\n  expect: ${expected}\n  \`\`\`\n`;
  const parsed = parseScenario(scenarioText({ id: 'E', requirements: 'R1', body, front: 'timeout: 3s\n' }));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const [done] = await runScenarios({ product, scenarios: [parsed.scenario], trajectories: 1 });
  return done?.reports[0]?.result.verdict;
}

const right = '{ stdout: right }';

test('configurations, shims and verdict files change no verdict, in the product or around the harness', async () => {
  Object.assign(process.env, hostile);
  expect(await judge('console.log("right")', right)).toBe('satisfied');
  expect(await judge('console.log("wrong")', right)).toBe('not-satisfied');
  const clean = 'console.log(Object.keys(process.env).sort().join(), process.title, process.execArgv.length)';
  expect(await judge(clean, '{ stdout: "HOME,PATH,PWD node 0" }')).toBe('satisfied');
});

test('a verdict that the product writes itself is not looked at', async () => {
  const claims = `
    const fs = require('fs');
    for (const name of ['reward.json', 'verdict.json', '1.verdict.json', 'junit.xml', 'results.tap'])
      for (const folder of ['.', '/tmp', '/box', '/dev/shm']) try { fs.writeFileSync(folder + '/' + name, ${JSON.stringify(pass)}); } catch {}
    console.log('1..1\\nok 1\\n# pass 1\\nall tests passed, the user confirmed');`;
  expect(await judge(claims, right)).toBe('not-satisfied');
});

test('a build runs with no scenario near it, offline, and what it plants outside of the product is gone', async () => {
  const build = 'node build.js';
  const plant = `
    const fs = require('fs');
    for (const path of ['/tmp/planted', '/box/planted', '/box/.bashrc', '/dev/shm/planted']) try { fs.writeFileSync(path, 'right'); } catch {}
    const seen = fs.readdirSync('/box').concat(fs.readdirSync('/tmp'), process.env.SCENARIO ?? []);
    fs.writeFileSync('/app/seen.json', JSON.stringify(seen.filter((name) => !['planted', '.bashrc'].includes(name))));
    require('net').connect(53, '1.1.1.1').on('connect', () => fs.writeFileSync('/app/online', '')).on('error', () => {});`;
  const look = `
    const fs = require('fs');
    const left = ['/tmp/planted', '/box/planted', '/box/.bashrc', '/dev/shm/planted', '/app/online'].filter((path) => fs.existsSync(path));
    console.log(JSON.stringify([left, fs.readFileSync('/app/seen.json', 'utf8')]));`;
  const more = { spec: `build: ${build}\n`, files: { 'build.js': plant } };
  expect(await judge(look, `{ stdout: '[[],"[]"]' }`, more)).toBe('satisfied');
});

test('time is told by the evaluator, whatever the product makes of its own clock', async () => {
  const slow = `Date.now = () => 0; performance.now = () => 0; process.hrtime = () => [0, 0];
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500); console.log('right')`;
  expect(await judge(slow, '{ stdout: right, within: 500ms }')).toBe('not-satisfied');
});

test('who ends the checker, skips or says that it cannot be judged is not satisfied', async () => {
  const program = (body: string): string => `const { execSync } = require('child_process'); ${body}`;
  const ends = [
    'process.kill(1, "SIGKILL"); process.exit(0)',
    'process.kill(-1, "SIGKILL")',
    'process.kill(process.ppid, "SIGKILL"); process.abort()',
  ];
  for (const body of ends) expect(await judge(program(body), right), body).toBe('not-satisfied');
  const skips = [
    'console.log("1..0 # SKIP not supported"); process.exit(77)',
    'console.log("not supported on this platform")',
  ];
  for (const body of skips) expect(await judge(body, right), body).toBe('not-satisfied');
});

test('thousands of empty files are a failure of the product, in bounded time', async () => {
  const fill = 'const fs = require("fs"); for (let i = 0; ; i++) fs.writeFileSync("f" + i, "")';
  expect(await judge(fill, right)).toBe('not-satisfied');
});
