// What a scenario is written about: the spec as it was handed over, and the product of one commit.
// Invariant: nothing of a scenario is near while the product is prepared.
import type { EvaluatorInput } from '../../core/protocol/evaluator-input.ts';
import { GitProblem, resolveCommit } from '../../node/git.ts';
import { checkBubblewrap } from '../../node/sandbox/check-bubblewrap.ts';
import { privateFolder, removeFolder } from '../private-folder.ts';
import { problem, type Problem } from '../problem.ts';
import { prepareProduct, type Product } from '../product.ts';
import { specFacts, type SpecFacts } from '../spec-facts.ts';

type Authoring = Extract<EvaluatorInput, { mode: 'propose' | 'try' }>;

/** Prepares the product, lets `use` have it, and removes it. */
export async function withSubject<T>(
  input: Pick<Authoring, 'repository' | 'commit' | 'spec'>,
  use: (product: Product, spec: SpecFacts) => Promise<T>,
): Promise<T | Problem> {
  const sandbox = await checkBubblewrap();
  if (!sandbox.ok) return problem('no-sandbox', `${sandbox.reason}. ${sandbox.fix}`);
  const spec = specFacts(input.spec.text, input.spec.path);
  const folder = await privateFolder('disk');
  try {
    const commit = await resolveCommit(input.repository, input.commit);
    return await use(await prepareProduct({ repository: input.repository, commit }, spec, folder), spec);
  } catch (error) {
    if (error instanceof GitProblem) return problem('bad-commit', error.message);
    throw error;
  } finally {
    await removeFolder(folder);
  }
}
