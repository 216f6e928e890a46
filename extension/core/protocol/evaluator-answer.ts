// What an evaluator prints: one JSON document per request. The caller shows it; texts of hidden scenarios are in it only
// where the person who holds the identity asked to see them (`list`, `show`).
import * as z from 'zod/mini';
import { coverageSchema } from '../run/evidence.ts';
import { feedbackSchema, tallySchema } from './evaluation.ts';
import { calibrationSchema } from './passport.ts';

export const errorSchema = z.object({
  reason: z.string(),
  /** What happened, what was kept, what to do next. */
  message: z.string(),
  kept: z.string(),
  next: z.string(),
  /** 1 the answer is no, 2 usage, 3 something is missing, 4 internal. */
  exit: z.int(),
});
const placedProblemSchema = z.object({ line: z.int(), message: z.string() });

/** One visible scenario, with what its commands printed; there is no such thing for hidden ones. */
export const visibleDetailSchema = z.object({
  scenario: z.string(),
  satisfied: z.boolean(),
  failures: z.array(z.string()),
  requirements: z.array(z.string()),
  steps: z.array(
    z.object({
      run: z.array(z.string()),
      exit: z.number(),
      stdout: z.string(),
      stderr: z.string(),
      milliseconds: z.number(),
      /** Set for a request instead of a command: then `run` is empty, `exit` the status and `stdout` the body. */
      http: z.optional(
        z.object({
          /** `POST /reset` */
          request: z.string(),
          sent: z.optional(z.string()),
          headers: z.record(z.string(), z.string()),
        }),
      ),
    }),
  ),
});
export type VisibleDetail = z.infer<typeof visibleDetailSchema>;

const failed = z.object({ v: z.literal(1), error: errorSchema, feedback: z.optional(feedbackSchema) });

export const evaluateAnswerSchema = z.union([
  failed,
  z.object({
    v: z.literal(1),
    tally: tallySchema,
    feedback: feedbackSchema,
    /** Visible scenarios only. */
    details: z.optional(z.array(visibleDetailSchema)),
    /** Visible files that are not scenarios. */
    problems: z.optional(z.array(z.object({ path: z.string(), problems: z.array(placedProblemSchema) }))),
  }),
]);
export type EvaluateAnswer = z.infer<typeof evaluateAnswerSchema>;

/** Of `compare`: one list of details per repeat; none where the head has no visible scenario of this spec. */
export const comparedAnswerSchema = z.object({
  v: z.literal(1),
  atBase: z.array(z.array(visibleDetailSchema)),
  atHead: z.array(z.array(visibleDetailSchema)),
  lines: coverageSchema,
});
export type ComparedAnswer = z.infer<typeof comparedAnswerSchema>;

export const vaultEntrySchema = z.object({
  id: z.string(),
  title: z.string(),
  spec: z.string(),
  requirements: z.array(z.string()),
  split: z.enum(['validation', 'sealed']),
  status: z.string(),
  version: z.int(),
  provedRed: z.boolean(),
  /** Trees it was seen to fail and pass on besides a product that does nothing, each under this many seeds. */
  proofs: z.optional(
    z.object({ seeds: z.int(), failsOn: z.array(z.string()), passesOn: z.optional(z.string()) }),
  ),
  /** Why a burned scenario is burned, and where that was seen. */
  burn: z.optional(
    z.object({
      reason: z.enum(['quoted', 'id', 'values']),
      where: z.enum(['file', 'message', 'transcript']),
      path: z.optional(z.string()),
    }),
  ),
  /** The last evaluation that ran it. */
  last: z.optional(z.object({ at: z.string(), commit: z.string(), satisfied: z.int(), observed: z.int() })),
});

/** SAF001: a document that an agent can read holds eight words in a row of a hidden scenario. */
export const vaultQuoteSchema = z.object({
  rule: z.literal('SAF001'),
  id: z.string(),
  path: z.string(),
  line: z.int(),
});

export const vaultFileProblemSchema = z.object({
  file: z.string(),
  /** Known while the manifest still names the file. */
  id: z.optional(z.string()),
  reason: z.enum(['damaged', 'wrong-identity', 'missing', 'changed', 'not-in-manifest', 'not-a-scenario']),
});

/** Although every scenario can be read; `detail` is a path, names of files or public keys. */
const vaultWarningSchema = z.object({
  reason: z.enum([
    'synced-folder',
    'open-to-others',
    'leftovers',
    'other-recipients',
    'merge-unfinished',
    'not-for-git',
  ]),
  detail: z.string(),
});

export const importResultSchema = z.object({
  name: z.string(),
  id: z.optional(z.string()),
  stored: z.boolean(),
  split: z.optional(z.enum(['validation', 'sealed'])),
  version: z.optional(z.int()),
  problems: z.array(placedProblemSchema),
});

/** Fields by action: `init` recipient, and identity when none was given; `new-identity` identity, recipient; `add` id, results;
 * `import`, `import-folder` results; `list` scenarios, problems, quotes; `show` scenario, text; `verify` ok, scenarios, problems, quotes,
 * recipients, warnings; `remove` removed; `add-recipient`, `remove-recipient`, `rotate` recipients; `recipients` recipients,
 * recipient; `export` files, problems; `copy` copied; `rebuild` scenarios, problems, results; `merge` scenarios, drafts;
 * `wrap`, `seal` sealed; `unwrap` identity, recipient; `unseal` text. */
export const vaultDoneSchema = z.object({
  v: z.literal(1),
  id: z.optional(z.string()),
  recipient: z.optional(z.string()),
  identity: z.optional(z.string()),
  results: z.optional(z.array(importResultSchema)),
  scenarios: z.optional(z.array(vaultEntrySchema)),
  problems: z.optional(z.array(vaultFileProblemSchema)),
  quotes: z.optional(z.array(vaultQuoteSchema)),
  scenario: z.optional(vaultEntrySchema),
  text: z.optional(z.string()),
  ok: z.optional(z.boolean()),
  sealed: z.optional(z.string()),
  removed: z.optional(z.string()),
  recipients: z.optional(z.array(z.string())),
  warnings: z.optional(z.array(vaultWarningSchema)),
  files: z.optional(z.array(z.object({ name: z.string(), text: z.string() }))),
  /** Files of a copy. */
  copied: z.optional(z.int()),
  /** Ids under which the other text of a scenario was kept. */
  drafts: z.optional(z.array(z.string())),
});
export const vaultAnswerSchema = z.union([failed, vaultDoneSchema]);
export type VaultAnswer = z.infer<typeof vaultAnswerSchema>;

export const calibrateAnswerSchema = z.union([failed, calibrationSchema]);

export const selftestAnswerSchema = z.union([
  failed,
  z.object({
    v: z.literal(1),
    /** Attacks of our own that were run, how many leaked, and which could not be run here. */
    run: z.int(),
    leaked: z.int(),
    toothless: z.int(),
    /** How many get through where only the vault's own folder is denied, as others do it. */
    naiveLeaked: z.optional(z.int()),
    user: z.optional(z.enum(['root', 'user'])),
    milliseconds: z.number(),
    /** Rows of the attack tables that this suite does not run, each with why. */
    notHere: z.optional(z.array(z.object({ row: z.string(), attack: z.string(), why: z.string() }))),
    cases: z.array(
      z.object({
        id: z.string(),
        attack: z.string(),
        /** Without a sandbox the attack must succeed, else the case proves nothing. */
        control: z.enum(['leaks', 'holds', 'not-run']),
        /** A sandbox that denies the vault's own folder and nothing else; for comparison. */
        naive: z.optional(z.enum(['leaks', 'holds', 'not-run'])),
        evaluator: z.enum(['leaks', 'holds', 'not-run']),
        agent: z.enum(['leaks', 'holds', 'not-run']),
      }),
    ),
  }),
]);
export type SelftestAnswer = z.infer<typeof selftestAnswerSchema>;

/** Of `selftest` with `remembered`. */
export const holdsAnswerSchema = z.union([failed, z.object({ v: z.literal(1), holds: z.literal(true) })]);
