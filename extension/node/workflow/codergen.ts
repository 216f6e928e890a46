// The model stage: prompt out, text or outcome back, both in the stage's folder (NLSpec 4.5).
// Invariant: text alone is no success. It needs a status that somebody wrote, `auto_status`, or a stage after it that judges.
import { expandGoal } from '../../core/workflow/prepare.ts';
import { flagOf, labelOf, textOf } from '../../core/workflow/graph.ts';
import { judgedLater } from '../../core/workflow/judged.ts';
import type { Outcome } from '../../core/workflow/outcome.ts';
import type { Handler, StageInput } from './handler.ts';

/** Whatever can write code from a prompt; what it says is text, or an outcome of its own, or both. */
export interface CodergenBackend {
  readonly run: (
    prompt: string,
    stage: StageInput,
  ) => Promise<string | Outcome | { readonly text: string; readonly outcome: Outcome }>;
}

/** Without a backend every stage is simulated. */
export function codergen(backend: CodergenBackend | null): Handler {
  return async (stage) => {
    const { node, graph, store } = stage;
    const prompt = expandGoal(textOf(node, 'prompt') || labelOf(node), textOf(graph, 'goal'));
    store.write(node.id, 'prompt.md', prompt);
    if (!backend) return said(stage, `[Simulated] Response for stage: ${node.id}`, { status: 'success' });
    const reply = await backend.run(prompt, stage);
    if (typeof reply === 'string') return said(stage, reply, judged(stage));
    if ('text' in reply) return said(stage, reply.text, reply.outcome);
    return said(stage, reply.notes ?? '', reply);
  };
}

function said({ node, store }: StageInput, text: string, outcome: Outcome): Outcome {
  store.write(node.id, 'response.md', text);
  return {
    notes: `Stage completed: ${node.id}`,
    ...outcome,
    contextUpdates: { last_stage: node.id, last_response: text.slice(0, 200), ...outcome.contextUpdates },
  };
}

function judged({ node, graph, store }: StageInput): Outcome {
  const written = store.status(node.id);
  if (typeof written === 'string') return { status: 'fail', failureReason: written };
  if (written) return written;
  if (flagOf(node, 'auto_status'))
    return { status: 'success', notes: 'auto-status: handler completed without writing status' };
  if (judgedLater(graph, node.id)) return { status: 'success', notes: 'text only; what follows judges it' };
  return {
    status: 'fail',
    failureReason: `\`${node.id}\` returned text and no status, and nothing after it judges the work`,
  };
}
