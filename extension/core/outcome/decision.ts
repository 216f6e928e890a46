// Block N: what a decision waits for, and what it needs a reason for. The panel, the command line and the runner ask here.
// Invariant: opening the diff is never a condition.
import { levelTable } from '../level/level.ts';
import type { RunState } from '../run/state.ts';
import type { GuardrailLine, Integrity } from './integrity.ts';
import { counted, fraction, listed } from './plain.ts';
import type { Point } from './blocks-schema.ts';
import type { OutcomeCard, Satisfaction } from './schema.ts';

export interface Reason {
  readonly kind: string;
  readonly text: string;
}

interface Parts {
  readonly satisfaction: Satisfaction;
  readonly integrity: Integrity;
  readonly assumptions: OutcomeCard['intent']['assumptions'];
  readonly points: readonly Point[];
  readonly spotChecks: OutcomeCard['spotChecks'];
}

/** Kinds of integrity findings that no reason can outweigh. */
const neverMerged = /canary|vault|evidence-tampered|guardrail-(disabled|removed)/;

/** What must happen before *approve* works, most important first. Empty unless something can still be approved. */
export function waitsOf(state: RunState, parts: Parts): Reason[] {
  if (state.status !== 'awaiting-decision') return [{ kind: 'status', text: statusWait(state) }];
  return [
    ...emptyWait(state),
    ...identityWaits(state),
    ...parts.integrity.guardrails.flatMap(guardrailWait),
    ...parts.integrity.findings
      .filter((finding) => neverMerged.test(finding.kind))
      .map((finding) => ({
        kind: 'integrity',
        text: `${finding.kind.replaceAll('-', ' ')} was found: this result is never merged; return or reject it`,
      })),
    ...(parts.spotChecks?.refused ?? []).map((text) => ({ kind: 'refused', text: `${text}: never merged` })),
    ...pointWaits(parts.points),
    ...parts.assumptions
      .filter((one) => one.status === 'open' && one.blocks)
      .map((one) => ({ kind: 'assumption', text: `assumption ${one.id}${on(one.requirement)} is open` })),
    ...fileWaits(state),
    ...policyWaits(state, parts.satisfaction),
  ];
}

/** What a human may approve all the same, by giving a reason. Levels 2 and 3 promise no hidden evidence. */
export function reasonsNeeded(state: RunState, parts: Parts): Reason[] {
  const hidden = levelTable[state.request.level].stages.includes('validation');
  return hidden ? evidenceReasons(parts.satisfaction) : [];
}

/** Places to read are one clause with their rules; everything else is named. */
function pointWaits(points: readonly Point[]): Reason[] {
  const open = points.filter((point) => point.answered === null);
  const read = open.filter((point) => point.kind === 'read');
  const rules = [...new Set(read.map((point) => point.text.split(': read ')[0] ?? ''))];
  return [
    ...(read.length === 0
      ? []
      : [{ kind: 'read', text: `${counted(read.length, 'place')} to read (${listed(rules, 3)})` }]),
    ...open
      .filter((point) => point.kind !== 'read')
      .map((point) => ({ kind: point.kind, text: `no answer to: ${point.text}` })),
  ];
}

function statusWait(state: RunState): string {
  if (state.status === 'failed' || state.status === 'suspended')
    return `the run is ${state.status}; ${state.next}`;
  if (['approved', 'returned', 'rejected', 'stopped'].includes(state.status))
    return `the run was ${state.status} already`;
  return 'the run is still working';
}

function emptyWait(state: RunState): Reason[] {
  if (state.head === null || state.files.length === 0)
    return [{ kind: 'empty', text: 'the run changed no file: there is nothing to approve' }];
  return [];
}

/** Block A: a result of which it is not known what it is, or whose, is not approved. */
function identityWaits({ request }: RunState): Reason[] {
  const parts: readonly [string, string][] = [
    ['which spec it was built from', request.spec.digest],
    ['which commit it started from', request.base.commit],
    ['who built it', request.backend],
    ['who owns this run', request.owner],
  ];
  return parts
    .filter(([, value]) => value.trim() === '')
    .map(([what]) => ({ kind: 'identity', text: `the card does not say ${what}` }));
}

function guardrailWait(line: GuardrailLine): Reason[] {
  if (!line.counted || line.after === 'pass') return [];
  const what = line.after === null ? 'was not run on this commit' : `does not pass (${line.after})`;
  return [{ kind: 'guardrail', text: `guardrail ${line.name} ${what}` }];
}

function fileWaits(state: RunState): Reason[] {
  if (!levelTable[state.request.level].acceptsPerFile) return [];
  const open = state.files.filter((file) => !state.acceptedFiles.includes(file.path)).length;
  if (open === 0) return [];
  return [
    { kind: 'files', text: `${open} of ${counted(state.files.length, 'changed file')} not accepted yet` },
  ];
}

/** Level 5 has no human to give a reason. */
function policyWaits(state: RunState, satisfaction: Satisfaction): Reason[] {
  return state.request.level === 5 ? evidenceReasons(satisfaction) : [];
}

function evidenceReasons(satisfaction: Satisfaction): Reason[] {
  if (satisfaction.kind === 'none')
    return [{ kind: 'no-evidence', text: `no hidden evidence: ${satisfaction.reason}` }];
  const { enough, evidence, lowerBound, bar, splits, requirements } = satisfaction;
  const untested = requirements.filter((line) => line.kind === 'uncovered' && line.accepted === null);
  return [
    ...(enough ? [] : [{ kind: 'minimum', text: evidence }]),
    ...(lowerBound >= bar
      ? []
      : [{ kind: 'bar', text: `lower bound ${fraction(lowerBound)} is under the bar ${fraction(bar)}` }]),
    ...splits
      .filter((one) => one.gate === 'invalid')
      .map((one) => ({ kind: 'invalid', text: `the ${one.split} evaluation is invalid` })),
    ...(untested.length === 0
      ? []
      : [{ kind: 'untested', text: `no hidden scenario for ${listed(untested.map((line) => line.id))}` }]),
  ];
}

function on(requirement: string | null): string {
  return requirement === null ? '' : ` (${requirement})`;
}
