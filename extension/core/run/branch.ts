// Where a run can be branched, and what of its history a branch takes over. Pure.
// Invariant: history and files of a branch belong together: no tool that may have changed a file lies between the commit it
// begins at and its last event.
import type { RunRequest } from '../protocol/run-request.ts';
import type { RunEvent } from './events.ts';

/** Why no run can begin with this one's history; null where one can. */
export function whyNoBranch({ backend }: Pick<RunRequest, 'backend'>): string | null {
  if (backend === 'acp')
    return 'An installed agent keeps its conversation to itself, so its runs cannot be branched.';
  return backend === 'none' ? 'Nothing was built in this run: it judges a commit that exists.' : null;
}

/** Tools that change no file. Any other name may. What a helper does while it is waited for is in the log by itself. */
const reading: ReadonlySet<string> = new Set(
  (
    'read_file search list_files git_status git_diff git_log check assume ask ' +
    'spawn_agent send_input wait close_agent'
  ).split(' '),
);

/**
 * Whether the files may be others after this: a tool call that begins, a command of a workflow, whatever a parallel branch
 * does until it is combined.
 */
export function mayChangeFiles(event: RunEvent): boolean {
  return (
    (event.type === 'tool-started' && !reading.has(event.name)) ||
    event.type === 'command-finished' ||
    event.lane !== undefined
  );
}

export interface BranchPoint {
  /** The last event that is taken over; at most the one that was asked for. */
  readonly seq: number;
  /** What the files are; undefined stands for the run's base. */
  readonly commit: string | undefined;
}

/** The latest place up to event `at` whose files are known. */
export function branchPoint(events: readonly RunEvent[], at: number): BranchPoint {
  let point: BranchPoint = { seq: Math.min(at, 1), commit: undefined };
  let known = true;
  for (const event of events) {
    if (event.seq > at) break;
    const commits = event.type === 'work-committed' || event.type === 'checkpoint-committed';
    if (commits && event.lane === undefined) {
      point = { seq: event.seq, commit: event.commit };
      known = true;
    } else if (mayChangeFiles(event)) known = false;
    else if (known) point = { ...point, seq: event.seq };
  }
  return point;
}

/** What the agent did and what was found about it; not who carried it out, where, or what was decided. */
const taken: ReadonlySet<string> = new Set(
  (
    'guardrails-chosen guardrail-finished stage-entered stage-finished model-asked model-replied tool-started tool-finished ' +
    'context-filling context-compacted ' +
    'files-claimed command-finished steered access-denied assumption-recorded question-asked question-answered work-committed checkpoint-committed ' +
    'evaluation-requested evaluation-finished evaluation-skipped visible-checked integrity-checked evidence-gathered'
  ).split(' '),
);

/** The events of a branch's past, in order. */
export function inherited(events: readonly RunEvent[], point: BranchPoint): RunEvent[] {
  return events.filter(({ seq, type }) => seq <= point.seq && taken.has(type));
}

export interface BranchChoice {
  readonly seq: number;
  readonly what: string;
}

/** Places that somebody would want to go back to, latest first: the beginning of each stage, and each commit. */
export function branchChoices(events: readonly RunEvent[]): BranchChoice[] {
  const choices: BranchChoice[] = [];
  let turn = 0;
  for (const event of events.filter(({ lane }) => lane === undefined)) {
    if (event.type === 'model-asked' && event.agent === undefined) turn = event.turn;
    else if (event.type === 'stage-entered')
      choices.push({ seq: event.seq, what: `begin of ${event.stage}, round ${event.round}` });
    else if (event.type === 'work-committed')
      choices.push({ seq: event.seq, what: `end of the agent's work, round ${event.round}` });
    else if (event.type === 'checkpoint-committed')
      choices.push({ seq: event.seq, what: `after turn ${turn}` });
  }
  return choices.reverse();
}
