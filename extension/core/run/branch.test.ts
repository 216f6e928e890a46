// Where a branch may begin, by what the log says about the files.
import { expect, test } from 'vitest';
import * as samples from '../../../test/samples/runs.ts';
import { branchChoices, branchPoint, inherited } from './branch.ts';
import type { RunEvent, RunEventBody } from './events.ts';
import { nextStep, retryRound } from './next-stage.ts';

const call = (callId: string, name: string, turn: number) => ({ callId, name, turn });
const tool = (name: string, turn = 1): RunEventBody[] => [
  { type: 'tool-started', ...call(`${name}-${turn}`, name, turn), summary: '' },
  {
    type: 'tool-finished',
    ...call(`${name}-${turn}`, name, turn),
    isError: false,
    milliseconds: 1,
    output: '',
  },
];
const asked = (turn: number): RunEventBody => ({ type: 'model-asked', turn, round: 1, content: [] });
const checkpoint: RunEventBody = { type: 'checkpoint-committed', commit: 'c1', tree: 't1' };
const numbered = (bodies: readonly RunEventBody[]) =>
  bodies.map(
    (body, index) => ({ v: 1, seq: index + 1, at: '2026-11-29T10:00:00.000Z', ...body }) as RunEvent,
  );

const events = numbered([
  { type: 'run-requested', request: samples.request() },
  { type: 'runner-started', pid: 1, startTime: '1', node: '24', resumed: false },
  { type: 'stage-entered', stage: 'implement', round: 1 },
  asked(1),
  ...tool('read_file'),
  asked(2),
  ...tool('shell', 2),
  asked(3),
  checkpoint,
  asked(4),
  ...tool('search', 4),
  ...tool('its own tool', 5),
]);

test.each([
  [1, 1, undefined],
  [6, 6, undefined],
  // The shell has begun: what the files are is known again at the next commit.
  [8, 7, undefined],
  [10, 7, undefined],
  [11, 11, 'c1'],
  [14, 14, 'c1'],
  [15, 14, 'c1'],
  [16, 14, 'c1'],
])('asked for event %i, a branch begins after %i at %s', (at, seq, commit) => {
  expect(branchPoint(events, at)).toEqual({ seq, commit });
});

test('a branch takes over what the agent did, and not who carried it out', () => {
  expect(inherited(events, branchPoint(events, 11)).map(({ seq }) => seq)).toEqual([
    3, 4, 5, 6, 7, 8, 9, 10, 11,
  ]);
});

test('a conversation that began anew does so in a branch as well, and helpers are no turns of the agent', () => {
  const compacted: RunEventBody = { type: 'context-compacted', turn: 1, how: 'notes' };
  const helped = numbered([
    { type: 'run-requested', request: samples.request() },
    asked(1),
    compacted,
    asked(2),
    ...tool('wait', 2),
    { ...asked(9), agent: 'A1' } as RunEventBody,
    checkpoint,
  ]);
  expect(inherited(helped, branchPoint(helped, 6)).map(({ type }) => type)).toContain('context-compacted');
  expect(branchPoint(helped, 6)).toEqual({ seq: 6, commit: undefined });
  expect(branchChoices(helped)[0]).toEqual({ seq: 8, what: 'after turn 2' });
});

test('the places to go back to are named, latest first', () => {
  expect(branchChoices(events)).toEqual([
    { seq: 11, what: 'after turn 3' },
    { seq: 3, what: 'begin of implement, round 1' },
  ]);
});

test('a stage that is tried again is the next one, in its round or in a new one', () => {
  const finished: RunEventBody = { type: 'stage-finished', stage: 'implement', round: 1, status: 'success' };
  const retried = (round: number): RunEventBody => ({
    type: 'stage-retried',
    stage: 'implement',
    round,
    by: 'ada',
  });
  expect(retryRound(events, 'implement')).toEqual({ round: 1 });
  const done = numbered([...events, finished]);
  expect(retryRound(done, 'implement')).toEqual({ round: 2 });
  expect(nextStep(['implement', 'guardrails'], numbered([...done, retried(2)]), 3)).toEqual({
    stage: 'implement',
    round: 2,
    begin: true,
  });
  expect(retryRound(done, 'guardrails')).toEqual({ refusal: 'the run has not come to guardrails yet' });
  const sealed = numbered([...done, { type: 'stage-entered', stage: 'sealed', round: 1 }]);
  expect(retryRound(sealed, 'sealed')).toEqual({ refusal: 'sealed is not done twice' });
});
