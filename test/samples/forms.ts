// What the shell could know when the delegation form opens, for tests and for looking at the panel.
import type { DelegateFacts } from '../../extension/core/protocol/delegate-form.ts';

export function facts(change: Partial<DelegateFacts> = {}): DelegateFacts {
  return {
    specs: [
      { path: 'specs/export.md', title: 'Export keeps the filters that are on screen' },
      { path: 'specs/import.md', title: 'Import' },
    ],
    spec: {
      path: 'specs/export.md',
      title: 'Export keeps the filters that are on screen',
      requirements: 5,
      blocking: 0,
      openQuestions: 0,
      summary: '5 requirements, nothing open',
    },
    level: 4,
    licensed: 2,
    backend: 'anthropic',
    model: 'claude-sonnet-4-5',
    agents: [],
    agent: '',
    keyKept: true,
    cassette: true,
    tokens: 2_000_000,
    dollars: null,
    minutes: 60,
    repositoryProblem: null,
    branch: 'main',
    uncommitted: false,
    guardrails: { source: 'package.json', names: ['build', 'types', 'lint', 'test'] },
    vault: 'open',
    hiddenScenarios: 31,
    minimumScenarios: 29,
    visibleScenarios: 4,
    sandbox: { available: true, detail: 'bubblewrap' },
    trusted: true,
    forecasts: [
      {
        level: 4,
        backend: 'anthropic',
        builder: 'claude-sonnet-4-5',
        n: 9,
        tokens: { n: 9, median: 318_000, low: 120_000, high: 840_000 },
        dollars: { n: 9, median: 2.9, low: 1.9, high: 6.1 },
        minutes: { n: 9, median: 24, low: 9, high: 71 },
      },
    ],
    workflows: [],
    ...change,
  };
}

/** One that can be followed, one with a mistake in its third line, and one that ships. */
export const workflows: DelegateFacts['workflows'] = [
  { path: 'workflows/release.dot', title: 'Release', shipped: false, judges: false, problem: null },
  {
    path: 'tools/workflows/nightly.dot',
    title: '',
    shipped: false,
    judges: false,
    problem: { line: 3, message: 'The edge leads to "nowhere", which is no node.' },
  },
  { path: 'planner-workers.dot', title: 'Planner and workers', shipped: true, judges: false, problem: null },
];

/** A workspace where almost everything is still missing. */
export const bare: Partial<DelegateFacts> = {
  agents: [],
  agent: '',
  keyKept: false,
  cassette: false,
  vault: 'none',
  hiddenScenarios: null,
  uncommitted: true,
  guardrails: { source: 'none', names: [] },
  sandbox: { available: false, detail: 'bubblewrap was not found' },
  spec: {
    path: 'specs/export.md',
    title: 'Export keeps the filters that are on screen',
    requirements: 5,
    blocking: 2,
    openQuestions: 1,
    summary: '2 certain findings, 1 open question',
  },
};
