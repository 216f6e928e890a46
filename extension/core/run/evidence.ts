// What the harness itself measured about a result before a human decides: one value per block of the outcome card.
// Invariant: captured on clean checkouts, never taken from the agent's word; nothing here comes from a hidden scenario.
import * as z from 'zod/mini';

const count = z.int().check(z.nonnegative());
const problem = z.nullable(z.string());

/** Blocks C and E: the same visible inputs at base and head. */
export const behaviourSchema = z.object({
  base: z.string(),
  head: z.string(),
  inputs: z.array(
    z.object({
      /** Scenario id and step, unique in this list. */
      id: z.string(),
      scenario: z.string(),
      title: z.string(),
      requirements: z.array(z.string()),
      kind: z.enum(['cli', 'http']),
      /** As a person would type it: `$ stint list --json`, `GET /entries`. */
      input: z.string(),
      change: z.enum(['same', 'now-possible', 'no-longer-possible', 'changed']),
      /** A requirement of the spec asks for this difference; true for what stayed the same. */
      explained: z.boolean(),
      /** The product refuses: a non-zero exit, a 4xx or 5xx status. */
      negative: z.boolean(),
      /** Unified difference of the two transcripts, cut to 4,000 characters; null when they are the same. */
      difference: z.nullable(z.string()),
      /** Whether a second execution at head gave the same transcript. */
      replays: z.boolean(),
      /** Shell line that shows it again in a checkout of the head commit. */
      replay: z.string(),
    }),
  ),
  /** Why inputs were not compared; null when all were. */
  problem,
});
export type Behaviour = z.infer<typeof behaviourSchema>;

/** Block F. Base and head are executed alternately; raw repeats are kept so that the noise can be shown. */
export const performanceSchema = z.object({
  metrics: z.array(
    z.object({
      name: z.enum(['time', 'memory', 'size']),
      unit: z.enum(['ms', 'MB', 'kB']),
      /** What was executed or weighed. */
      subject: z.string(),
      base: z.array(z.number()),
      head: z.array(z.number()),
      budget: z.nullable(z.number()),
      verdict: z.enum(['same', 'better', 'worse', 'over-budget', 'new']),
    }),
  ),
  replay: z.nullable(z.string()),
  problem,
});
export type Performance = z.infer<typeof performanceSchema>;

export const surfaceKinds = [
  'export',
  'flag',
  'command',
  'endpoint',
  'schema',
  'configuration',
  'binary',
  'dependency',
  'licence',
  'install-script',
  'permission',
  'egress',
] as const;

/** Block G. `named` is whether the spec's text names it. */
export const surfaceSchema = z.object({
  changes: z.array(
    z.object({
      kind: z.enum(surfaceKinds),
      change: z.enum(['added', 'removed', 'changed']),
      name: z.string(),
      detail: z.string(),
      breaking: z.boolean(),
      privileged: z.boolean(),
      named: z.boolean(),
    }),
  ),
  /** What looked, so that an empty list of changes can be told from nothing having looked. */
  tools: z.array(
    z.object({
      name: z.string(),
      status: z.enum(['ran', 'not-applicable', 'failed']),
      detail: z.string(),
      replay: z.nullable(z.string()),
    }),
  ),
});
export type Surface = z.infer<typeof surfaceSchema>;

/** Block I: where the code stood and stands. Lower is not always better; the trend is shown, not judged. */
export const structureSchema = z.object({
  metrics: z.array(
    z.object({
      name: z.enum(['complexity', 'duplication', 'churn', 'size', 'outside-blast-radius']),
      unit: z.string(),
      base: z.nullable(z.number()),
      head: z.nullable(z.number()),
      /** What was counted, and on how many files. */
      detail: z.string(),
    }),
  ),
  problem,
});

/** Block J, the part that visible scenarios executed. Hidden ones add their counts through the tally. */
export const coverageSchema = z.object({
  /** Changed lines that the instrument can see. */
  changed: count,
  executed: count,
  /** Changed lines of files it cannot see. */
  unseen: count,
  instrument: z.string(),
  problem,
});

/** Block M. */
export const wayBackSchema = z.object({
  command: z.string(),
  /** Whether the command was carried out on a clean checkout and gave the base's tree again. */
  rehearsed: z.boolean(),
  detail: z.string(),
  /** Rehearses it again, in a throw-away worktree of the repository. */
  replay: z.optional(z.string()),
  /** Changes that a revert does not undo: migrations, deletions of data. Empty when none was found. */
  irreversible: z.array(z.string()),
});

/** Lines that a human has to read, or may want to: exactly these, with one question. */
export const hunkSchema = z.object({
  id: z.string(),
  rule: z.string(),
  /** "parsing of untrusted input" */
  title: z.string(),
  question: z.string(),
  reason: z.string(),
  path: z.string(),
  /** `base` for lines that were removed. */
  side: z.enum(['base', 'head']),
  start: z.int().check(z.positive()),
  lines: z.int().check(z.positive()),
});
export type Hunk = z.infer<typeof hunkSchema>;

const saidSchema = z.object({ rule: z.string(), text: z.string() });

/** Block K and the break-glass band. */
export const breakGlassSchema = z.object({
  /** 0 to 100, and what it is made of. */
  risk: z.object({ score: count, reasons: z.array(z.string()) }),
  forced: z.array(hunkSchema),
  /** At most three that no rule forces, riskiest first: offered, never waited for. */
  offered: z.array(hunkSchema),
  said: z.array(saidSchema),
  refused: z.array(saidSchema),
});
export type BreakGlass = z.infer<typeof breakGlassSchema>;

/** One block of evidence; a later one of the same block replaces the earlier one. */
export const evidenceSchema = z.discriminatedUnion('block', [
  z.object({ block: z.literal('behaviour'), behaviour: behaviourSchema }),
  z.object({ block: z.literal('performance'), performance: performanceSchema }),
  z.object({ block: z.literal('surface'), surface: surfaceSchema }),
  z.object({ block: z.literal('structure'), structure: structureSchema }),
  z.object({ block: z.literal('coverage'), coverage: coverageSchema }),
  z.object({ block: z.literal('way-back'), wayBack: wayBackSchema }),
  z.object({ block: z.literal('break-glass'), breakGlass: breakGlassSchema }),
  /** What could not be gathered at all: said under "not checked", never silently left out. */
  z.object({ block: z.literal('missing'), of: z.string(), reason: z.string() }),
]);
export type Evidence = z.infer<typeof evidenceSchema>;

/** What the fold keeps of it; null is "not measured". */
export const gatheredSchema = z.object({
  behaviour: z.nullable(behaviourSchema),
  performance: z.nullable(performanceSchema),
  surface: z.nullable(surfaceSchema),
  structure: z.nullable(structureSchema),
  coverage: z.nullable(coverageSchema),
  wayBack: z.nullable(wayBackSchema),
  breakGlass: z.nullable(breakGlassSchema),
  missing: z.array(z.object({ of: z.string(), reason: z.string() })),
});
export type Gathered = z.infer<typeof gatheredSchema>;

export const nothingGathered: Gathered = {
  behaviour: null,
  performance: null,
  surface: null,
  structure: null,
  coverage: null,
  wayBack: null,
  breakGlass: null,
  missing: [],
};

/** Joins one block into what was gathered before. */
export function gather(before: Gathered, evidence: Evidence): Gathered {
  switch (evidence.block) {
    case 'behaviour':
      return { ...before, behaviour: evidence.behaviour };
    case 'performance':
      return { ...before, performance: evidence.performance };
    case 'surface':
      return { ...before, surface: evidence.surface };
    case 'structure':
      return { ...before, structure: evidence.structure };
    case 'coverage':
      return { ...before, coverage: evidence.coverage };
    case 'way-back':
      return { ...before, wayBack: evidence.wayBack };
    case 'break-glass':
      return { ...before, breakGlass: evidence.breakGlass };
    case 'missing': {
      const others = before.missing.filter((one) => one.of !== evidence.of);
      return { ...before, missing: [...others, { of: evidence.of, reason: evidence.reason }] };
    }
  }
}
