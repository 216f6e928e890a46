// Runs by the workflow with a planner and three workers as event histories, and pictures of shipped workflows, for tests.
import { readFileSync } from 'node:fs';
import type { StageName } from '../../extension/core/level/level.ts';
import type { WorkflowPicture } from '../../extension/core/protocol/workflow-picture.ts';
import type { RunRequest } from '../../extension/core/protocol/run-request.ts';
import type { RunEventBody } from '../../extension/core/run/events.ts';
import { readWorkflow } from '../../extension/core/run/read-workflow.ts';
import * as samples from './runs.ts';

export function shippedText(name: string): string {
  return readFileSync(new URL(`../../specs-templates/workflows/${name}.dot`, import.meta.url), 'utf8');
}

export function shippedPicture(name: string): WorkflowPicture {
  const { picture } = readWorkflow(shippedText(name));
  if (picture === null) throw new Error(`${name} cannot be read`);
  return picture;
}

const entered = (stage: StageName, node: string, round = 1): RunEventBody => ({
  ...{ type: 'stage-entered', stage, round, node },
});
const finished = (
  stage: StageName,
  node: string,
  status: 'success' | 'fail' = 'success',
  round = 1,
): RunEventBody[] => [entered(stage, node, round), { type: 'stage-finished', stage, round, status, node }];

/** A gate has put the run to rest until somebody chooses. */
export function gate(change: Partial<RunRequest> = {}): RunEventBody[] {
  const meanwhile = 'Nothing: the workflow waits here for one of the choices.';
  return [
    ...samples.secondRound(change),
    {
      type: 'question-asked',
      id: 'G1',
      text: 'Ship it?',
      choices: ['Ship', 'Fix first'],
      meanwhile,
      gate: 'ask',
    },
    {
      ...{ type: 'run-suspended', reason: 'question', message: 'The workflow asks: Ship it?' },
      next: 'Answer it: `dimmer answer RUN G1 "Ship"`.',
    },
  ];
}

/** The first try was red together; in the second, one worker is checked while two still work. */
export function sideBySide(change: Partial<RunRequest> = {}): RunEventBody[] {
  const workflow = {
    path: 'specs-templates/workflows/planner-workers.dot',
    text: shippedText('planner-workers'),
  };
  const workers = ['a', 'b', 'c'];
  return [
    ...samples.started({ workflow, ...change }),
    ...finished('clarify', 'clarify'),
    ...finished('plan', 'planner'),
    ...workers.flatMap((name) => [
      ...finished('implement', `worker_${name}`),
      ...finished('guardrails', `checks_${name}`),
    ]),
    ...finished('combine', 'combine'),
    ...finished('guardrails', 'combined', 'fail'),
    ...finished('plan', 'planner', 'success', 2),
    ...finished('implement', 'worker_a', 'success', 2),
    entered('guardrails', 'checks_a', 2),
    entered('implement', 'worker_b', 2),
    entered('implement', 'worker_c', 2),
  ];
}
