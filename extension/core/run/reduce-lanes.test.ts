// What a parallel branch does to the state of its run: its spend counts, its commits and guardrails are its own.
import { expect, test } from 'vitest';
import * as samples from '../../../test/samples/runs.ts';
import type { RunEvent, RunEventBody } from './events.ts';
import { replay } from './reduce.ts';

const at = '2026-11-29T10:00:00.000Z';
let seq = 0;
const event = (body: RunEventBody, lane?: string) =>
  ({ v: 1, seq: (seq += 1), at, ...body, ...(lane === undefined ? {} : { lane }) }) as RunEvent;
const usage = { input: 10, output: 5, cacheRead: 0, cacheWrite: 0 };

test('turns of a branch count for the run; its head, guardrails and folder do not take the place of the run’s', () => {
  const state = replay([
    event({ type: 'run-requested', request: samples.request() }),
    event({ type: 'worktree-created', path: '/w/run', branch: 'dimmer/run', commit: 'base' }),
    event({ type: 'stage-entered', stage: 'plan', round: 1, node: 'planner' }),
    event({ type: 'stage-finished', stage: 'plan', round: 1, status: 'success', node: 'planner' }),
    event({ type: 'worktree-created', path: '/w/run.a', branch: 'dimmer/run.a', commit: 'base' }, 'a'),
    event({ type: 'stage-entered', stage: 'implement', round: 1, node: 'a' }, 'a'),
    event(
      {
        type: 'model-replied',
        turn: 1,
        round: 1,
        model: 'm',
        content: [],
        stopReason: 'end_turn',
        usage,
        dollars: 1,
      },
      'a',
    ),
    event({ type: 'model-waiting', reason: 'busy', attempt: 1, until: at }, 'a'),
    event({ type: 'work-committed', commit: 'c1', tree: 't1', round: 1, files: [] }, 'a'),
    event(
      {
        ...{ type: 'guardrail-finished', phase: 'head', round: 1, name: 'test', outcome: 'fail', exit: 1 },
        ...{ milliseconds: 1, output: '' },
      } as RunEventBody,
      'a',
    ),
    event({ type: 'worktree-removed', path: '/w/run.a' }, 'a'),
  ]);
  expect(state).toMatchObject({
    status: 'working',
    stage: 'implement',
    turns: 1,
    dollars: 1,
    usage,
    head: null,
    guardrailsAtHead: {},
    worktree: { path: '/w/run', removed: false },
    nodes: { planner: 'success', a: 'active' },
    lanes: { a: { path: '/w/run.a', branch: 'dimmer/run.a', removed: true, commit: 'c1' } },
  });
});
