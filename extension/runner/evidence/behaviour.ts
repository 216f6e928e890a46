// Blocks C, E, F and the visible part of J: the head's visible scenarios, carried out alternately at base and at head.
// Invariant: on clean snapshots in the product sandbox; the repeats are what the noise is judged by, and lines are counted apart.
import { countLines } from '../../core/coverage/count-lines.ts';
import { compareBehaviour, compareTime } from '../../core/run/behaviour.ts';
import type { Evidence } from '../../core/run/evidence.ts';
import { parseSpec } from '../../core/spec/parse-spec.ts';
import { gitText } from '../../node/git.ts';
import { linesBetween } from '../../node/lines-between.ts';
import { listTree } from '../../node/snapshot.ts';
import type { RunContext } from '../context.ts';
import { compareVisible } from '../visible.ts';
import type { Gatherer } from './gather.ts';

const repeats = 5;
/** After this long no third or later repeat is begun. */
const patienceMs = 15_000;

const noScenario = 'there is no visible scenario of this spec, so there is no input to compare';

export const behaviourGatherer: Gatherer = {
  of: 'behaviour before and after',
  last: 'coverage',
  async gather(context, head) {
    const { request } = context.state();
    const base = request.base.commit;
    const scenarios = await listTree(request.repository, head, 'scenarios');
    if (!scenarios.some((entry) => entry.path.endsWith('.md')))
      return [...nothing(base, head, noScenario), await linesWithoutScenario(context, base, head)];
    const measured = await compareVisible(context, { base, head, repeats, patienceMs });
    if (measured === null)
      return nothing(base, head, 'the visible scenarios could not be run; see runner.log');
    if (measured.atHead.length === 0)
      return [...nothing(base, head, noScenario), { block: 'coverage', coverage: measured.lines }];
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
      { block: 'coverage', coverage: measured.lines },
    ];
  },
};

/** How many there are is known all the same: hidden scenarios may have run them. */
async function linesWithoutScenario(context: RunContext, base: string, head: string): Promise<Evidence> {
  const { request } = context.state();
  const changed = await linesBetween(request.repository, base, head);
  return { block: 'coverage', coverage: countLines(changed, [], false) };
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
