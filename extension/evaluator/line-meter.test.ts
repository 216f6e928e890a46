// Lines that ran, measured in the real sandbox: right counts, hostile reports, and nothing but counts for whoever asks.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import { afterAll, expect, test } from 'vitest';
import { parseScenario } from '../core/scenario/parse-scenario.ts';
import type { Scenario } from '../core/scenario/schema.ts';
import { temporaryRepository } from '../node/temporary-repository.ts';
import { answerTo } from './answer.ts';
import { measureLines } from './line-meter.ts';
import { linePasses } from './line-passes.ts';
import { idleProduct, prepareProduct } from './product.ts';
import { specFacts } from './spec-facts.ts';
import { notesProgram, notesSpec, scenarioText, visibleScenario } from './test-product.ts';

const root = mkdtempSync(join(tmpdir(), 'dimmer-lines-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const runs = (...argv: string[]): Scenario => {
  const body = `* When it runs\n  \`\`\`cli\n  run: ${JSON.stringify(argv)}\n  \`\`\`\n`;
  const parsed = parseScenario(scenarioText({ id: 'E', requirements: 'R1', body }));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.scenario;
};
let products = 0;
async function productOf(files: Readonly<Record<string, string>>) {
  const product = await idleProduct([], join(root, `p${++products}`));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(product.app, name), text);
  const programs = new Map([
    ['it', ['node', '/app/it.js']],
    ['node', ['node']],
  ]);
  return { ...product, programs };
}
const all = (text: string) => text.split('\n').map((_, at) => at + 1);

test('lines of a program, its children and its typed modules are found; what never ran is not', async () => {
  const it = [
    "const { spawnSync } = require('node:child_process');",
    "if (process.argv[2] === 'child') require('./part.ts').two();",
    "else spawnSync(process.execPath, [__filename, 'child']);",
    "if (process.argv[2] === 'never') {",
    "  console.log('never');",
    '}',
  ].join('\n');
  const part =
    'function one(): void {\n  console.log(1);\n}\nfunction two(): void {\n  console.log(2);\n}\nmodule.exports = { one, two };\n';
  const product = await productOf({ 'it.js': it, 'part.ts': part });
  const changed = new Map([
    ['it.js', all(it)],
    ['part.ts', all(part)],
    ['other.js', [1]],
  ]);
  const { ran, ...rest } = await measureLines(product, [runs('it')], changed);
  expect([...(ran.get('it.js') ?? [])]).toEqual([1, 2, 3, 4]);
  expect([...(ran.get('part.ts') ?? [])].filter((line) => line !== 8)).toEqual([4, 5, 6, 7]);
  expect(ran.has('other.js')).toBe(false);
  expect(rest).toEqual({ empty: new Map(), reports: 2, mapped: false, scenarios: 1, of: 1 });
});

test('a built file is read back to its source by its map', async () => {
  const source = [
    'const a: string = "a";',
    'interface Wide {',
    '  readonly a: string;',
    '}',
    'if (a === "b") {',
    '  console.log("b");',
    '}',
    'console.log(a);',
  ].join('\n');
  const { code, map } = transformSync(source, {
    loader: 'ts',
    format: 'cjs',
    minify: true,
    sourcemap: 'external',
    sourcefile: 'it.ts',
  });
  const product = await productOf({ 'it.js': `${code}//# sourceMappingURL=it.js.map\n`, 'it.js.map': map });
  const { ran, empty, mapped } = await measureLines(product, [runs('it')], new Map([['it.ts', all(source)]]));
  expect([mapped, [...(ran.get('it.ts') ?? [])].includes(8), ran.get('it.ts')?.has(6)]).toEqual([
    true,
    true,
    false,
  ]);
  expect([...(empty.get('it.ts') ?? [])]).toContain(3);
});

test('a product cannot use its report to read a host file, to stall, or to remember another scenario', async () => {
  const secret = join(root, 'secret.json');
  writeFileSync(secret, JSON.stringify({ result: [{ url: 'file:///app/it.js', functions: [] }] }));
  const it = `const fs = require('fs');
if (fs.readdirSync('/coverage').length > 0) {
  console.log('remembered');
}
fs.writeFileSync('/coverage/kept', process.argv[2]);
fs.symlinkSync(${JSON.stringify(secret)}, '/coverage/a.json');
require('child_process').execFileSync('mkfifo', ['/coverage/b.json']);
fs.writeFileSync('/coverage/c.json', '['.repeat(1e6));
fs.writeFileSync('/coverage/d.json', JSON.stringify({ result: [{ url: 'file:///app/../../secret', functions: [] }, null, 7] }));
fs.writeFileSync('/coverage/e.json', JSON.stringify({ result: [], 'source-map-cache': { 'file:///app/it.js': { data: 7 } } }));
`;
  const product = await productOf({ 'it.js': it });
  const scenarios = [runs('it', 'one'), runs('it', 'two')];
  const { ran, reports } = await measureLines(product, scenarios, new Map([['it.js', all(it)]]));
  expect([...(ran.get('it.js') ?? [])]).not.toContain(3);
  // Its own two and V8's, in each of two scenarios: neither the link nor the pipe nor the text that is no JSON.
  expect(reports).toBe(6);
});

test('verdicts are made without the instrument, and what is given out is two counts', async () => {
  const watching = `if (process.env.NODE_V8_COVERAGE) console.log('watched');\n${notesProgram()}`;
  await using repository = await temporaryRepository({
    'bin/notes.js': 'process.exit(1)\n',
    'specs/notes.md': notesSpec,
    'scenarios/v1.md': visibleScenario,
  });
  const base = repository.run('rev-parse', 'HEAD');
  await repository.write('bin/notes.js', watching);
  repository.commit('write it');
  const head = repository.run('rev-parse', 'HEAD');
  const { body } = await answerTo({
    ...{ v: 1, mode: 'compare', vaultDir: '', repository: repository.root, base, head },
    ...{ spec: { path: 'specs/notes.md', text: notesSpec }, repeats: 2, patienceMs: 60_000 },
  });
  const once = [{ satisfied: true, steps: [{ stdout: 'added 1\n' }] }];
  expect(body['atHead']).toMatchObject([once, once]);
  expect(body['atBase']).toMatchObject([[{ satisfied: false }], [{ satisfied: false }]]);
  const other = await answerTo({
    ...{ v: 1, mode: 'compare', vaultDir: '', repository: repository.root, base, head },
    ...{ spec: { path: 'specs/other.md', text: '# Other\n\n- R1: It MUST work.\n' } },
    ...{ repeats: 2, patienceMs: 60_000 },
  });
  expect(other).toMatchObject({ exit: 0, body: { atBase: [], atHead: [], lines: { executed: 0 } } });
  const visible = body['lines'] as { changed: number; executed: number };
  expect(visible).toMatchObject({ unseen: 0, problem: null, instrument: 'V8 coverage of Node' });
  const spec = specFacts(notesSpec, 'specs/notes.md');
  const product = await prepareProduct(
    { repository: repository.root, commit: head },
    spec,
    join(root, 'notes'),
  );
  const passes = linePasses();
  const count = (text: string, ...argv: string[]) =>
    passes.count(product, spec, { repository: repository.root, base }, [
      { scenario: { ...runs(...argv), story: text }, reports: [] },
    ]);
  const first = await count('Bo lists', 'notes', 'list');
  const second = await count('Bo removes', 'notes', 'remove', '1');
  expect(Object.keys(first ?? {})).toEqual(['changed', 'executed']);
  expect([first?.changed, second?.changed]).toEqual([visible.changed, visible.changed]);
  // Visible and hidden scenarios count together, and so do splits of one commit.
  expect(visible.executed).toBeLessThan(first?.executed ?? 0);
  expect(first?.executed).toBeLessThan(second?.executed ?? 0);
  expect(readFileSync(join(product.app, 'bin/notes.js'), 'utf8')).toBe(watching);
});
