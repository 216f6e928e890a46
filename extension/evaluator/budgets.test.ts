import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { countLook, recordOutcome, type Look } from './budgets.ts';

const vaultDir = mkdtempSync(join(tmpdir(), 'dimmer-budgets-'));
afterAll(() => rmSync(vaultDir, { recursive: true, force: true }));
const look = (key: string, more: Partial<Look> = {}): Look => ({
  digest: 'd',
  split: 'validation',
  commit: 'c',
  key,
  ...more,
});

test('ten validation rounds and three sealed looks for a version of a spec, whoever asks', async () => {
  const left = [];
  for (let i = 0; i < 10; i++) left.push(await countLook(vaultDir, look(i % 2 ? `cli/${i}` : `run/${i}`)));
  expect(left.map((one) => one.left)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
  expect(await countLook(vaultDir, look('run/11'))).toEqual({ ok: false, reason: 'no-rounds-left', left: 0 });
  expect(await countLook(vaultDir, look('run/0'))).toMatchObject({ ok: true, left: 0 });
  expect(await countLook(vaultDir, look('run/12', { digest: 'changed spec' }))).toMatchObject({
    ok: true,
    left: 9,
  });

  const sealed = (key: string) => countLook(vaultDir, look(key, { split: 'sealed' }));
  expect(await sealed('a')).toEqual({ ok: false, reason: 'not-validated', left: 3 });
  await recordOutcome(vaultDir, look('run/9'), { reported: 0.8, passed: true });
  expect(
    [await sealed('a'), await sealed('b'), await sealed('c'), await sealed('d')].map((one) => [
      one.ok,
      one.left,
    ]),
  ).toEqual([
    [true, 2],
    [true, 1],
    [true, 0],
    [false, 0],
  ]);
  expect(await countLook(vaultDir, look('run/0'))).toMatchObject({ reported: 0.8 });
});

test('two at once are counted as two', async () => {
  const both = await Promise.all(
    ['x', 'y'].map((key) => countLook(vaultDir, look(key, { digest: 'together' }))),
  );
  expect(both.map((one) => one.left).sort()).toEqual([8, 9]);
});

type Step = {
  readonly key: string;
  readonly split: 'validation' | 'sealed';
  readonly commit: string;
  readonly passes: boolean;
};
const steps = fc.array(
  fc.record<Step>({
    key: fc.integer({ min: 0, max: 15 }).map(String),
    split: fc.constantFrom('validation', 'sealed'),
    commit: fc.constantFrom('c1', 'c2', 'c3'),
    passes: fc.boolean(),
  }),
  { maxLength: 30 },
);

test('no order of questions gets more than ten rounds, three sealed looks, or a sealed look before its commit passed', async () => {
  let digest = 0;
  await fc.assert(
    fc.asyncProperty(steps, async (list) => {
      const spec = { digest: `property-${digest++}` };
      const asked = { validation: new Set<string>(), sealed: new Set<string>() };
      const passed = new Set<string>();
      for (const { key, split, commit, passes } of list) {
        const one = look(`${split}/${key}`, { ...spec, split, commit });
        const before = asked[split].size;
        const again = asked[split].has(one.key);
        const { ok } = await countLook(vaultDir, one);
        const allowed =
          again || (before < (split === 'sealed' ? 3 : 10) && (split === 'validation' || passed.has(commit)));
        expect(ok).toBe(allowed);
        if (!ok) continue;
        asked[split].add(one.key);
        await recordOutcome(vaultDir, one, { reported: 0.5, passed: passes });
        if (split === 'validation' && passes) passed.add(commit);
      }
    }),
    { numRuns: 25 },
  );
});

test('a damaged count is not a fresh budget', async () => {
  writeFileSync(join(vaultDir, 'budgets.json'), '{');
  expect(await countLook(vaultDir, look('z'))).toEqual({ ok: false, reason: 'damaged', left: 0 });
});
