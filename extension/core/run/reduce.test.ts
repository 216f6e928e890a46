// The fold that every process shares: one golden history, then the laws (total, pure, unknown events change nothing).
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runEventBodySchema, type RunEvent, type RunEventBody } from './events.ts';
import { isOver, reduce, replay } from './reduce.ts';
import { decode } from '../protocol/decode.ts';
import type { RunRequest } from '../protocol/run-request.ts';

const request: RunRequest = {
  v: 1,
  runId: '20261120T100000Z-0001',
  repository: '/repository',
  spec: {
    path: 'specs/a.md',
    id: 'a',
    title: 'A',
    digest: 'd',
    text: '# A',
    requirements: [{ id: 'R1', text: 'x' }],
    bin: {},
  },
  base: { commit: 'b'.repeat(40), branch: 'main' },
  level: 4,
  trial: true,
  backend: 'rehearsal',
  model: 'rehearsal',
  limits: { tokens: 1000, minutes: 5, rounds: 3 },
  owner: 'ada',
  requestedAt: '2026-11-20T10:00:00Z',
  via: 'cli',
};

const usage = { input: 10, output: 5, cacheRead: 100, cacheWrite: 1 };
const history: RunEventBody[] = [
  { type: 'run-requested', request },
  { type: 'runner-started', pid: 1, startTime: 's', node: '24', resumed: false },
  { type: 'worktree-created', path: '/w', branch: 'dimmer/x', commit: 'b' },
  {
    type: 'guardrail-finished',
    phase: 'base',
    round: 0,
    name: 'test',
    outcome: 'pass',
    exit: 0,
    milliseconds: 1,
    output: '',
  },
  { type: 'stage-entered', stage: 'implement', round: 1 },
  {
    type: 'model-replied',
    turn: 1,
    round: 1,
    model: 'm',
    content: [],
    stopReason: 'end_turn',
    usage,
    dollars: null,
  },
  { type: 'model-waiting', reason: 'overloaded', attempt: 2, until: 't' },
  {
    type: 'model-replied',
    turn: 2,
    round: 1,
    model: 'm',
    content: [],
    stopReason: 'end_turn',
    usage,
    dollars: null,
  },
  {
    type: 'work-committed',
    commit: 'c',
    tree: 't',
    round: 1,
    files: [{ path: 'a.js', status: 'M', added: 3, removed: 1 }],
  },
  { type: 'stage-finished', stage: 'implement', round: 1, status: 'success' },
  { type: 'stage-entered', stage: 'validation', round: 1 },
  { type: 'evaluation-requested', n: 1, split: 'validation', commit: 'c', round: 1 },
  {
    type: 'evaluation-finished',
    n: 1,
    feedback: { v: 1, gate: 'pass', satisfaction: '90-100', failing: [], roundsLeft: 9 },
    tally: null,
  },
  { type: 'awaiting-decision', commit: 'c' },
  { type: 'file-reviewed', path: 'a.js', accepted: true, by: 'ada' },
];

function numbered(bodies: readonly RunEventBody[]): RunEvent[] {
  return bodies.map((body, index) => ({ v: 1, seq: index + 1, at: `t${index + 1}`, ...body }) as RunEvent);
}

test('a history folds to what happened', () => {
  const state = replay(numbered(history));
  expect(state).toMatchObject({
    status: 'awaiting-decision',
    commit: 'c',
    seq: history.length,
    lastEventAt: `t${history.length}`,
    turns: 2,
    usage: { input: 20, output: 10, cacheRead: 200, cacheWrite: 2 },
    dollars: null,
    stages: { implement: 'success', validation: 'active' },
    guardrailsAtBase: { test: { outcome: 'pass' } },
    acceptedFiles: ['a.js'],
    evaluations: [{ n: 1, feedback: { gate: 'pass' } }],
  });
});

test('a refusal stands until something is answered', () => {
  const refused: RunEventBody = {
    type: 'decision-refused',
    decision: 'approve',
    controlId: 'k',
    reasons: ['1 of 1 changed file not accepted yet'],
  };
  const review: RunEventBody = { type: 'file-reviewed', path: 'a.js', accepted: true, by: 'ada' };
  expect(replay(numbered([...history, refused]))?.refusal).toHaveLength(1);
  expect(replay(numbered([...history, refused, review]))?.refusal).toEqual([]);
});

test('waiting for the model is a status with its reason, and ends with the next reply', () => {
  const upTo = (count: number) => replay(numbered(history.slice(0, count)));
  expect(upTo(7)).toMatchObject({ status: 'waiting', reason: 'overloaded', until: 't' });
  expect(upTo(8)).toMatchObject({ status: 'working', stage: 'implement' });
});

test.each([
  ['approve', 'approved'],
  ['return', 'returned'],
  ['reject', 'rejected'],
] as const)('%s ends a run as %s', (decision, status) => {
  const decided: RunEventBody = {
    type: 'decided',
    decision,
    controlId: 'k',
    reason: 'because',
    by: 'ada',
    attested: true,
    confirmed: [],
    acceptedUntested: {},
  };
  const state = replay(numbered([...history, decided]));
  expect(state?.status).toBe(status);
  expect(state && isOver(state)).toBe(true);
});

test('events before the request, and events of an unknown type, change nothing', () => {
  expect(reduce(undefined, numbered(history)[3] as RunEvent)).toBeUndefined();
  const state = replay(numbered(history));
  const unknown = { v: 1, seq: 99, at: 't', type: 'from-the-future' } as unknown as RunEvent;
  expect(state && reduce(state, unknown)).toBe(state);
});

test('the fold is total and pure for any order of events', () => {
  const bodies = fc.array(fc.constantFrom(...history.slice(1)), { maxLength: 40 });
  fc.assert(
    fc.property(bodies, (some) => {
      const events = numbered([history[0] as RunEventBody, ...some]);
      const before = JSON.stringify(events);
      const once = replay(events);
      expect(JSON.stringify(events)).toBe(before);
      expect(replay(events)).toEqual(once);
    }),
    { numRuns: 300 },
  );
});

test('every event of the history passes its decoder', () => {
  for (const body of history) expect(decode(runEventBodySchema, body).ok).toBe(true);
});

test('what belongs to a status goes with it', () => {
  const bodies: RunEventBody[] = [
    { type: 'run-requested', request },
    { type: 'runner-started', pid: 1, startTime: 's', node: '24', resumed: false },
    { type: 'stage-entered', stage: 'implement', round: 1 },
    { type: 'run-suspended', reason: 'budget', message: 'm', next: 'n' },
    { type: 'runner-started', pid: 2, startTime: 's', node: '24', resumed: true },
  ];
  const state = replay(bodies.map((body, at) => ({ ...body, v: 1, seq: at + 1, at: 't' })));
  expect(state?.status).toBe('preparing');
  for (const key of ['stage', 'reason', 'message', 'next']) expect(state).not.toHaveProperty(key);
});
