// One event as one line for people; null for those that say nothing to them.
import type { RunEvent } from '../core/run/events.ts';
import { plain } from '../core/outcome/plain.ts';

export function eventLine(event: RunEvent): string | null {
  const line = lineOf(event);
  return line === null || event.lane === undefined ? line : `[${event.lane}] ${line}`;
}

function lineOf(event: RunEvent): string | null {
  switch (event.type) {
    case 'run-requested':
      return `requested: ${plain(event.request.spec.title)} at level ${event.request.level}, by ${event.request.backend}`;
    case 'runner-started':
      return event.resumed ? 'resumed' : 'started';
    case 'sandbox-checked':
      return event.available ? `sandbox: ${event.detail}` : `no sandbox: ${event.detail}`;
    case 'worktree-created':
      return `worktree on branch ${event.branch}`;
    case 'guardrails-chosen':
      return `guardrails (${event.source}): ${event.guardrails.map((one) => one.name).join(', ') || 'none'}`;
    case 'guardrail-finished':
      return `${event.phase === 'base' ? 'before the run' : 'guardrail'} ${event.name}: ${event.outcome} in ${event.milliseconds} ms`;
    case 'stage-entered':
      return `stage ${event.node ?? event.stage}, round ${event.round}`;
    case 'stage-finished':
      return event.note === undefined
        ? null
        : `${event.node ?? event.stage}: ${event.status} (${plain(event.note, 160)})`;
    case 'model-waiting':
      return `waiting for the model until ${event.until}: ${plain(event.reason)}`;
    case 'context-filling':
      return `the conversation fills ${Math.round((100 * event.tokens) / event.window)} % of what the model reads`;
    case 'context-compacted':
      return `the conversation begins anew${event.how === 'notes' ? ' with notes of the agent' : ''}`;
    case 'tool-started':
      return `  ${event.name}: ${plain(event.summary, 120)}`;
    case 'steered':
      return `steered by ${event.by}: ${plain(event.text)}`;
    case 'run-queued':
      return `waits for its turn: ${event.ahead} ahead, ${event.limit} may work at once`;
    case 'slot-taken':
      return 'its turn has come';
    case 'machine-slept':
      return `the machine slept, or its clock was set: ${Math.round(event.milliseconds / 1000)} s are not counted as work`;
    case 'branched':
      return `branched from ${event.run} after its event ${event.after}, at ${event.commit.slice(0, 10)}`;
    case 'stage-retried':
      return `${event.stage} once more, round ${event.round}, by ${event.by}`;
    case 'question-asked':
      return event.gate === undefined
        ? `asks ${event.id}: ${plain(event.text)} (meanwhile: ${plain(event.meanwhile, 120)})`
        : `asks ${event.id}: ${plain(event.text)} ${plain(event.choices.join(' or '))}`;
    case 'question-answered':
      return `${event.id} answered by ${event.by}: ${plain(event.text)}`;
    case 'command-finished':
      return `  ${plain(event.command, 120)}: exit ${event.exit ?? 'none'} in ${event.milliseconds} ms`;
    case 'files-claimed':
      return `claimed ${plain(event.paths.join(', '), 160)}`;
    case 'access-denied':
      return `  denied: ${plain(event.detail, 160)}`;
    case 'assumption-recorded':
      return `assumed ${event.id}: ${plain(event.text)}`;
    case 'work-committed':
      return `committed ${event.commit.slice(0, 10)}: ${event.files.length} file(s)`;
    case 'evaluation-finished':
      return `hidden evaluation ${event.n}: ${event.feedback.gate}${event.tally ? `, ${event.tally.satisfied} of ${event.tally.observed} satisfied` : ''}`;
    case 'evaluation-requested':
      return `hidden evaluation ${event.n} (${event.split})`;
    case 'evaluation-skipped':
      return `hidden evaluation: ${event.reason}`;
    case 'visible-checked':
      return `visible scenarios: ${event.satisfied} of ${event.observed} satisfied, not counted`;
    case 'integrity-checked':
      return `integrity: ${event.findings.length === 0 ? 'nothing found' : event.findings.map((one) => one.kind).join(', ')}`;
    case 'awaiting-decision':
      return 'awaits your decision';
    case 'decided':
      return `decided: ${event.decision} by ${event.by}`;
    case 'decision-refused':
      return `${event.decision} refused: ${event.reasons.join('; ')}`;
    case 'merged':
      return `merged ${event.commit.slice(0, 10)} into ${event.branch} (${event.how})`;
    case 'branch-pushed':
      return `pushed ${plain(event.branch)} to ${plain(event.remote)}`;
    case 'pull-request-opened':
      return event.how === 'compare-page'
        ? `branch ${plain(event.branch)} waits for its pull request${event.url === '' ? '' : `: ${plain(event.url, 500)}`}`
        : `opened pull request ${plain(event.url, 500)}`;
    case 'budget-extended':
      return `budget extended by ${event.by}`;
    case 'run-stopped':
      return `stopped by ${event.by}: ${plain(event.reason)}`;
    case 'run-suspended':
      return `suspended: ${event.message} ${event.next}`;
    case 'run-failed':
      return `failed: ${event.message} ${event.kept} ${event.next}`;
    default:
      return null;
  }
}
