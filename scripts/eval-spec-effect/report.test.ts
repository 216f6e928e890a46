// What is said, and above all what is not: no effect under rehearsal, none that its interval does not show.
import { expect, test } from 'vitest';
import { document, summary } from './report.mjs';
import { pairResult } from './results.mjs';

const treatment = {
  before: { A: 4, B: 1, C: 2, readiness: '2 to settle, 2 requirements' },
  after: { A: 0, B: 0, C: 1, readiness: 'nothing blocks, 2 requirements' },
};
const requirements = [['R1'], ['R1', 'R10'], ['R2']];

type Observed = readonly (boolean | null)[];
const run = (observed: Observed, more = {}) => ({
  ...{ commit: 'c', ended: 'awaiting-decision', tokens: 1000, dollars: 0.5, rounds: 1 },
  ...{ observed, ...more },
});
const lost = { ...run([]), commit: null, ended: 'suspended', observed: undefined };

/** A pair of `repeats` runs in which arms satisfy none and all of forty scenarios. */
const apart = (repeats: number, flip = false) =>
  pairResult({
    ...{ name: 'apart', treatment, requirements: Array.from({ length: 40 }, () => ['R1']) },
    runs: {
      before: Array.from({ length: repeats }, () => run(Array.from({ length: 40 }, () => flip))),
      after: Array.from({ length: repeats }, () => run(Array.from({ length: 40 }, () => !flip))),
    },
  });
const facts = (backend: string, repeats: number) => ({ backend, model: undefined, repeats, seed: 5 });

test('a rehearsal never has an effect, however far apart the arms are', () => {
  for (const results of [
    [apart(9)],
    [apart(1)],
    Array.from({ length: 7 }, () => apart(9)),
    [apart(4, true)],
  ]) {
    const text = summary(results, facts('rehearsal', 9));
    expect(text.split('\n')[0]).toMatch(/^Rehearsal: .* written in advance/);
    expect(text.split('\n').at(-1)).toBe(
      'effect: not yet measured (rehearsal backend: replies were written in advance)',
    );
    expect(text.match(/effect:/g)).toHaveLength(1);
    expect(text).not.toMatch(/[+-]\d\.\d/);
    const told = document(results, facts('rehearsal', 9));
    expect(told).toMatchObject({ v: 1, eval: 'spec-effect', rehearsal: true, effect: null });
    expect(told.pairs.map(({ effect }: { effect: unknown }) => effect)).toEqual(results.map(() => null));
    expect(JSON.stringify(told)).not.toMatch(/change|shown/);
  }
});

test('a live backend says the effect with its interval and n, and whose it is', () => {
  const text = summary([apart(4)], facts('anthropic', 4));
  expect(text).not.toMatch(/ehears|not shown/);
  expect(text).toMatch(
    /effect: \+1\.00 \[\+0\.\d\d, \+1\.00\], n = 1 pair, 40 scenarios, 8 runs\nAbout this pair alone: .* 6 pairs or more\.$/,
  );
  expect(text).toContain('n = 40 scenarios x 4 runs per arm');
  expect(document([apart(4)], facts('anthropic', 4)).effect).toMatchObject({
    change: 1,
    shown: true,
    about: 'pairs',
  });
  expect(summary([apart(4, true)], facts('acp', 4))).toMatch(/effect: -1\.00 \[-1\.00, -0\.\d\d\]/);
  const many = summary(
    Array.from({ length: 6 }, () => apart(1)),
    facts('anthropic', 1),
  );
  expect(many).toMatch(/n = 6 pairs, 240 scenarios, 12 runs\nAbout specs like these/);
});

test('an interval that holds 0 is not shown, and neither is one that does not exist', () => {
  const even = pairResult({
    ...{ name: 'even', treatment, requirements },
    runs: {
      before: Array.from({ length: 4 }, () => run([true, false, false])),
      after: Array.from({ length: 4 }, () => run([true, true, false])),
    },
  });
  expect(summary([even], facts('anthropic', 4))).toMatch(
    /effect: \+0\.33 \[-0\.\d\d, \+0\.\d\d\], n = 1 pair, 3 scenarios, 8 runs: not shown, the interval holds 0/,
  );
  expect(document([even], facts('anthropic', 4)).effect).toMatchObject({ shown: false });
  expect(summary([apart(3)], facts('anthropic', 3))).toMatch(
    /effect: not shown, \+1\.00 without an interval, .*: fewer than 4 runs per arm cannot be told from chance/,
  );
  expect(document([apart(3)], facts('anthropic', 3)).effect).toMatchObject({ low: null, shown: false });
});

test('a run without a commit is nothing satisfied and said apart', () => {
  const result = pairResult({
    ...{ name: 'lost', treatment, requirements },
    runs: {
      before: [run([true, true, true]), lost],
      after: [run([true, true, true]), run([true, true, false])],
    },
  });
  expect(result.arms.before).toMatchObject({ satisfied: 3, observed: 6, withoutCommit: ['suspended'] });
  expect(result.arms.after).toMatchObject({ satisfied: 5, observed: 6, withoutCommit: [] });
  expect(summary([result], facts('anthropic', 2))).toMatch(
    /before 3 of 6 .*1 of 2 runs left no commit \(suspended\), counted as nothing satisfied/,
  );
});

test('a scenario that one run did not observe leaves both arms', () => {
  const result = pairResult({
    ...{ name: 'gap', treatment, requirements },
    runs: { before: [run([true, null, false])], after: [run([true, true, true])] },
  });
  expect(result).toMatchObject({ scenarios: 2, leftOut: 1 });
  expect(result.arms.after).toMatchObject({ satisfied: 2, observed: 2 });
  expect(result.arms.after.requirements).toEqual([
    { requirement: 'R1', satisfied: 1, observed: 1 },
    { requirement: 'R2', satisfied: 1, observed: 1 },
  ]);
  expect(summary([result], facts('rehearsal', 1))).toContain(
    '1 not observed in every run and left out of both arms',
  );
  const none = pairResult({
    ...{ name: 'none', treatment, requirements },
    runs: { before: [run([null, null, null])], after: [run([true, true, true])] },
  });
  expect(summary([none], facts('anthropic', 1))).toMatch(/\neffect: not measured/);
  expect(document([none], facts('anthropic', 1)).effect).toBeNull();
});

test('requirements are counted by id, medians are over runs, dollars only where each run has them', () => {
  const result = pairResult({
    ...{ name: 'counts', treatment, requirements },
    runs: {
      before: [
        run([true, true, false], { tokens: 10 }),
        run([true, false, false], { tokens: 30, rounds: 4 }),
      ],
      after: [run([true, true, true]), run([true, true, true], { dollars: null })],
    },
  });
  expect(result.arms.before).toMatchObject({ tokens: 20, dollars: 0.5, rounds: 2.5 });
  expect(result.arms.after.dollars).toBeNull();
  expect(result.arms.before.requirements).toEqual([
    { requirement: 'R1', satisfied: 3, observed: 4 },
    { requirement: 'R2', satisfied: 0, observed: 2 },
    { requirement: 'R10', satisfied: 1, observed: 2 },
  ]);
  const text = summary([result], facts('acp', 2));
  expect(text).toContain('7 findings (certain 4, likely 1, hints 2); 2 to settle');
  expect(text).toMatch(/R10 +before 1 of 2 +after 2 of 2/);
});
