// The view models worth looking at: one per situation a person meets.
import type { PanelView } from '../../extension/core/protocol/panels.ts';
import {
  delegateForm,
  levelView,
  outcomeView,
  runView,
  type LevelFacts,
} from '../../extension/core/protocol/panels.ts';
import type { RunEventBody } from '../../extension/core/run/events.ts';
import { calm, gathered } from '../samples/evidence.ts';
import { bare, facts, workflows } from '../samples/forms.ts';
import { fresh } from '../samples/level.ts';
import * as samples from '../samples/runs.ts';
import { gate, shippedPicture, sideBySide } from '../samples/workflow-runs.ts';

export interface Sight {
  readonly name: string;
  readonly page: 'delegate' | 'outcome' | 'level';
  readonly view: PanelView;
}

const now = Date.parse('2026-11-20T14:31:00Z');
const diff = {
  mode: 'diff' as const,
  answers: { confirmed: [], acceptedUntested: {} },
  sent: null,
  problem: null,
};

function outcome(name: string, bodies: readonly RunEventBody[], options?: typeof diff): Sight {
  return { name: `outcome-${name}`, page: 'outcome', view: outcomeView(samples.stateOf(bodies), options) };
}

function running(name: string, bodies: readonly RunEventBody[], alive = true): Sight {
  const state = samples.stateOf(bodies);
  const { workflow, level } = state.request;
  const picture = shippedPicture(workflow ? 'planner-workers' : `level-${level}`);
  const around = { ahead: null, answered: () => null, forecasts: [], picture };
  return { name: `run-${name}`, page: 'delegate', view: runView(state, alive, now, around) };
}

function level(name: string, facts: Partial<LevelFacts> | null): Sight {
  return { name: `level-${name}`, page: 'level', view: levelView(facts && { ...fresh, ...facts }) };
}

const decided = samples.stateOf([...samples.failing(), ...gathered(), ...samples.approved]);
const many = (n: number, run = decided) => Array.from({ length: n }, () => run);
const rehearsed = samples.stateOf([...samples.open({ backend: 'rehearsal' }), ...samples.approved]);

export const sights: readonly Sight[] = [
  outcome('open', samples.open()),
  outcome('green', samples.green()),
  outcome('evidence', [...samples.open(), ...gathered()]),
  outcome('evidence-calm', [...samples.green(), ...gathered(calm)]),
  outcome('judged', [
    ...samples.unproven({
      backend: 'none',
      model: 'none',
      adopted: { commit: samples.head, author: 'Robot', branch: 'robot/export', contained: false },
    }),
    ...gathered(),
  ]),
  outcome('failing', samples.failing()),
  outcome('unproven', samples.unproven()),
  outcome('approved-rehearsal', [...samples.open({ backend: 'rehearsal' }), ...samples.approved]),
  outcome('level-2', samples.unproven({ level: 2, trial: false }), diff),
  outcome('rehearsal', samples.green({ backend: 'rehearsal' })),
  level('no-folder', null),
  level('untrusted', { trusted: false, specs: 2 }),
  level('fresh', {}),
  level('early', { level: 3, chosen: true, specs: 2, runs: many(4), hasVault: true }),
  level('busy', {
    level: 4,
    mode: 'outcome',
    chosen: true,
    specs: 9,
    hasVault: true,
    runs: [samples.stateOf(samples.failing()), ...many(17), ...many(3, rehearsed)],
    owner: 'ada',
  }),
  level('rehearsals-only', {
    level: 4,
    mode: 'outcome',
    chosen: true,
    specs: 1,
    hasVault: true,
    runs: many(3, rehearsed),
  }),
  { name: 'form-ready', page: 'delegate', view: delegateForm(facts()) },
  { name: 'form-workflows', page: 'delegate', view: delegateForm(facts({ workflows })) },
  { name: 'form-bare', page: 'delegate', view: delegateForm(facts(bare)) },
  { name: 'form-rehearsal', page: 'delegate', view: delegateForm(facts({ backend: 'rehearsal' })) },
  {
    name: 'form-agent',
    page: 'delegate',
    view: delegateForm(
      facts({
        backend: 'acp',
        agents: [
          {
            id: 'claude-code',
            name: 'Claude Code 2.1.332',
            signIn: { found: true, detail: 'signed in (~/.claude/.credentials.json)' },
            reaches: ['api.anthropic.com'],
          },
          {
            id: 'codex',
            name: 'Codex 0.169.0',
            signIn: { found: false, detail: 'no sign-in found' },
            reaches: ['api.openai.com', 'chatgpt.com'],
          },
        ],
        agent: 'claude-code',
        keyKept: false,
      }),
    ),
  },
  running('second-round', samples.secondRound()),
  running('rehearsal-decide', samples.green({ backend: 'rehearsal' })),
  running('level-2', samples.secondRound({ level: 2, trial: false })),
  running('lost', samples.secondRound(), false),
  running('asking', samples.asking()),
  running('side-by-side', sideBySide()),
  running('gate', gate()),
  running('queued', samples.queued()),
  running('failed', samples.failed()),
];
