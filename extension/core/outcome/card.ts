// Makes the outcome card of a run: everything needed to decide without the diff, from events alone.
// Invariant: pure, and its result holds counts and ids; what the level hides has no field here (schema.ts).
import { levelTable } from '../level/level.ts';
import { deliveryText } from '../run/delivery.ts';
import type { RunState } from '../run/state.ts';
import { answerOf, evidenceClauses, verdictOf } from './answer.ts';
import { reasonsNeeded, waitsOf } from './decision.ts';
import { evidenceBlocks } from './evidence-blocks.ts';
import { notCheckedOf, redFlagsOf } from './flags.ts';
import { integrityOf } from './integrity.ts';
import { passportText } from './passport-text.ts';
import { plain } from './plain.ts';
import { pointsOf } from './points.ts';
import { satisfactionOf } from './satisfaction.ts';
import type { OutcomeCard } from './schema.ts';
import { rehearsalWatermark } from './watermark.ts';
import { costOf } from './cost.ts';

export type { OutcomeCard } from './schema.ts';
export { outcomeCardSchema } from './schema.ts';

/** What a human has answered but not yet sent with a decision. */
export interface PendingAnswers {
  /** Assumption ids. */
  readonly confirmed: readonly string[];
  /** Requirement id -> reason. */
  readonly acceptedUntested: Readonly<Record<string, string>>;
  /** Id of a point (points.ts) -> what the human says to it. */
  readonly answers?: Readonly<Record<string, string>>;
}

export const noAnswers: PendingAnswers = { confirmed: [], acceptedUntested: {}, answers: {} };

/** The card of `state`. `answers` are joined with those of the decision, where one was taken. */
export function outcomeCard(state: RunState, answers: PendingAnswers = noAnswers): OutcomeCard {
  const given = withDecision(state, answers);
  const satisfaction = satisfactionOf(state, given.acceptedUntested);
  const integrity = integrityOf(state);
  const intent = intentOf(state, given.confirmed);
  const redFlags = redFlagsOf(satisfaction, integrity);
  const blocks = evidenceBlocks(state, given.answers);
  const cost = costOf(state);
  const points = pointsOf(state, { ...blocks, cost, redFlags }, given.answers);
  const parts = {
    satisfaction,
    integrity,
    assumptions: intent.assumptions,
    points,
    spotChecks: blocks.spotChecks,
  };
  const decision = decisionOf(state, points, waitsOf(state, parts), reasonsNeeded(state, parts));
  const verdict = verdictOf(state, decision);
  return {
    v: 1,
    verdict,
    answer: answerOf(state, verdict, decision, evidenceClauses(satisfaction, integrity)),
    watermark: state.request.backend === 'rehearsal' ? rehearsalWatermark : null,
    redFlags,
    notChecked: notCheckedOf(state, satisfaction, integrity, blocks),
    identity: identityOf(state),
    intent,
    satisfaction,
    integrity,
    ...blocks,
    cost,
    change: changeOf(state),
    rounds: roundsOf(state),
    decision,
  };
}

/**
 * Why *approve* cannot be carried out with these answers; empty means it can.
 * The runner asks this before it merges, so that panel, command line and runner can never disagree.
 */
export function approvalRefusals(state: RunState, answers: PendingAnswers & { reason: string }): string[] {
  const { decision } = outcomeCard(state, answers);
  const waits = decision.waits.map((wait) => wait.text);
  if (answers.reason.trim() !== '' || decision.needsReason.length === 0) return waits;
  return [...waits, `a reason is needed: ${decision.needsReason.map((one) => one.text).join('; ')}`];
}

function withDecision(state: RunState, answers: PendingAnswers): Required<PendingAnswers> {
  return {
    answers: { ...answers.answers, ...state.decision?.answers },
    confirmed: [...answers.confirmed, ...(state.decision?.confirmed ?? [])],
    acceptedUntested: { ...answers.acceptedUntested, ...state.decision?.acceptedUntested },
  };
}

function identityOf(state: RunState): OutcomeCard['identity'] {
  const { request } = state;
  const judged = state.evaluations
    .map(({ tally }) => (tally && tally.judged.verdicts > 0 ? tally.judged : null))
    .findLast((one) => one !== null);
  const judge = judged?.model ?? undefined;
  return {
    runId: request.runId,
    status: state.status,
    spec: {
      path: plain(request.spec.path),
      id: plain(request.spec.id),
      title: plain(request.spec.title),
      digest: request.spec.digest,
    },
    requirements: request.spec.requirements.map((one) => plain(one.id, 40)),
    base: request.base.commit,
    branch: request.base.branch ?? null,
    head: state.head?.commit ?? null,
    backend: request.backend,
    model: plain(request.model, 80),
    judge: judge === undefined ? null : plain(judge, 80),
    judgePassport: judged === undefined || judged === null ? null : passportText(judged.passport),
    level: request.level,
    levelName: levelTable[request.level].name,
    trial: request.trial,
    holdout: holdoutOf(state),
    owner: plain(request.owner, 80),
    requestedAt: request.requestedAt,
    adopted: request.adopted
      ? {
          author: plain(request.adopted.author, 80),
          branch: request.adopted.branch === undefined ? null : plain(request.adopted.branch, 80),
        }
      : null,
  };
}

function holdoutOf(state: RunState): OutcomeCard['identity']['holdout'] {
  if (state.request.vaultId === undefined)
    return { strength: 'none', text: 'this repository has no hidden scenarios' };
  if (state.request.backend === 'none')
    return {
      strength: 'not-known',
      text: 'the commit was made elsewhere: whether its author could have looked is not known',
    };
  if (state.request.agent?.confinement === 'unconfined')
    return { strength: 'none', text: 'agent-managed: it could have looked' };
  if (state.sandbox?.available !== true)
    return { strength: 'none', text: 'the agent ran without a sandbox: it could have looked' };
  return { strength: 'strong', text: 'the agent ran in a sandbox without access to the vault' };
}

function intentOf(state: RunState, confirmed: readonly string[]): OutcomeCard['intent'] {
  const statements = new Map(state.request.spec.requirements.map((one) => [one.id, one.text]));
  return {
    sentence: plain(state.request.spec.title),
    assumptions: [...state.assumptions, ...unanswered(state)].map((one) => ({
      id: plain(one.id, 40),
      text: plain(one.text, 400),
      requirement: one.requirement === null ? null : plain(one.requirement, 40),
      status: confirmed.includes(one.id) ? ('confirmed' as const) : ('open' as const),
      blocks: isMust(one.requirement === null ? undefined : statements.get(one.requirement)),
    })),
  };
}

/** A question that nobody answered is a decision that the agent took; a gate of a workflow is none of its own. */
function unanswered({ questions }: RunState): RunState['assumptions'] {
  return questions
    .filter(({ answer, gate }) => answer === null && gate === null)
    .map(({ id, text, meanwhile }) => ({ id, text: `${meanwhile} (asked: ${text})`, requirement: null }));
}

/** Only a plain SHOULD or MAY is not binding; an assumption on no known requirement could be about anything. */
function isMust(statement: string | undefined): boolean {
  if (statement === undefined || /\b(must|shall)\b/i.test(statement)) return true;
  return !/\b(should|may)\b/i.test(statement);
}

function changeOf(state: RunState): OutcomeCard['change'] {
  return {
    files: state.files.length,
    added: state.files.reduce((total, file) => total + file.added, 0),
    removed: state.files.reduce((total, file) => total + file.removed, 0),
  };
}

function roundsOf(state: RunState): OutcomeCard['rounds'] {
  return state.evaluations.flatMap(({ n, round, split, feedback, tally }) =>
    feedback === null
      ? []
      : [
          {
            n,
            round,
            split,
            gate: feedback.gate,
            satisfied: tally?.satisfied ?? null,
            observed: tally?.observed ?? null,
          },
        ],
  );
}

function pullRequestOf(state: RunState): OutcomeCard['decision']['pullRequest'] {
  if (state.status !== 'approved' || state.pullRequest === null) return null;
  const { how, url, branch, into } = state.pullRequest;
  return { how, url: plain(url, 400), branch: plain(branch, 120), into: plain(into, 120) };
}

/** Approved and pushed, but whether its pull request was opened is not known: approve finishes it. */
function isHalfWay(state: RunState): boolean {
  return (
    state.status === 'approved' &&
    state.merged === null &&
    state.pullRequest === null &&
    state.refusal.length > 0
  );
}

function approveDoes(state: RunState): string {
  const {
    request: { runId, base, adopted },
    delivery,
    pushed,
  } = state;
  if (isHalfWay(state))
    return `Approve looks for the pull request of ${plain(pushed?.branch ?? `dimmer/${runId}`)} and opens it where there is none.`;
  if (adopted?.contained) return 'Approve records your decision: the commit is part of this branch already.';
  if (delivery?.how === 'pull-request')
    return deliveryText(delivery, `dimmer/${runId}`, (name) => plain(name, 80));
  return base.branch === undefined
    ? 'Approve keeps the result on its own branch: this checkout is on no branch.'
    : `Approve merges one commit into ${plain(base.branch, 80)}.`;
}

function decisionOf(
  state: RunState,
  points: OutcomeCard['decision']['points'],
  waits: OutcomeCard['decision']['waits'],
  needsReason: OutcomeCard['decision']['needsReason'],
): OutcomeCard['decision'] {
  const { decision, request } = state;
  const merged = state.status === 'approved' ? state.merged : null;
  const halfWay = isHalfWay(state);
  return {
    // What was refused after it was taken is open again.
    taken:
      state.status === 'awaiting-decision' || decision === null
        ? null
        : {
            decision: decision.decision,
            reason: plain(decision.reason, 400),
            by: plain(decision.by, 80),
            attested: decision.attested,
            at: decision.at,
            parties: decision.by === request.owner ? '1 party' : '2 parties',
          },
    pullRequest: pullRequestOf(state),
    merged: merged && { commit: merged.commit, branch: merged.branch, how: merged.how },
    open: state.status === 'awaiting-decision' || halfWay,
    canApprove: halfWay || waits.length === 0,
    points,
    waits: halfWay ? [] : waits,
    needsReason: halfWay ? [] : needsReason,
    refused: state.refusal.map((reason) => plain(reason, 800)),
    approveDoes: approveDoes(state),
  };
}
