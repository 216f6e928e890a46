// A workflow without its work: stages end as a script says, at once, and nothing outside of the run's folder is touched.
// Invariant: what a stage answers depends on its name, visit and attempt alone, so that a resumed simulation goes on as the first would.
import { ownTypes } from '../../core/workflow/handlers.ts';
import { stageStatuses, type Outcome, type StageStatus } from '../../core/workflow/outcome.ts';
import { builtInHandlers } from './built-in.ts';
import type { Handler, Handlers } from './handler.ts';
import type { Interviewer } from '../../core/workflow/question.ts';
import { callbackInterviewer } from './interviewers.ts';
import { waitForHuman } from './wait-human.ts';

export interface Script {
  /** Node -> outcome by visit, and within a visit by attempt. The last of each stands for those after it; none means success. */
  readonly outcomes: ReadonlyMap<string, readonly (readonly StageStatus[])[]>;
  /** Human gate -> answer by visit; the last stands for those after it; none means that `interviewer` is asked. */
  readonly answers: ReadonlyMap<string, readonly string[]>;
}

/** `fail/success,success`: visits between commas, attempts between slashes. What is wrong with it, or the outcomes. */
export function readOutcomes(text: string): readonly (readonly StageStatus[])[] | string {
  const words = text.split(',').map((visit) => visit.split('/').map((one) => one.trim()));
  const wrong = words.flat().find((word) => !stageStatuses.some((one) => one === word));
  return wrong === undefined
    ? words.map((visit) => visit.map((word) => stageStatuses.find((one) => one === word) ?? 'fail'))
    : `there is no outcome "${wrong}"; write ${stageStatuses.join(', ')}`;
}

const nth = <T>(list: readonly T[] | undefined, number: number): T | undefined =>
  list?.[Math.min(number, list.length) - 1];

/** Handlers for every built-in type, Dimmer's own and `types` of others. Start, exit, conditions and fan-in are the real ones. */
export function simulatedHandlers(
  { outcomes, answers }: Script,
  interviewer: Interviewer,
  types: Iterable<string> = [],
): Handlers {
  const scripted: Handler = ({ node, visit, attempt, store }) => {
    const status = nth(nth(outcomes.get(node.id), visit), attempt) ?? 'success';
    store.write(node.id, 'response.md', `[Simulated] Response for stage: ${node.id}`);
    return Promise.resolve(simulated(node.id, status));
  };
  const gate: Handler = (stage) => {
    const said = nth(answers.get(stage.node.id), stage.visit);
    const scripted = callbackInterviewer(() => Promise.resolve({ kind: 'text', text: said ?? '' }));
    return waitForHuman(said === undefined ? interviewer : scripted)(stage);
  };
  const neverRun = () => Promise.reject(new Error('a simulation runs no command'));
  return new Map([
    ...builtInHandlers({ backend: null, interviewer, runTool: neverRun }),
    ...['codergen', 'tool', ...ownTypes, ...types].map((type) => [type, scripted] as const),
    ['wait.human', gate] as const,
  ]);
}

function simulated(id: string, status: StageStatus): Outcome {
  const failed = status === 'fail' || status === 'retry';
  return {
    status,
    contextUpdates: { last_stage: id },
    ...(failed ? { failureReason: `${id} failed, as simulated` } : {}),
  };
}
