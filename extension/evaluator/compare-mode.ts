// `compare`: the head's visible scenarios, carried out at base and at head in turns, and once more to count the lines that ran.
// Invariant: each side is built once, and both get the same seeded values, so that what differs is the product.
import { countLines } from '../core/coverage/count-lines.ts';
import type { EvaluatorInput } from '../core/protocol/evaluator-input.ts';
import type { ComparedAnswer } from '../core/protocol/evaluator-answer.ts';
import type { Scenario } from '../core/scenario/schema.ts';
import { GitProblem } from '../node/git.ts';
import { linesBetween } from '../node/lines-between.ts';
import { checkBubblewrap } from '../node/sandbox/check-bubblewrap.ts';
import { measureLines } from './line-meter.ts';
import { privateFolder, removeFolder } from './private-folder.ts';
import { problem } from './problem.ts';
import { prepareProduct, type Product } from './product.ts';
import { runScenarios } from './run-scenarios.ts';
import { specFacts, type SpecFacts } from './spec-facts.ts';
import { failure, type Answer } from './vault-mode.ts';
import { visibleDetails } from './visible-details.ts';
import { visibleScenarios } from './visible-scenarios.ts';

type CompareInput = Extract<EvaluatorInput, { mode: 'compare' }>;

interface Sides {
  readonly base: Product;
  readonly head: Product;
}

export async function compareMode(input: CompareInput): Promise<Answer> {
  const sandbox = await checkBubblewrap();
  if (!sandbox.ok) return failure(problem('no-sandbox', `${sandbox.reason}. ${sandbox.fix}`));
  const spec = specFacts(input.spec.text, input.spec.path);
  const folders = { base: await privateFolder('disk'), head: await privateFolder('disk') };
  try {
    const prepare = (side: keyof Sides) =>
      prepareProduct(
        { repository: input.repository, commit: input[side], twinsFrom: input.base },
        spec,
        folders[side],
      );
    const [base, head] = [await prepare('base'), await prepare('head')];
    return await compare(input, spec, { base, head });
  } catch (error) {
    if (error instanceof GitProblem) return failure(problem('bad-commit', error.message));
    throw error;
  } finally {
    await Promise.all(Object.values(folders).map(removeFolder));
  }
}

async function compare(input: CompareInput, spec: SpecFacts, { base, head }: Sides): Promise<Answer> {
  const { scenarios } = await visibleScenarios(head.app, spec.id);
  const changed = await linesBetween(input.repository, input.base, input.head);
  const built = spec.build !== undefined;
  if (scenarios.length === 0)
    return compared({ atBase: [], atHead: [], lines: countLines(changed, [], built) });
  const sides = { base: sameValues(base), head: sameValues(head) };
  const repeats = await repeated(input, sides, scenarios);
  const pass = await measureLines(sides.head, scenarios, changed.lines);
  return compared({ ...repeats, lines: countLines(changed, [pass], built) });
}

function compared(answer: Omit<ComparedAnswer, 'v'>): Answer {
  return { exit: 0, body: { v: 1, ...answer } };
}

/** Seeded values depend on the commit; here the same are wanted on both sides. */
function sameValues(product: Product): Product {
  return { ...product, commit: 'compared' };
}

/** In turns, so that what slows the machine slows both; at least twice, then while there is patience. */
async function repeated({ repeats, patienceMs }: CompareInput, sides: Sides, scenarios: readonly Scenario[]) {
  const once = async (product: Product) =>
    visibleDetails(await runScenarios({ product, scenarios, trajectories: 1 }));
  const [atBase, atHead]: [ComparedAnswer['atBase'], ComparedAnswer['atHead']] = [[], []];
  const begun = performance.now();
  for (let round = 0; round < repeats; round += 1) {
    if (round > 1 && performance.now() - begun > patienceMs) break;
    atBase.push(await once(sides.base));
    atHead.push(await once(sides.head));
  }
  return { atBase, atHead };
}
