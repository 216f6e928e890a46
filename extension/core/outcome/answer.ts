// The one line on top of the card: the verdict and why, in words with their counts.
import type { RunState } from '../run/state.ts';
import type { Reason } from './decision.ts';
import { counted, fraction, plain } from './plain.ts';
import type { OutcomeCard, Satisfaction, Verdict } from './schema.ts';

type Decision = OutcomeCard['decision'];

export function verdictOf(state: RunState, decision: Pick<Decision, 'waits' | 'needsReason'>): Verdict {
  switch (state.status) {
    case 'awaiting-decision':
      if (decision.waits.length > 0) return 'not-ready';
      return decision.needsReason.length > 0 ? 'your-call' : 'ready';
    case 'approved':
    case 'returned':
    case 'rejected':
    case 'stopped':
    case 'suspended':
    case 'failed':
      return state.status;
    default:
      return 'unfinished';
  }
}

/** The verdict as it is said: "Not ready", "Your call". */
export const verdictWords: Readonly<Record<Verdict, string>> = {
  unfinished: 'Not finished',
  'not-ready': 'Not ready',
  'your-call': 'Your call',
  ready: 'Ready',
  approved: 'Approved',
  returned: 'Returned',
  rejected: 'Rejected',
  stopped: 'Stopped',
  suspended: 'Suspended',
  failed: 'Failed',
};

export function answerOf(
  state: RunState,
  verdict: Verdict,
  decision: Decision,
  evidence: readonly string[],
): string {
  const words = verdictWords[verdict];
  const absent = verdict === 'your-call' && decision.needsReason.some((one) => one.kind === 'no-evidence');
  const clauses = absent ? evidence.slice(0, 1) : evidence;
  if (decision.taken)
    return `${words} by ${decision.taken.by}${said(decision.taken.reason)}${merge(decision)}.${tail(verdict, clauses)}`;
  return `${words}: ${because(state, verdict, decision)}${tail(verdict, clauses)}`;
}

function because(state: RunState, verdict: Verdict, decision: Decision): string {
  if (verdict === 'not-ready') return sentence(decision.waits);
  if (verdict === 'your-call') return `${sentence(decision.needsReason)} A reason is asked for.`;
  if (verdict === 'ready') return 'nothing is open.';
  if (verdict === 'unfinished') return `${plain(progress(state))}.`;
  if (state.status === 'failed')
    return `${ended(state.message)} Kept: ${ended(state.kept)} ${ended(state.next)}`;
  if (state.status === 'suspended') return `${ended(state.message)} ${ended(state.next)}`;
  if (state.status === 'stopped') return `by ${plain(state.by)}${said(state.reason)}.`;
  return 'no reason was recorded.';
}

function progress(state: RunState): string {
  if (state.status === 'working' || state.status === 'evaluating' || state.status === 'waiting')
    return `${state.stage}, round ${state.round} of at most ${state.request.limits.rounds}`;
  return state.status;
}

function tail(verdict: Verdict, evidence: readonly string[]): string {
  if (verdict === 'failed' || verdict === 'suspended' || verdict === 'stopped' || verdict === 'unfinished')
    return '';
  return ` ${evidence.map((one) => `${one.charAt(0).toUpperCase()}${one.slice(1)}.`).join(' ')}`.trimEnd();
}

/** The first three; the rest is on the card. */
function sentence(reasons: readonly Reason[]): string {
  const texts = reasons.slice(0, 3).map((reason) => reason.text);
  const rest = reasons.length - texts.length;
  return `${texts.join('; ')}${rest > 0 ? `; and ${rest} more below` : ''}.`;
}

function said(reason: string): string {
  return reason === '' ? '' : `, "${plain(reason)}"`;
}

function merge(decision: Decision): string {
  const { merged, pullRequest } = decision;
  if (pullRequest !== null)
    return pullRequest.how === 'compare-page'
      ? `; ${pullRequest.branch} is pushed, its pull request into ${pullRequest.into} is yours to open`
      : `; a pull request into ${pullRequest.into} is open`;
  if (merged === null) return '';
  if (merged.how === 'already-there') return `; ${merged.commit.slice(0, 7)} was there already`;
  const commit = merged.commit.slice(0, 7);
  return merged.how === 'branch-kept'
    ? `; ${commit} is kept on ${merged.branch}`
    : `; merged into ${merged.branch} as ${commit}`;
}

function ended(text: string): string {
  const line = plain(text);
  return /[.!?]$/.test(line) ? line : `${line}.`;
}

/** The evidence in at most two short clauses; where no hidden scenario was run, that comes last. */
export function evidenceClauses(satisfaction: Satisfaction, integrity: OutcomeCard['integrity']): string[] {
  const held = integrity.guardrails.filter((line) => line.after === 'pass').length;
  const guardrails =
    integrity.guardrails.length === 0
      ? 'no guardrail was run'
      : `guardrails ${held} of ${integrity.guardrails.length} pass`;
  if (satisfaction.kind === 'none') return [guardrails, 'no hidden scenario was run'];
  const { satisfied, observed, scenarios, lowerBound, bar } = satisfaction;
  return [
    `hidden satisfaction ${satisfied} of ${observed} over ${counted(scenarios, 'scenario')}, lower bound ${fraction(lowerBound)}, bar ${fraction(bar)}`,
    guardrails,
  ];
}
