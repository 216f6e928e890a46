// The run's whole history as a union of events. Readers fold it (reduce.ts); only the runner that holds the lock appends.
// Invariant: an event records what happened; nothing recorded here is ever done twice, and unknown types are kept.
import * as z from 'zod/mini';
import { feedbackSchema, tallySchema } from '../protocol/evaluation.ts';
import { decisionDetails, decisionSchema } from '../protocol/control.ts';
import { limitsSchema, runRequestSchema } from '../protocol/run-request.ts';
import { deliverySchema } from './delivery.ts';
import { evidenceSchema } from './evidence.ts';
import { agentEvents, ofHelper } from './agent-events.ts';
import { lifeEvents } from './life-events.ts';
import { failReasonSchema, suspendReasonSchema } from './end-reasons.ts';
import { storedTextSchema } from './stored-text.ts';
import { stageNameSchema } from './stage-name.ts';

export { storedTextSchema, type StoredText } from './stored-text.ts';

export const guardrailSchema = z.object({
  name: z.string(),
  /** argv, or one string for `sh -c`. */
  run: z.union([z.string(), z.array(z.string())]),
  timeoutSeconds: z.number(),
});
export type Guardrail = z.infer<typeof guardrailSchema>;

/** The file guardrails were read or detected from; several detected ones are joined by `, `. */
export const guardrailSourceSchema = z.string();

export const usageSchema = z.object({
  input: z.int(),
  output: z.int(),
  cacheRead: z.int(),
  cacheWrite: z.int(),
});
export type Usage = z.infer<typeof usageSchema>;

export const mergedSchema = z.object({
  type: z.literal('merged'),
  commit: z.string(),
  branch: z.string(),
  /** `already-there`: a commit was judged that the branch had before. */
  how: z.enum(['fast-forward', 'update-ref', 'branch-kept', 'already-there']),
});

export const pullRequestSchema = z.object({
  type: z.literal('pull-request-opened'),
  how: z.enum(['gh', 'rest', 'compare-page']),
  url: z.string(),
  number: z.nullable(z.int()),
  branch: z.string(),
  into: z.string(),
});

export const runEventBodySchema = z.discriminatedUnion('type', [
  ...lifeEvents,
  ...agentEvents,
  /** The whole request, so that the log alone tells the run. */
  z.object({ type: z.literal('run-requested'), request: runRequestSchema }),
  z.object({
    type: z.literal('runner-started'),
    pid: z.int(),
    startTime: z.string(),
    node: z.string(),
    resumed: z.boolean(),
  }),
  z.object({ type: z.literal('sandbox-checked'), available: z.boolean(), detail: z.string() }),
  z.object({ type: z.literal('worktree-created'), path: z.string(), branch: z.string(), commit: z.string() }),
  z.object({
    type: z.literal('guardrails-chosen'),
    source: guardrailSourceSchema,
    guardrails: z.array(guardrailSchema),
  }),
  z.object({
    type: z.literal('guardrail-finished'),
    phase: z.enum(['base', 'head']),
    round: z.int(),
    name: z.string(),
    outcome: z.enum(['pass', 'fail', 'timeout', 'error']),
    exit: z.nullable(z.int()),
    milliseconds: z.number(),
    output: storedTextSchema,
  }),
  z.object({
    type: z.literal('stage-entered'),
    stage: stageNameSchema,
    round: z.int(),
    /** Of the run's own workflow. */
    node: z.optional(z.string()),
  }),
  z.object({
    type: z.literal('stage-finished'),
    stage: stageNameSchema,
    round: z.int(),
    status: z.enum(['success', 'fail', 'skipped']),
    note: z.optional(z.string()),
    node: z.optional(z.string()),
    /** What it passes on to the conditions of a workflow: names as `human.gate.label`. */
    facts: z.optional(z.record(z.string(), z.union([z.string(), z.number(), z.null()]))),
  }),
  /** What was sent: user content of one turn, verbatim, so that the conversation can be rebuilt from the log alone. */
  z.object({
    type: z.literal('model-asked'),
    agent: ofHelper,
    turn: z.int(),
    round: z.int(),
    content: z.unknown(),
    /** The session of an installed agent, so that it can be opened again. */
    session: z.optional(z.string()),
  }),
  z.object({
    type: z.literal('model-replied'),
    agent: ofHelper,
    turn: z.int(),
    round: z.int(),
    model: z.string(),
    /** Assistant content blocks, verbatim. */
    content: z.unknown(),
    stopReason: z.string(),
    usage: usageSchema,
    /** False: an installed agent did not say what it used, and `usage` is all zeros. */
    usageReported: z.optional(z.boolean()),
    /** US dollars; null when the price is unknown or the run is a rehearsal. */
    dollars: z.nullable(z.number()),
  }),
  z.object({
    type: z.literal('model-waiting'),
    reason: z.string(),
    attempt: z.int(),
    until: z.string(),
    agent: ofHelper,
  }),
  z.object({
    type: z.literal('tool-started'),
    agent: ofHelper,
    turn: z.int(),
    callId: z.string(),
    name: z.string(),
    summary: z.string(),
  }),
  z.object({
    type: z.literal('tool-finished'),
    agent: ofHelper,
    turn: z.int(),
    callId: z.string(),
    name: z.string(),
    isError: z.boolean(),
    milliseconds: z.number(),
    output: storedTextSchema,
  }),
  z.object({
    type: z.literal('steered'),
    text: z.string(),
    by: z.string(),
    controlId: z.optional(z.string()),
  }),
  /** A tool call that the sandbox or the tool's own confinement refused. */
  z.object({ type: z.literal('access-denied'), tool: z.string(), detail: z.string() }),
  /** A decision the agent took for the author, said through its `assume` tool. */
  z.object({
    type: z.literal('assumption-recorded'),
    id: z.string(),
    text: z.string(),
    requirement: z.optional(z.string()),
  }),
  z.object({
    type: z.literal('work-committed'),
    commit: z.string(),
    tree: z.string(),
    round: z.int(),
    files: z.array(z.object({ path: z.string(), status: z.string(), added: z.int(), removed: z.int() })),
  }),
  z.object({
    type: z.literal('evaluation-requested'),
    n: z.int(),
    split: z.enum(['validation', 'sealed']),
    commit: z.string(),
    round: z.int(),
  }),
  z.object({
    type: z.literal('evaluation-finished'),
    n: z.int(),
    feedback: feedbackSchema,
    tally: z.nullable(tallySchema),
  }),
  /** Why hidden evaluation did not happen, in words for the card. */
  z.object({ type: z.literal('evaluation-skipped'), reason: z.string() }),
  z.object({
    type: z.literal('visible-checked'),
    commit: z.string(),
    satisfied: z.int(),
    observed: z.int(),
    failing: z.array(z.string()),
  }),
  z.object({
    type: z.literal('integrity-checked'),
    commit: z.string(),
    findings: z.array(z.object({ kind: z.string(), path: z.string(), detail: z.string() })),
  }),
  /** What the harness measured about the result; one event per block of the card. */
  z.object({ type: z.literal('evidence-gathered'), commit: z.string(), evidence: evidenceSchema }),
  z.object({ type: z.literal('awaiting-decision'), commit: z.string() }),
  z.object({
    type: z.literal('file-reviewed'),
    path: z.string(),
    accepted: z.boolean(),
    by: z.string(),
    controlId: z.optional(z.string()),
  }),
  z.object({ type: z.literal('diff-opened'), by: z.string(), controlId: z.optional(z.string()) }),
  z.object({
    type: z.literal('decision-refused'),
    decision: decisionSchema,
    controlId: z.string(),
    reasons: z.array(z.string()),
  }),
  z.object({
    type: z.literal('decided'),
    decision: decisionSchema,
    controlId: z.string(),
    reason: z.string(),
    by: z.string(),
    /** False when typed in a terminal, where an agent could have typed it. */
    attested: z.boolean(),
    confirmed: z.array(z.string()),
    acceptedUntested: z.record(z.string(), z.string()),
    ...decisionDetails,
  }),
  mergedSchema,
  /** Where an approval goes, looked up before the human is asked; the last one before `decided` is what is carried out. */
  z.object({ type: z.literal('delivery-planned'), ...deliverySchema.shape }),
  /** The result's one commit is on the remote; in the log before a pull request is asked for. */
  z.object({
    type: z.literal('branch-pushed'),
    remote: z.string(),
    branch: z.string(),
    commit: z.string(),
  }),
  /** Ends the delivery of an approved run. `compare-page`: the branch is there, a human opens the pull request at `url`. */
  pullRequestSchema,
  z.object({
    type: z.literal('worktree-removed'),
    path: z.string(),
    /** Of a parallel branch: its git branch went, too, as the result has what was on it. */
    withBranch: z.optional(z.boolean()),
  }),
  /** The owner raised caps; what is not named keeps its value. */
  z.object({
    type: z.literal('budget-extended'),
    limits: z.partial(limitsSchema),
    by: z.string(),
    controlId: z.optional(z.string()),
  }),
  z.object({ type: z.literal('run-stopped'), by: z.string(), reason: z.string() }),
  z.object({
    type: z.literal('run-suspended'),
    reason: suspendReasonSchema,
    message: z.string(),
    next: z.string(),
    /** Where a person wanted it. */
    by: z.optional(z.string()),
    controlId: z.optional(z.string()),
  }),
  z.object({
    type: z.literal('run-failed'),
    reason: failReasonSchema,
    message: z.string(),
    kept: z.string(),
    next: z.string(),
  }),
]);

export type RunEventBody = z.infer<typeof runEventBodySchema>;
export type RunEventType = RunEventBody['type'];
/** One line of `events.ndjson`: `seq` from 1 without gaps, `at` RFC 3339. The CRC is added and checked by the store. */
export type RunEvent = RunEventBody & {
  readonly v: 1;
  readonly seq: number;
  readonly at: string;
  /** The parallel branch of a workflow that it happened in; absent for the run itself. */
  readonly lane?: string;
};
