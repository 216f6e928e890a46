// The handlers that come with the engine, by type. Dimmer's own five are registered by whoever has a run to run them in.
import { stageStatuses } from '../../core/workflow/outcome.ts';
import type { Interviewer } from '../../core/workflow/question.ts';
import { codergen, type CodergenBackend } from './codergen.ts';
import { fanIn } from './fan-in.ts';
import type { Handler, Handlers } from './handler.ts';
import { tool, type RunTool } from './tool.ts';
import { waitForHuman } from './wait-human.ts';

export interface BuiltIn {
  /** Null: model stages are simulated. */
  readonly backend: CodergenBackend | null;
  readonly interviewer: Interviewer;
  readonly runTool: RunTool;
}

const nothing: Handler = () => Promise.resolve({ status: 'success' });

/** Passes on what it was given, so that the conditions of its edges see it. */
const conditional: Handler = ({ context, node }) => {
  const status = stageStatuses.find((one) => one === context['outcome']) ?? 'success';
  const preferredLabel = String(context['preferred_label'] ?? '');
  return Promise.resolve({ status, preferredLabel, notes: `Conditional node evaluated: ${node.id}` });
};

/** `set` on what it returns registers a handler of yours, or replaces one. The engine runs `parallel` itself. */
export function builtInHandlers({ backend, interviewer, runTool }: BuiltIn): Handlers {
  return new Map([
    ...(['start', 'exit'] as const).map((type) => [type, nothing] as const),
    ['conditional', conditional],
    ['codergen', codergen(backend)],
    ['wait.human', waitForHuman(interviewer)],
    ['parallel.fan_in', fanIn(backend)],
    ['tool', tool(runTool)],
  ]);
}
