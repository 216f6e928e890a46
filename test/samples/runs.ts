// Whole runs as event histories, for tests and for looking at panels: one function per situation, all folded by the real reducer.
import type { Category, Tally } from '../../extension/core/protocol/evaluation.ts';
import type { RunRequest } from '../../extension/core/protocol/run-request.ts';
import type { RunEvent, RunEventBody } from '../../extension/core/run/events.ts';
import { replay } from '../../extension/core/run/reduce.ts';
import type { RunState } from '../../extension/core/run/state.ts';
import { lowerBound, wilson } from '../../extension/core/scenario/statistics.ts';

export const base = '4be1c0ffee4be1c0ffee4be1c0ffee4be1c0ffee';
export const head = 'a07d5eeda07d5eeda07d5eeda07d5eeda07d5eed';

const requirements = [
  { id: 'R2', text: 'The export MUST list the columns in the order shown on screen.' },
  { id: 'R4', text: 'An empty result MUST export a header line only.' },
  { id: 'R7', text: 'The filters that are on screen MUST survive the export.' },
  { id: 'R9', text: 'The same input MUST give the same bytes twice.' },
  { id: 'R11', text: 'Numbers SHOULD follow the locale of the reader.' },
];

export function request(change: Partial<RunRequest> = {}): RunRequest {
  return {
    v: 1,
    runId: '20261120T140000Z-7f3a',
    repository: '/home/ada/billing',
    spec: {
      path: 'specs/export.md',
      id: 'export',
      title: 'Export keeps the filters that are on screen',
      digest: '91c2'.repeat(16),
      text: '# Export',
      requirements,
      bin: { billing: ['node', 'cli.js'] },
    },
    base: { commit: base, branch: 'main' },
    level: 4,
    trial: true,
    backend: 'anthropic',
    model: 'claude-sonnet-4-5',
    limits: { tokens: 2_000_000, minutes: 60, rounds: 10 },
    owner: 'Ada',
    vaultId: 'billing-0123456789ab',
    requestedAt: '2026-11-20T14:00:00Z',
    via: 'vscode',
    ...change,
  };
}

/** The events of one run: `seq` from 1, one minute apart. */
export function history(bodies: readonly RunEventBody[]): RunEvent[] {
  return bodies.map((body, index) => ({
    ...body,
    v: 1,
    seq: index + 1,
    at: new Date(Date.parse('2026-11-20T14:00:00Z') + index * 60_000).toISOString(),
  }));
}

export function stateOf(bodies: readonly RunEventBody[]): RunState {
  const state = replay(history(bodies));
  if (state === undefined) throw new Error('a history begins with run-requested');
  return state;
}

const guardrail = (
  phase: 'base' | 'head',
  name: string,
  outcome: 'pass' | 'fail' = 'pass',
): RunEventBody => ({
  type: 'guardrail-finished',
  phase,
  round: phase === 'base' ? 0 : 1,
  name,
  outcome,
  exit: outcome === 'pass' ? 0 : 1,
  milliseconds: 2100,
  output: 'ok',
});

export const names = ['types', 'lint', 'test'];

export function started(change: Partial<RunRequest> = {}): RunEventBody[] {
  return [
    { type: 'run-requested', request: request(change) },
    { type: 'runner-started', pid: 4242, startTime: '1', node: 'v24.21.0', resumed: false },
    { type: 'sandbox-checked', available: true, detail: 'bubblewrap' },
    {
      type: 'worktree-created',
      path: '/state/worktrees/7f3a',
      branch: 'dimmer/20261120T140000Z-7f3a',
      commit: base,
    },
    {
      type: 'guardrails-chosen',
      source: 'package.json',
      guardrails: names.map((name) => ({
        name,
        run: ['npm', 'run', name],
        timeoutSeconds: 300,
      })),
    },
    ...names.map((name) => guardrail('base', name)),
  ];
}

export function implemented(round: number): RunEventBody[] {
  return [
    { type: 'stage-entered', stage: 'implement', round },
    { type: 'model-asked', turn: round * 2 - 1, round, content: [] },
    {
      type: 'model-replied',
      turn: round * 2 - 1,
      round,
      model: 'claude-sonnet-4-5',
      content: [],
      stopReason: 'end_turn',
      usage: { input: 9000, output: 12_000, cacheRead: 180_000, cacheWrite: 5000 },
      dollars: 0.31,
    },
    { type: 'stage-finished', stage: 'implement', round, status: 'success' },
    {
      type: 'work-committed',
      commit: head,
      tree: 'e1'.repeat(20),
      round,
      files: [
        { path: 'src/export/columns.ts', status: 'M', added: 31, removed: 12 },
        { path: 'src/export/filters.ts', status: 'A', added: 88, removed: 0 },
        { path: 'test/filters.test.ts', status: 'A', added: 40, removed: 0 },
      ],
    },
    { type: 'stage-entered', stage: 'guardrails', round },
    ...names.map((name) => guardrail('head', name)),
    { type: 'stage-finished', stage: 'guardrails', round, status: 'success' },
    { type: 'integrity-checked', commit: head, findings: [] },
  ];
}

/** `counts` maps requirement -> [satisfied, observed, scenarios]. */
export function tally(
  n: number,
  split: 'validation' | 'sealed',
  counts: Readonly<Record<string, readonly [number, number, number]>>,
  change: Partial<Tally> = {},
): Tally {
  const rows = Object.entries(counts);
  const total = (index: 0 | 1 | 2) => rows.reduce((sum, [, row]) => sum + row[index], 0);
  const [satisfied, observed] = [total(0), total(1)];
  return {
    v: 1,
    n,
    split,
    commit: head,
    tree: 'e1'.repeat(20),
    vaultManifest: 'ab'.repeat(32),
    satisfied,
    observed,
    scenarios: total(2),
    ...wilson(satisfied, observed),
    lowerBound: lowerBound(satisfied / observed, observed),
    effectiveN: observed,
    bar: 0.9,
    minimum: 17,
    requirements: rows.map(([requirement, [ok, seen, scenarios]]) => ({
      requirement,
      satisfied: ok,
      observed: seen,
      scenarios,
      ...wilson(ok, seen),
    })),
    infraErrors: 0,
    judged: { model: 'judge-small', verdicts: 8, passport: 'not measured' },
    milliseconds: 4100,
    ...change,
  };
}

export function evaluated(
  round: number,
  counted: Tally,
  gate: 'pass' | 'fail',
  failing: readonly { requirement: string; category: Category }[] = [],
): RunEventBody[] {
  const { split, n } = counted as Tally & { split: 'validation' | 'sealed' };
  return [
    { type: 'stage-entered', stage: split, round },
    { type: 'evaluation-requested', n, split, commit: counted.commit, round },
    {
      type: 'evaluation-finished',
      n,
      feedback: { v: 1, gate, failing: [...failing], roundsLeft: 10 - round },
      tally: counted,
    },
    { type: 'stage-finished', stage: split, round, status: gate === 'pass' ? 'success' : 'fail' },
  ];
}

export const visibleChecked: RunEventBody = {
  type: 'visible-checked',
  commit: head,
  satisfied: 14,
  observed: 14,
  failing: [],
};

export const awaiting: RunEventBody = { type: 'awaiting-decision', commit: head };

const validation: Readonly<Record<string, readonly [number, number, number]>> = {
  R2: [9, 9, 3],
  R4: [9, 9, 3],
  R7: [20, 21, 7],
  R9: [12, 12, 4],
};
const sealed: Readonly<Record<string, readonly [number, number, number]>> = {
  R2: [6, 6, 2],
  R4: [3, 3, 1],
  R7: [6, 6, 2],
  R9: [6, 6, 2],
};

/** Level 4, nothing open: everything covered, bound over the bar. */
export function green(change: Partial<RunRequest> = {}): RunEventBody[] {
  return [
    ...started(change),
    ...implemented(1),
    visibleChecked,
    ...evaluated(1, tally(1, 'validation', { ...validation, R11: [9, 9, 3] }), 'pass'),
    ...evaluated(1, tally(2, 'sealed', { ...sealed, R11: [3, 3, 1] }), 'pass'),
    awaiting,
  ];
}

/** As the picture of the outcome panel: an open assumption, R11 never tested, R7 missing once. */
export function open(change: Partial<RunRequest> = {}): RunEventBody[] {
  return [
    ...started(change),
    ...implemented(1),
    { type: 'assumption-recorded', id: 'A1', text: 'Column order follows the screen', requirement: 'R2' },
    { type: 'assumption-recorded', id: 'A2', text: 'Numbers use a full stop', requirement: 'R11' },
    visibleChecked,
    ...evaluated(1, tally(1, 'validation', validation), 'pass'),
    ...evaluated(1, tally(2, 'sealed', sealed), 'pass'),
    awaiting,
  ];
}

/** Level 4, first round failed on hidden scenarios, the second is being built. */
export function secondRound(change: Partial<RunRequest> = {}): RunEventBody[] {
  return [
    ...started(change),
    ...implemented(1),
    visibleChecked,
    ...evaluated(
      1,
      tally(1, 'validation', { R2: [9, 9, 3], R4: [9, 9, 3], R7: [4, 21, 7], R9: [12, 12, 4] }),
      'fail',
      [{ requirement: 'R7', category: 'state-not-persisted' }],
    ),
    { type: 'stage-entered', stage: 'implement', round: 2 },
    { type: 'model-asked', turn: 3, round: 2, content: [] },
    { type: 'tool-started', turn: 3, callId: 'c1', name: 'edit_file', summary: 'src/export/filters.ts' },
  ];
}

/** At work, with two questions that nobody has answered yet. */
export function asking(change: Partial<RunRequest> = {}): RunEventBody[] {
  return [
    ...secondRound(change),
    {
      type: 'question-asked',
      id: 'Q1',
      text: 'Does an export of an empty selection have a header line, or is it an empty file?',
      choices: ['A header line only, as R4 says of an empty result', 'An empty file', 'Refuse the export'],
      meanwhile: 'a header line only, as R4 says of an empty result',
    },
    {
      type: 'question-asked',
      id: 'Q2',
      text: 'Which time zone do dates on screen have?',
      choices: [],
      meanwhile: 'the zone of the reader',
    },
  ];
}

/** Launched while others work. */
export function queued(change: Partial<RunRequest> = {}): RunEventBody[] {
  return [...started(change).slice(0, 3), { type: 'run-queued', ahead: 2, limit: 8 }];
}

/** Ended in the middle of its second round. */
export function failed(change: Partial<RunRequest> = {}): RunEventBody[] {
  return [
    ...secondRound(change),
    {
      type: 'run-failed',
      reason: 'model-unreachable',
      message: 'The model refused eight times in a row: overloaded.',
      kept: 'The branch with everything up to round 1, and every event.',
      next: 'Try the stage again later.',
    },
  ];
}

/** Level 4, hidden scenarios say no, tampering found, and the run stopped trying. */
export function failing(change: Partial<RunRequest> = {}): RunEventBody[] {
  return [
    ...started(change),
    ...implemented(2),
    {
      type: 'integrity-checked',
      commit: head,
      findings: [
        { kind: 'test-removed', path: 'test/export.test.ts', detail: 'test/export.test.ts was removed' },
        { kind: 'test-skipped', path: 'test/columns.test.ts', detail: 'one test skipped' },
      ],
    },
    { type: 'access-denied', tool: 'shell', detail: 'network' },
    visibleChecked,
    ...evaluated(
      2,
      tally(1, 'validation', { R2: [9, 9, 3], R4: [2, 9, 3], R7: [1, 21, 7], R9: [4, 12, 4] }),
      'fail',
      [{ requirement: 'R7', category: 'wrong-output' }],
    ),
    awaiting,
  ];
}

/** Level 4 in a repository without hidden scenarios. */
export function unproven(change: Partial<RunRequest> = {}): RunEventBody[] {
  return [
    ...started({ vaultId: undefined, ...change }),
    ...implemented(1),
    { type: 'evaluation-skipped', reason: 'this repository has no hidden scenarios' },
    awaiting,
  ];
}

export const approved: RunEventBody[] = [
  {
    type: 'decided',
    decision: 'approve',
    controlId: 'c',
    reason: 'does what the spec says',
    by: 'Ada',
    attested: true,
    confirmed: ['A1'],
    acceptedUntested: { R11: 'checked by hand with two locales' },
  },
  { type: 'merged', commit: 'feed'.repeat(10), branch: 'main', how: 'fast-forward' },
];
