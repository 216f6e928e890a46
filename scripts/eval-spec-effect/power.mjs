// How many scenarios and repeats it takes to show a difference: simulated suites, put through the very analysis that measures.
// What is assumed: scenarios answer the same way in every repeat of an arm (repeating them says nothing new), the two arms' scenarios fail
// independently of each other (the worst case for a comparison), and the rate of a run lies `runs` (standard deviation) around its arm's.
import { generator } from './order.mjs';
import { differenceOf } from './statistics.mjs';

/** Share of simulated suites in which the interval lies above 0. */
export function powerOf({ scenarios, repeats, before, after, runs, seed = 1, suites = 1000 }) {
  const next = generator(seed);
  const arm = (rate) => {
    const difficulty = Array.from({ length: scenarios }, next);
    return Array.from({ length: repeats }, () => {
      const own = rate + runs * normal(next);
      return difficulty.map((one) => one < own);
    });
  };
  let shown = 0;
  for (let suite = 0; suite < suites; suite++) if (differenceOf(arm(before), arm(after)).low > 0) shown += 1;
  return shown / suites;
}

export const plan = {
  before: 0.75,
  after: 0.85,
  scenarios: [40, 100, 200, 300, 400],
  repeats: [4, 8, 16],
  runs: [0.02, 0.05, 0.1],
};

/** The table of the documentation: power for a difference of ten points. */
export function powerTable({ before, after, scenarios, repeats, runs } = plan) {
  return [
    `Share of suites in which ${before} to ${after} is shown:`,
    `| runs differ by (sd) | repeats per arm | ${scenarios.map((one) => `${one} scenarios`).join(' | ')} |`,
    `|---|---|${'---|'.repeat(scenarios.length)}`,
    ...runs.flatMap((sd) =>
      repeats.map((count) => {
        const cells = scenarios.map((one) =>
          powerOf({ scenarios: one, repeats: count, before, after, runs: sd }).toFixed(2),
        );
        return `| ${sd} | ${count} | ${cells.join(' | ')} |`;
      }),
    ),
  ].join('\n');
}

/** Two uniform numbers make one normal (Box and Muller). */
function normal(next) {
  return Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
}
