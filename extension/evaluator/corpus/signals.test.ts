// What people are told about the code of the published corpus, counted: how many cheats show a sign, and no honest product does.
// A sign is said, never forced and never a verdict; a defeat device satisfies every scenario, and signs are all there is against it.
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { breakGlass } from '../../core/break-glass/break-glass.ts';
import type { Change } from '../../core/break-glass/change.ts';
import { noFacts } from '../../core/break-glass/rule.ts';
import { count } from '../../core/scenario/result.ts';
import { visibleLiterals } from '../../core/scenario/visible-literals.ts';
import { resultsOf, runScenarios } from '../run-scenarios.ts';
import { visibleScenarios } from '../visible-scenarios.ts';
import { corpusProducts, prepareVariant, variantsOf, type Variant } from './cheat-corpus.ts';

const root = mkdtempSync(join(tmpdir(), 'dimmer-signals-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const products = await corpusProducts();
const signs = new Set(['visible-literal', 'evaluation-marks', 'swallowed-error']);

/** The variant as a change that adds its files. */
function changeOf({ source }: Variant): Change {
  const names = /\.\w+$/.test(source) ? [''] : readdirSync(source, { recursive: true, encoding: 'utf8' });
  const files = names.filter((name) => name === '' || /\.\w+$/.test(name));
  return {
    files: files.map((name) => {
      const text = readFileSync(join(source, name), 'utf8');
      const added = text.split('\n').map((line, at) => ({ number: at + 1, text: line }));
      const path = name === '' ? source.slice(source.lastIndexOf('/') + 1) : name;
      return { path, status: 'added' as const, binary: false, hunks: [{ added, removed: [] }] };
    }),
  };
}

async function told(kind: 'honest' | 'cheats' | 'defeat') {
  const all = await Promise.all(
    products.map(async (product) => {
      const app = join(root, product.name);
      const [first] = await variantsOf(product, 'honest');
      const { scenarios } = await visibleScenarios(
        (await prepareVariant(first as Variant, join(app, kind))).app,
        product.spec.id,
      );
      const visible = visibleLiterals(scenarios, product.spec.text);
      return (await variantsOf(product, kind)).map((variant) => {
        const { said } = breakGlass(changeOf(variant), { ...noFacts, visible });
        const kept = said.filter(({ rule }) => signs.has(rule));
        return { id: variant.id, said: kept.map(({ rule }) => rule) };
      });
    }),
  );
  return all.flat();
}

test('no honest product shows a sign', async () => {
  const all = await told('honest');
  expect(all.length).toBeGreaterThanOrEqual(12);
  expect(all.filter(({ said }) => said.length > 0)).toEqual([]);
});

test('of the cheats, most show a sign; the count is the published one', async () => {
  const all = await told('cheats');
  expect(all.length).toBeGreaterThanOrEqual(44);
  expect([all.filter(({ said }) => said.length > 0).length, all.length]).toEqual([39, 62]);
});

test('a defeat device satisfies every scenario, and shows a sign', { timeout: 120_000 }, async () => {
  expect((await told('defeat')).map(({ said }) => said)).toEqual([
    ['evaluation-marks'],
    ['evaluation-marks'],
    ['evaluation-marks'],
  ]);
  for (const product of products)
    for (const variant of await variantsOf(product, 'defeat')) {
      const prepared = await prepareVariant(variant, join(root, variant.id));
      const seeded = product.hidden.filter(({ id }) => id.endsWith('-a'));
      const runs = await runScenarios({ product: prepared, scenarios: seeded, trajectories: 1 });
      const { satisfied, observed } = count(resultsOf(runs));
      expect([variant.id, satisfied]).toEqual([variant.id, observed]);
    }
});
