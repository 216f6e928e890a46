// Blocks C, E, F and the visible part of J: the head's visible scenarios, carried out alternately at base and at head.
// Invariant: on clean snapshots in the product sandbox; the repeats are what the noise is judged by, and lines are counted apart.
import { countLines } from '../../core/coverage/count-lines.ts';
import { compareBehaviour, compareTime } from '../../core/run/behaviour.ts';
import type { Coverage, Evidence } from '../../core/run/evidence.ts';
import type { VisibleDetail } from '../../core/protocol/evaluator-answer.ts';
import { parseSpec } from '../../core/spec/parse-spec.ts';
import { gitText } from '../../node/git.ts';
import { linesBetween } from '../../node/lines-between.ts';
import { listTree } from '../../node/snapshot.ts';
import type { RunContext } from '../context.ts';
import { askVisible, withProduct } from '../visible.ts';
import type { Gatherer } from './gather.ts';

const repeats = 5;
/** After this long no further repeat is begun; each side has at least one. */
const patienceMs = 15_000;

export const behaviourGatherer: Gatherer = {
  of: 'behaviour before and after',
  last: 'coverage',
  async gather(context, head) {
    const { request } = context.state();
    const base = request.base.commit;
    const scenarios = await listTree(request.repository, head, 'scenarios');
    if (!scenarios.some((entry) => entry.path.endsWith('.md')))
      return [
        ...nothing(base, head, 'there is no visible scenario, so there is no input to compare'),
        await linesWithoutScenario(context, base, head),
      ];
    const measured = await repeated(context, base, head);
    if (measured === null)
      return nothing(base, head, 'the visible scenarios could not be run; see runner.log');
    const { id, requirements, bin } = request.spec;
    const ids = requirements.map((one) => one.id);
    const { atBase, atHead } = measured;
    const start = parseSpec(request.spec.text, request.spec.path).frontMatter.start;
    const compared = { base, head, requirements: [...ids, id], atBase, atHead, bin, start };
    const sizes = await Promise.all([base, head].map((commit) => sizeOf(request.repository, commit)));
    const [before = 0, after = 0] = sizes;
    return [
      { block: 'behaviour', behaviour: compareBehaviour(compared) },
      {
        block: 'performance',
        performance: {
          metrics: [
            ...compareTime(compared),
            {
              name: 'size',
              unit: 'kB',
              subject: 'tracked files',
              base: [before],
              head: [after],
              budget: null,
              verdict: after > before ? 'worse' : after < before ? 'better' : 'same',
            },
          ],
          replay: null,
          problem: null,
        },
      },
      measured.lines === undefined
        ? { block: 'missing', of: 'changed lines that ran', reason: 'the evaluator did not count them' }
        : { block: 'coverage', coverage: measured.lines },
    ];
  },
};

/** How many there are is known all the same: hidden scenarios may have run them. */
async function linesWithoutScenario(context: RunContext, base: string, head: string): Promise<Evidence> {
  const { request } = context.state();
  const changed = await linesBetween(request.repository, base, head);
  return { block: 'coverage', coverage: countLines(changed, [], false) };
}

async function repeated(context: RunContext, base: string, head: string) {
  return withProduct(context, base, head, (before) =>
    withProduct(context, head, undefined, async (after) => {
      const atBase: (readonly VisibleDetail[])[] = [];
      const atHead: (readonly VisibleDetail[])[] = [];
      let lines: Coverage | undefined;
      const begun = performance.now();
      for (let round = 0; round < repeats; round += 1) {
        if (round > 1 && performance.now() - begun > patienceMs) break;
        for (const [product, runs] of [
          [before, atBase],
          [after, atHead],
        ] as const) {
          const counting = product === after && round === 0 ? { lines: { base, head } } : {};
          const answer = await askVisible(context, product, { trajectories: 1, ...counting });
          if (answer === null) return null;
          runs.push(answer.details);
          lines ??= answer.lines;
        }
      }
      return { atBase, atHead, lines };
    }),
  );
}

function nothing(base: string, head: string, problem: string): Evidence[] {
  return [
    { block: 'behaviour', behaviour: { base, head, inputs: [], problem } },
    { block: 'performance', performance: { metrics: [], replay: null, problem } },
  ];
}

/** Tracked bytes in kB. */
async function sizeOf(repository: string, commit: string): Promise<number> {
  const listed = await gitText(repository, ['ls-tree', '-r', '-l', '--full-tree', commit]);
  const bytes = listed.split('\n').reduce((sum, line) => sum + (Number(line.split(/\s+/)[3]) || 0), 0);
  return Math.round(bytes / 102.4) / 10;
}
