// Holds what the demo claims: the first attempt fits the visible scenarios only, the second fits the spec, and the
// hidden scenarios tell the two apart without quoting what the agent can read. What the journey `test/demo.test.ts` executes too
// is executed here in the whole form of the tests only.
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sharedWords } from '../core/scenario/overlap.ts';
import { parseScenario } from '../core/scenario/parse-scenario.ts';
import type { Scenario } from '../core/scenario/schema.ts';
import { idleProduct, prepareProduct } from '../evaluator/product.ts';
import { runScenarios } from '../evaluator/run-scenarios.ts';
import { specFacts, type SpecFacts } from '../evaluator/spec-facts.ts';
import { loadCassette, type CassetteEntry } from '../node/agents/rehearsal/cassette.ts';
import { whole } from '../node/testing.ts';
import { root } from './sources.ts';

const run = promisify(execFile);
const demo = join(root, 'specs-templates', 'demo');
const repository = join(demo, 'repository');

let folder: string;
let spec: SpecFacts;
let specText: string;
let hidden: Scenario[];
let visible: Scenario[];
let first: CassetteEntry[];
let second: CassetteEntry[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dimmer-demo-test-'));
  specText = await readFile(join(repository, 'specs', 'stint.md'), 'utf8');
  spec = specFacts(specText, 'specs/stint.md');
  hidden = await scenariosIn(join(demo, 'hidden'));
  visible = await scenariosIn(join(repository, 'scenarios'));
  const cassette = await loadCassette(join(demo, 'cassette.yaml'));
  if (!cassette.ok) throw new Error(cassette.problems.join('\n'));
  const end = cassette.value.entries.findIndex((entry) => entry.reply.every((part) => 'text' in part)) + 1;
  first = cassette.value.entries.slice(0, end);
  second = cassette.value.entries.slice(end);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test('the cassette holds the attempts as they are', async () => {
  await run(process.execPath, [join(root, 'scripts', 'make-demo-cassette.mjs'), '--check']);
});

test('every requirement has three hidden scenarios or more, three tenths of them sealed', () => {
  expect(spec.requirements).toEqual(['R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'R7', 'R8']);
  for (const id of spec.requirements) {
    expect(visible.some((one) => one.requirements.includes(id))).toBe(true);
    const own = hidden.filter((one) => one.requirements.includes(id));
    expect(own.length).toBeGreaterThanOrEqual(3);
    expect(new Set(own.map((one) => one.split))).toEqual(new Set(['validation', 'sealed']));
  }
  const sealed = hidden.filter((one) => one.split === 'sealed');
  expect(hidden.length - sealed.length).toBeGreaterThanOrEqual(25);
  expect(sealed.length / hidden.length).toBeGreaterThanOrEqual(0.3);
});

test('no hidden scenario shares eight words with anything that the agent reads or writes', async () => {
  const readable = [specText, ...visible.map((one) => one.text), JSON.stringify([first, second])];
  expect(hidden.map((one) => [one.id, sharedWords(one.text, readable)]).filter(([, words]) => words)).toEqual(
    [],
  );
});

test.runIf(whole)('the first attempt passes what it can see and fails what it cannot', async () => {
  const product = await productAfter('first', first);
  expect(await failing(product, visible)).toEqual([]);
  const missed = await failing(product, hidden);
  expect(missed.length).toBeGreaterThanOrEqual(8);
  expect(missed.length).toBeLessThan(hidden.length);
  expect(new Set(missed.flatMap((one) => one.requirements)).size).toBeGreaterThanOrEqual(3);
});

test.runIf(whole)('the second attempt satisfies every scenario, whatever the seed', async () => {
  const product = await productAfter('second', [...first, ...second]);
  expect(await failing(product, visible)).toEqual([]);
  expect((await failing(product, hidden, 2)).map((one) => one.id)).toEqual([]);
});

test.runIf(whole).each(['first', 'second'])('the guardrails pass on the %s attempt', async (attempt) => {
  const product = await productAfter(
    `${attempt}-guarded`,
    attempt === 'first' ? first : [...first, ...second],
  );
  const cwd = product.app;
  await run('npm', ['run', '--silent', 'lint'], { cwd });
  await run('npm', ['test', '--silent'], { cwd });
});

test('every scenario fails on a product that does nothing and on the skeleton', async () => {
  const all = [...visible, ...hidden];
  await mkdir(join(folder, 'idle'));
  const idle = await idleProduct(Object.keys(spec.bin), join(folder, 'idle'));
  expect((await failing(idle, all)).length).toBe(all.length);
  const skeleton = await productAfter('skeleton', []);
  const asked = whole ? all : all.filter((_, at) => at % 4 === 0);
  expect((await failing(skeleton, asked)).length).toBe(asked.length);
});

async function scenariosIn(path: string): Promise<Scenario[]> {
  const names = (await readdir(path)).sort();
  return Promise.all(
    names.map(async (name) => {
      const parsed = parseScenario(await readFile(join(path, name), 'utf8'));
      if (!parsed.ok) throw new Error(`${name}: ${JSON.stringify(parsed.problems)}`);
      return parsed.scenario;
    }),
  );
}

/** The repository after the file changes that these replies ask for. */
async function productAfter(name: string, replies: readonly CassetteEntry[]) {
  const source = join(folder, `${name}-source`);
  await cp(repository, source, { recursive: true });
  for (const part of replies.flatMap((entry) => entry.reply)) {
    if (!('input' in part)) continue;
    const { path, content, command } = part.input;
    if (part.tool === 'shell')
      for (const gone of String(command).split(' ').slice(1)) await rm(join(source, gone));
    if (part.tool !== 'write_file') continue;
    await mkdir(dirname(join(source, String(path))), { recursive: true });
    await writeFile(join(source, String(path)), String(content));
  }
  await mkdir(join(folder, name));
  return prepareProduct({ repository: source, dir: source }, spec, join(folder, name));
}

async function failing(
  product: Parameters<typeof runScenarios>[0]['product'],
  scenarios: readonly Scenario[],
  trajectories = 1,
): Promise<Scenario[]> {
  const runs = await runScenarios({ product, scenarios, trajectories });
  return runs
    .filter(({ reports }) => reports.some(({ result }) => result.verdict !== 'satisfied'))
    .map(({ scenario }) => scenario);
}
