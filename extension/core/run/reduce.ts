// Folds one event into the state of a run. Total and pure: an unknown event, or one before `run-requested`, changes nothing.
import { gather, nothingGathered } from './evidence.ts';
import type { RunEvent } from './events.ts';
import {
  decisionChange,
  mergedChange,
  pullRequestChange,
  pushedChange,
  refusedChange,
} from './reduce-decision.ts';
import {
  answeredChange,
  askedChange,
  branchedChange,
  failedChange,
  queuedChange,
  retriedChange,
  stoppedChange,
  suspendedChange,
} from './reduce-life.ts';
import { workedAfter } from './reduce-work.ts';
import { laneChange } from './reduce-lanes.ts';
import { guardrailChange, modelChange, resumeFromWaiting } from './reduce-turns.ts';
import type { Change, RunFacts, RunState } from './state.ts';

/** The state after `event`; `undefined` stands for a run whose first event was not seen yet. */
export function reduce(state: RunState | undefined, event: RunEvent): RunState | undefined {
  if (state === undefined) return event.type === 'run-requested' ? initialState(event) : undefined;
  const change = event.lane === undefined ? changeOf(state, event) : laneChange(state, event, changeOf);
  if (change === undefined) return state;
  const before = change.status === undefined ? state : factsOf(state);
  const worked = workedAfter(state.worked, event, state.lastEventAt);
  return { ...before, seq: event.seq, lastEventAt: event.at, worked, ...change } as RunState;
}

const ofStatus = new Set(
  'status stage reason until commit by merged pullRequest message next kept'.split(' '),
);

/** Without what belongs to the status: a run that goes on keeps no reason why it rested. */
function factsOf(state: RunState): RunFacts {
  const facts = Object.entries(state).filter(([key]) => !ofStatus.has(key));
  return Object.fromEntries(facts) as unknown as RunFacts;
}

/** Folds a whole history. */
export function replay(events: Iterable<RunEvent>): RunState | undefined {
  let state: RunState | undefined;
  for (const event of events) state = reduce(state, event);
  return state;
}

/** Whether nothing more will happen to this run without a new decision of a human. */
export function isOver(state: RunState): boolean {
  return ['approved', 'returned', 'rejected', 'stopped', 'failed'].includes(state.status);
}

function initialState(event: Extract<RunEvent, { type: 'run-requested' }>): RunState {
  const facts: RunFacts = {
    request: event.request,
    seq: event.seq,
    startedAt: event.at,
    lastEventAt: event.at,
    lastActivity: 'requested',
    restedAt: null,
    worked: { milliseconds: 0, since: null },
    runner: null,
    sandbox: null,
    worktree: null,
    guardrails: null,
    guardrailsAtBase: {},
    guardrailsAtHead: {},
    stages: {},
    nodes: {},
    visits: {},
    lanes: {},
    round: 0,
    turns: 0,
    turnsUncounted: 0,
    usage: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
    dollars: event.request.backend === 'rehearsal' ? null : 0,
    head: null,
    files: [],
    acceptedFiles: [],
    evaluations: [],
    evaluationSkipped: null,
    visible: null,
    integrity: null,
    evidence: nothingGathered,
    assumptions: [],
    questions: [],
    queued: null,
    accessDenied: 0,
    steers: 0,
    diffOpened: false,
    delivery: null,
    pushed: null,
    refusal: [],
    decision: null,
  };
  return { ...facts, status: 'requested' };
}

function cameTo({ nodes, visits }: RunFacts, node: string): Pick<RunFacts, 'nodes' | 'visits'> {
  return {
    nodes: { ...nodes, [node]: 'active' },
    visits: { ...visits, [node]: (visits[node] ?? 0) + 1 },
  };
}

function changeOf(state: RunState, event: RunEvent): Change | undefined {
  switch (event.type) {
    case 'run-requested':
      return undefined;
    case 'runner-started':
      return {
        runner: { pid: event.pid, startTime: event.startTime },
        lastActivity: event.resumed ? 'resumed' : 'started',
        ...(state.status === 'requested' || state.status === 'suspended'
          ? { status: 'preparing' as const, restedAt: null }
          : {}),
      };
    case 'sandbox-checked':
      return { sandbox: { available: event.available, detail: event.detail } };
    case 'worktree-created':
      return {
        worktree: { path: event.path, branch: event.branch, removed: false },
        lastActivity: 'a folder of its own is ready',
      };
    case 'worktree-removed':
      return state.worktree ? { worktree: { ...state.worktree, removed: true } } : {};
    case 'guardrails-chosen':
      return { guardrails: { source: event.source, chosen: event.guardrails } };
    case 'guardrail-finished':
      return guardrailChange(state, event);
    case 'stage-entered':
      return {
        status: event.stage === 'validation' || event.stage === 'sealed' ? 'evaluating' : 'working',
        stage: event.stage,
        round: event.round,
        stages: { ...state.stages, [event.stage]: 'active' },
        ...(event.node === undefined ? {} : cameTo(state, event.node)),
        lastActivity: `${event.stage}, round ${event.round}`,
      };
    case 'stage-finished':
      return {
        stages: { ...state.stages, [event.stage]: event.status },
        ...(event.node === undefined ? {} : { nodes: { ...state.nodes, [event.node]: event.status } }),
        lastActivity: `${event.stage}: ${event.status}`,
      };
    case 'model-asked':
      return { ...resumeFromWaiting(state), lastActivity: `turn ${event.turn}` };
    case 'model-replied':
      return modelChange(state, event);
    case 'model-waiting':
      return 'stage' in state
        ? {
            status: 'waiting',
            stage: state.stage,
            round: state.round,
            reason: event.reason,
            until: event.until,
            lastActivity: `waiting: ${event.reason}`,
          }
        : { lastActivity: `waiting: ${event.reason}` };
    case 'tool-started':
      return { lastActivity: `${event.name}: ${event.summary}` };
    case 'tool-finished':
      return { lastActivity: `${event.name} ${event.isError ? 'failed' : 'done'}` };
    case 'context-filling':
    case 'context-compacted':
      return { lastActivity: 'made its conversation shorter' };
    case 'steered':
      return { steers: state.steers + 1, lastActivity: 'steered' };
    case 'access-denied':
      return { accessDenied: state.accessDenied + 1 };
    case 'assumption-recorded':
      return {
        assumptions: [
          ...state.assumptions,
          { id: event.id, text: event.text, requirement: event.requirement ?? null },
        ],
      };
    case 'work-committed':
      return {
        head: { commit: event.commit, tree: event.tree },
        files: event.files,
        acceptedFiles: [],
        evidence: nothingGathered,
        lastActivity: `committed ${event.commit.slice(0, 7)}`,
      };
    case 'evaluation-requested':
      return {
        evaluations: [
          ...state.evaluations,
          {
            n: event.n,
            split: event.split,
            commit: event.commit,
            round: event.round,
            feedback: null,
            tally: null,
          },
        ],
        lastActivity: `evaluating ${event.split}`,
      };
    case 'evaluation-finished':
      return {
        evaluations: state.evaluations.map((one) =>
          one.n === event.n ? { ...one, feedback: event.feedback, tally: event.tally } : one,
        ),
        lastActivity: `evaluation ${event.n}: ${event.feedback.gate}`,
      };
    case 'evaluation-skipped':
      return { evaluationSkipped: event.reason };
    case 'visible-checked':
      return { visible: { satisfied: event.satisfied, observed: event.observed, failing: event.failing } };
    case 'integrity-checked':
      return { integrity: event.findings };
    case 'evidence-gathered':
      return { evidence: gather(state.evidence, event.evidence) };
    case 'awaiting-decision':
      return {
        status: 'awaiting-decision',
        commit: event.commit,
        restedAt: event.at,
        lastActivity: 'awaiting decision',
      };
    case 'file-reviewed':
      return {
        acceptedFiles: [
          ...state.acceptedFiles.filter((path) => path !== event.path),
          ...(event.accepted ? [event.path] : []),
        ],
        refusal: [],
      };
    case 'diff-opened':
      return { diffOpened: true };
    case 'decision-refused':
      return refusedChange(state, event);
    case 'decided':
      return decisionChange(event);
    case 'merged':
      return mergedChange(state, event);
    case 'delivery-planned': {
      const { how, remote, host, into, unpushed } = event;
      return { delivery: { how, remote, host, into, unpushed } };
    }
    case 'branch-pushed':
      return pushedChange(event);
    case 'pull-request-opened':
      return pullRequestChange(state, event);
    case 'budget-extended':
      return {
        request: { ...state.request, limits: { ...state.request.limits, ...event.limits } },
        lastActivity: 'budget extended',
      };
    case 'run-queued':
      return queuedChange(event);
    case 'slot-taken':
      return { status: 'preparing', queued: null, lastActivity: 'its turn has come' };
    case 'machine-slept':
      return { lastActivity: 'the machine slept, or its clock was set' };
    case 'checkpoint-committed':
      return { lastActivity: `kept what is there as ${event.commit.slice(0, 7)}` };
    case 'branched':
      return branchedChange(state, event);
    case 'stage-retried':
      return retriedChange(state, event);
    case 'question-asked':
      return askedChange(state, event);
    case 'question-answered':
      return answeredChange(state, event);
    case 'command-finished':
      return { lastActivity: `${event.command.slice(0, 120)}: exit ${event.exit ?? 'none'}` };
    case 'files-claimed':
      return { lastActivity: `claimed ${event.paths.join(', ').slice(0, 120)}` };
    case 'run-stopped':
      return stoppedChange(event);
    case 'run-suspended':
      return suspendedChange(event);
    case 'run-failed':
      return failedChange(event);
    default:
      return undefined;
  }
}
