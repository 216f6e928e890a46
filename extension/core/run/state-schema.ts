// A run's state as `dimmer show --json` prints it. Invariant: whatever `reduce` makes is accepted here; the compiler holds it
// where the document is made, and a test holds it on a real run.
import * as z from 'zod/mini';
import { decisionSchema } from '../protocol/control.ts';
import { feedbackSchema, tallySchema } from '../protocol/evaluation.ts';
import { deliverySchema } from './delivery.ts';
import { gatheredSchema } from './evidence.ts';
import { runRequestSchema } from '../protocol/run-request.ts';
import { failReasonSchema, suspendReasonSchema } from './end-reasons.ts';
import {
  guardrailSchema,
  guardrailSourceSchema,
  mergedSchema,
  pullRequestSchema,
  storedTextSchema,
  usageSchema,
} from './events.ts';
import { stageNameSchema } from './stage-name.ts';

const list = <T extends z.ZodMiniType>(item: T) => z.readonly(z.array(item));
const count = z.int().check(z.nonnegative());

const guardrailResultSchema = z.object({
  name: z.string(),
  outcome: z.enum(['pass', 'fail', 'timeout', 'error']),
  exit: z.nullable(z.int()),
  milliseconds: z.number(),
  round: count,
  output: storedTextSchema,
});

const evaluationSchema = z.object({
  n: count,
  split: z.enum(['validation', 'sealed']),
  commit: z.string(),
  round: count,
  feedback: z.nullable(feedbackSchema),
  tally: z.nullable(tallySchema),
});

const decisionTakenSchema = z.object({
  decision: decisionSchema,
  reason: z.string(),
  by: z.string(),
  /** False when typed in a terminal, where an agent could have typed it. */
  attested: z.boolean(),
  at: z.string(),
  confirmed: list(z.string()),
  acceptedUntested: z.record(z.string(), z.string()),
  answers: z.record(z.string(), z.string()),
  comments: list(z.object({ path: z.string(), line: z.int(), text: z.string() })),
  deliver: z.enum(['auto', 'local']),
});

const questionSchema = z.object({
  id: z.string(),
  text: z.string(),
  choices: list(z.string()),
  meanwhile: z.string(),
  gate: z.nullable(z.string()),
  askedAt: z.string(),
  answer: z.nullable(z.object({ text: z.string(), by: z.string() })),
});

const workSchema = {
  head: z.nullable(z.object({ commit: z.string(), tree: z.string() })),
  files: list(z.object({ path: z.string(), status: z.string(), added: count, removed: count })),
  acceptedFiles: list(z.string()),
  evaluations: list(evaluationSchema),
  evaluationSkipped: z.nullable(z.string()),
  visible: z.nullable(z.object({ satisfied: count, observed: count, failing: list(z.string()) })),
  integrity: z.nullable(list(z.object({ kind: z.string(), path: z.string(), detail: z.string() }))),
  evidence: gatheredSchema,
  assumptions: list(z.object({ id: z.string(), text: z.string(), requirement: z.nullable(z.string()) })),
  decision: z.nullable(decisionTakenSchema),
};

const stageStatus = z.enum(['waiting', 'active', 'success', 'fail', 'skipped']);

const factsSchema = {
  request: runRequestSchema,
  seq: count,
  startedAt: z.string(),
  lastEventAt: z.string(),
  lastActivity: z.string(),
  restedAt: z.nullable(z.string()),
  worked: z.object({ milliseconds: z.number(), since: z.nullable(z.string()) }),
  runner: z.nullable(z.object({ pid: z.int(), startTime: z.string() })),
  sandbox: z.nullable(z.object({ available: z.boolean(), detail: z.string() })),
  worktree: z.nullable(z.object({ path: z.string(), branch: z.string(), removed: z.boolean() })),
  guardrails: z.nullable(z.object({ source: guardrailSourceSchema, chosen: list(guardrailSchema) })),
  guardrailsAtBase: z.record(z.string(), guardrailResultSchema),
  guardrailsAtHead: z.record(z.string(), guardrailResultSchema),
  stages: z.partialRecord(stageNameSchema, stageStatus),
  nodes: z.record(z.string(), stageStatus),
  visits: z.record(z.string(), count),
  lanes: z.record(
    z.string(),
    z.object({ path: z.string(), branch: z.string(), removed: z.boolean(), commit: z.nullable(z.string()) }),
  ),
  round: count,
  turns: count,
  turnsUncounted: count,
  usage: usageSchema,
  dollars: z.nullable(z.number()),
  ...workSchema,
  questions: list(questionSchema),
  queued: z.nullable(z.object({ ahead: count, limit: count, since: z.string() })),
  accessDenied: count,
  steers: count,
  diffOpened: z.boolean(),
  delivery: z.nullable(deliverySchema),
  pushed: z.nullable(z.object({ remote: z.string(), branch: z.string(), commit: z.string() })),
  refusal: list(z.string()),
};

const ended = { reason: z.string(), by: z.string() };
const at = { stage: stageNameSchema, round: count };

export const runStatusSchema = z.enum([
  'requested',
  'preparing',
  'working',
  'waiting',
  'evaluating',
  'awaiting-decision',
  'approved',
  'returned',
  'rejected',
  'stopped',
  'suspended',
  'failed',
]);

export const runStateSchema = z.discriminatedUnion('status', [
  z.object({ ...factsSchema, status: z.enum(['requested', 'preparing']) }),
  z.object({ ...factsSchema, ...at, status: z.enum(['working', 'evaluating']) }),
  z.object({ ...factsSchema, ...at, status: z.literal('waiting'), reason: z.string(), until: z.string() }),
  z.object({ ...factsSchema, status: z.literal('awaiting-decision'), commit: z.string() }),
  z.object({
    ...factsSchema,
    ...ended,
    status: z.literal('approved'),
    merged: z.nullable(mergedSchema),
    pullRequest: z.nullable(pullRequestSchema),
  }),
  z.object({ ...factsSchema, ...ended, status: z.enum(['returned', 'rejected', 'stopped']) }),
  z.object({
    ...factsSchema,
    status: z.literal('suspended'),
    reason: suspendReasonSchema,
    message: z.string(),
    next: z.string(),
  }),
  z.object({
    ...factsSchema,
    status: z.literal('failed'),
    reason: failReasonSchema,
    message: z.string(),
    kept: z.string(),
    next: z.string(),
  }),
]);
