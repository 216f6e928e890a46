// The outcome card as it is written to `outcome.json`, printed by `dimmer outcome --json` and drawn by the panel.
// Invariant: counts, ids and the author's own words only; no diff, no path of a changed file, no transcript, no scenario.
import * as z from 'zod/mini';
import { levelSchema } from '../protocol/run-request.ts';
import { decisionSchema } from '../protocol/control.ts';
import { surfaceSchema, wayBackSchema } from '../run/evidence.ts';
import {
  behaviourBlockSchema,
  coverageBlockSchema,
  demonstrationSchema,
  performanceBlockSchema,
  pointSchema,
  spotChecksBlockSchema,
  structureBlockSchema,
} from './blocks-schema.ts';

export const verdicts = [
  'unfinished',
  'not-ready',
  'your-call',
  'ready',
  'approved',
  'returned',
  'rejected',
  'stopped',
  'suspended',
  'failed',
] as const;
export type Verdict = (typeof verdicts)[number];

const count = z.int().check(z.nonnegative());
const nullableText = z.nullable(z.string());

const identitySchema = z.object({
  runId: z.string(),
  status: z.string(),
  spec: z.object({ path: z.string(), id: z.string(), title: z.string(), digest: z.string() }),
  requirements: z.array(z.string()),
  base: z.string(),
  branch: nullableText,
  head: nullableText,
  backend: z.string(),
  model: z.string(),
  judge: nullableText,
  /** What is known about that judge, in one line. */
  judgePassport: nullableText,
  level: levelSchema,
  levelName: z.string(),
  trial: z.boolean(),
  holdout: z.object({ strength: z.enum(['strong', 'none', 'not-known']), text: z.string() }),
  owner: z.string(),
  requestedAt: z.string(),
  /** A commit that was judged and not built here: who made it, as git tells it. */
  adopted: z.nullable(z.object({ author: z.string(), branch: nullableText })),
});

const intentSchema = z.object({
  sentence: z.string(),
  /** What the agent decided for the author; `blocks` while open and not on a SHOULD or MAY. */
  assumptions: z.array(
    z.object({
      id: z.string(),
      text: z.string(),
      requirement: nullableText,
      status: z.enum(['open', 'confirmed']),
      blocks: z.boolean(),
    }),
  ),
});

const counts = { satisfied: count, observed: count };

export const requirementLineSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('measured'),
    id: z.string(),
    text: z.string(),
    ...counts,
    scenarios: count,
    low: z.number(),
    high: z.number(),
  }),
  z.object({ kind: z.literal('uncovered'), id: z.string(), text: z.string(), accepted: nullableText }),
]);
export type RequirementLine = z.infer<typeof requirementLineSchema>;

const visibleSchema = z.nullable(z.object(counts));
/** Commands that run the scenarios on this commit again; hidden ones count against the same budget. */
const replays = { replay: z._default(z.string(), ''), visibleReplay: z._default(z.string(), '') };

export const satisfactionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none'), reason: z.string(), visible: visibleSchema, ...replays }),
  z.object({
    kind: z.literal('measured'),
    ...counts,
    scenarios: count,
    low: z.number(),
    high: z.number(),
    lowerBound: z.number(),
    effectiveN: z.number(),
    bar: z.number(),
    minimum: count,
    enough: z.boolean(),
    met: z.boolean(),
    /** "evidence: 6 of 25 scenarios" */
    evidence: z.string(),
    splits: z.array(
      z.object({
        split: z.enum(['validation', 'sealed']),
        gate: z.enum(['pass', 'fail', 'invalid', 'unknown']),
        ...counts,
        scenarios: count,
        /** Trajectories that satisfied what contradicts the spec. */
        alarms: z.optional(count),
      }),
    ),
    requirements: z.array(requirementLineSchema),
    uncovered: z.array(z.string()),
    infraErrors: count,
    /** Hidden scenarios that these evaluations found where the agent can read; they left the rate. */
    burned: z._default(count, 0),
    visible: visibleSchema,
    ...replays,
  }),
]);
export type Satisfaction = z.infer<typeof satisfactionSchema>;

const outcomeOfGuardrail = z.nullable(z.enum(['pass', 'fail', 'timeout', 'error']));

const integritySchema = z.object({
  guardrails: z.array(
    z.object({
      name: z.string(),
      /** Replays the result in a checkout of the head commit. */
      command: z.string(),
      before: outcomeOfGuardrail,
      after: outcomeOfGuardrail,
      milliseconds: z.nullable(z.number()),
      /** False when it failed before the run started: nobody can be held to it. */
      counted: z.boolean(),
      /** The program that is not there to run it with; null where it ran. */
      missing: nullableText,
    }),
  ),
  guardrailSource: nullableText,
  checked: z.boolean(),
  findings: z.array(z.object({ kind: z.string(), count })),
  accessDenied: count,
  sandbox: z.nullable(z.object({ available: z.boolean(), detail: z.string() })),
});

const costSchema = z.object({
  tokens: z.object({
    input: count,
    output: count,
    cacheRead: count,
    cacheWrite: count,
    total: count,
    cap: z.nullable(count),
    /** False: an installed agent did not say what it used; the numbers are what is known. */
    reported: z.boolean(),
  }),
  dollars: z.nullable(z.number()),
  dollarsCap: z.nullable(z.number()),
  minutes: z.number(),
  minutesCap: z.number(),
  rounds: count,
  roundsCap: count,
  turns: count,
  steers: count,
  capReached: z.boolean(),
});

const decisionBlockSchema = z.object({
  taken: z.nullable(
    z.object({
      decision: decisionSchema,
      reason: z.string(),
      by: z.string(),
      attested: z.boolean(),
      at: z.string(),
      parties: z.enum(['1 party', '2 parties']),
    }),
  ),
  merged: z.nullable(z.object({ commit: z.string(), branch: z.string(), how: z.string() })),
  pullRequest: z.nullable(
    z.object({ how: z.string(), url: z.string(), branch: z.string(), into: z.string() }),
  ),
  open: z.boolean(),
  canApprove: z.boolean(),
  /** What approve waits for an answer to, answered or not. */
  points: z.array(pointSchema),
  /** What must happen before *approve* works. */
  waits: z.array(z.object({ kind: z.string(), text: z.string() })),
  /** What *approve* needs a reason for; empty means none is needed. */
  needsReason: z.array(z.object({ kind: z.string(), text: z.string() })),
  /** Why the last decision was not carried out. */
  refused: z.array(z.string()),
  approveDoes: z.string(),
});

export const outcomeCardSchema = z.object({
  v: z.literal(1),
  verdict: z.enum(verdicts),
  answer: z.string(),
  /** Set for a rehearsal, shown wherever the card is. */
  watermark: nullableText,
  redFlags: z.array(z.object({ kind: z.string(), text: z.string() })),
  notChecked: z.array(z.object({ kind: z.string(), text: z.string(), requirement: nullableText })),
  identity: identitySchema,
  intent: intentSchema,
  satisfaction: satisfactionSchema,
  integrity: integritySchema,
  behaviour: z.nullable(behaviourBlockSchema),
  demonstrations: z.array(demonstrationSchema),
  performance: z.nullable(performanceBlockSchema),
  surface: z.nullable(surfaceSchema),
  structure: z.nullable(structureBlockSchema),
  coverage: z.nullable(coverageBlockSchema),
  spotChecks: z.nullable(spotChecksBlockSchema),
  wayBack: z.nullable(wayBackSchema),
  cost: costSchema,
  /** How much changed, in counts. */
  change: z.object({ files: count, added: count, removed: count }),
  /** One line per finished evaluation, oldest first. */
  rounds: z.array(
    z.object({
      n: count,
      round: count,
      split: z.enum(['validation', 'sealed']),
      gate: z.enum(['pass', 'fail', 'invalid']),
      satisfied: z.nullable(count),
      observed: z.nullable(count),
    }),
  ),
  decision: decisionBlockSchema,
});

export type OutcomeCard = z.infer<typeof outcomeCardSchema>;
