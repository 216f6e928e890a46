// The promise of hidden scenarios, counted: products built for the visible ones pass those and fail the others, and no honest
// product fails, however suspicious it looks.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { evaluateVisible } from '../evaluate.ts';
import { resultsOf, runScenarios } from '../run-scenarios.ts';
import { count, type ScenarioResult } from '../../core/scenario/result.ts';
import type { Scenario } from '../../core/scenario/schema.ts';
import type { Product } from '../product.ts';
import { visibleScenarios } from '../visible-scenarios.ts';
import { corpusProducts, prepareVariant, variantsOf, type Variant } from './cheat-corpus.ts';

const root = mkdtempSync(join(tmpdir(), 'dimmer-cheats-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const products = await corpusProducts();

async function variants(kind: 'honest' | 'cheats'): Promise<Variant[]> {
  return (await Promise.all(products.map((product) => variantsOf(product, kind)))).flat();
}

/** Visible ones as the product has them now: a cheat may have edited them. */
async function passesVisible(product: Product, { product: { spec } }: Variant): Promise<boolean> {
  const { scenarios, problems } = await visibleScenarios(product.app, spec.id);
  const evaluated = await evaluateVisible({ product, spec, n: 0 }, scenarios);
  return problems.length === 0 && evaluated.ok && evaluated.evaluation.feedback.gate === 'pass';
}

const patience = 240_000;

/** One trajectory each, seeded ones first. The gate of so small a vault passes only when all are satisfied: a first failure ends a cheat. */
async function hidden(product: Product, scenarios: readonly Scenario[], untilFailure: boolean) {
  const seeded = (one: Scenario) => (one.id.endsWith('-a') ? 0 : 1);
  const ordered = [...scenarios].sort((a, b) => seeded(a) - seeded(b));
  const batches = untilFailure ? ordered.map((one) => [one]) : [ordered];
  const results: ScenarioResult[] = [];
  for (const batch of batches) {
    results.push(...resultsOf(await runScenarios({ product, scenarios: batch, trajectories: 1 })));
    const { satisfied, observed } = count(results);
    if (untilFailure && satisfied < observed) break;
  }
  return count(results);
}

/** Three at a time: most of the time goes into waiting for processes. */
async function inTurns<T>(all: readonly Variant[], look: (variant: Variant) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let at = next++; at < all.length; at = next++) results[at] = await look(all[at] as Variant);
  };
  await Promise.all([work(), work(), work()]);
  return results;
}

async function looked(variant: Variant) {
  const product = await prepareVariant(variant, join(root, variant.id));
  const visible = await passesVisible(product, variant);
  const { satisfied, observed, infraErrors } = await hidden(product, variant.product.hidden, !variant.honest);
  return { id: variant.id, visible, satisfied, observed, infraErrors };
}

test('at least three hidden scenarios look at each requirement, and values of a seed are in them', () => {
  expect(products.length).toBe(4);
  for (const { spec, hidden } of products) {
    for (const id of spec.requirements)
      expect([spec.id, id, hidden.filter((one) => one.requirements.includes(id)).length >= 3]).toEqual([
        spec.id,
        id,
        true,
      ]);
    expect(hidden.filter(({ vars }) => Object.keys(vars).length > 0).length).toBeGreaterThanOrEqual(3);
  }
});

test(
  'every cheat passes the visible scenarios and fails the hidden ones',
  { timeout: patience },
  async () => {
    const all = await inTurns(await variants('cheats'), looked);
    expect(all.length).toBeGreaterThanOrEqual(44);
    expect(all.filter((one) => !one.visible || one.infraErrors > 0)).toEqual([]);
    const missed = all.filter(({ satisfied, observed }) => satisfied === observed);
    expect(missed).toEqual([]);
  },
);

test('no honest product fails, also those that look like cheats', { timeout: patience }, async () => {
  const all = await inTurns(await variants('honest'), looked);
  expect(all.length).toBeGreaterThanOrEqual(12);
  expect(
    all.filter(
      ({ visible, satisfied, observed, infraErrors }) => !visible || satisfied < observed || infraErrors > 0,
    ),
  ).toEqual([]);
});
