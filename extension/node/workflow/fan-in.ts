// The fan-in: picks the best of what parallel branches came to (NLSpec 4.9).
// Invariant: it fails when every branch failed, and when the parallel node itself did.
import * as z from 'zod/mini';
import { textOf } from '../../core/workflow/graph.ts';
import { stageStatuses, type Outcome } from '../../core/workflow/outcome.ts';
import type { CodergenBackend } from './codergen.ts';
import type { Handler, StageInput } from './handler.ts';

const resultsSchema = z.array(
  z.object({ id: z.string(), outcome: z.enum(stageStatuses), score: z.number() }),
);

type Result = z.infer<typeof resultsSchema>[number];

const rank = { success: 0, partial_success: 1, retry: 2, skipped: 3, fail: 4 } as const;

/** With a prompt and a backend the model ranks; it has to name one of the candidates. */
export function fanIn(backend: CodergenBackend | null): Handler {
  return async (stage) => {
    const read = resultsSchema.safeParse(stage.context['parallel.results']);
    if (!read.success || read.data.length === 0) return fail('no parallel results to evaluate');
    const candidates = read.data.filter(
      ({ outcome }) => outcome === 'success' || outcome === 'partial_success',
    );
    if (candidates.length === 0) return fail('all branches failed');
    if (stage.context['parallel.outcome'] === 'fail') return fail('the parallel node failed');
    const prompt = textOf(stage.node, 'prompt');
    const best =
      prompt !== '' && backend ? await ranked(prompt, candidates, backend, stage) : bestOf(candidates);
    if (!best) return fail('the evaluation named none of the candidates');
    return {
      ...{ status: 'success', notes: `Selected best candidate: ${best.id}` },
      contextUpdates: { 'parallel.fan_in.best_id': best.id, 'parallel.fan_in.best_outcome': best.outcome },
    };
  };
}

const fail = (failureReason: string): Outcome => ({ status: 'fail', failureReason, retryable: false });

/** By outcome, then score, then name. */
function bestOf(candidates: readonly Result[]): Result | undefined {
  return [...candidates].sort(
    (a, b) => rank[a.outcome] - rank[b.outcome] || b.score - a.score || (a.id < b.id ? -1 : 1),
  )[0];
}

async function ranked(
  prompt: string,
  candidates: readonly Result[],
  backend: CodergenBackend,
  stage: StageInput,
): Promise<Result | undefined> {
  const asked = `${prompt}\n\nCandidates:\n${JSON.stringify(candidates, null, 2)}\n\nAnswer with the id of the best one.`;
  stage.store.write(stage.node.id, 'prompt.md', asked);
  const reply = await backend.run(asked, stage);
  const text = typeof reply === 'string' ? reply : 'text' in reply ? reply.text : (reply.notes ?? '');
  stage.store.write(stage.node.id, 'response.md', text);
  const named = candidates.filter(({ id }) => new RegExp(`\\b${id}\\b`).test(text));
  return named.length === 1 ? named[0] : undefined;
}
