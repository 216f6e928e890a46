// The one JSON line an evaluator reads from stdin, then closed. The only way the vault's identity ever travels.
import * as z from 'zod/mini';
import { labelSchema } from './passport.ts';

const common = {
  v: z.literal(1),
  /** `AGE-SECRET-KEY-1...`; absent only where the mode makes one (`vault` with `init`). */
  identity: z.optional(z.string()),
  vaultDir: z.string(),
  judge: z.optional(
    z.object({
      apiKey: z.string(),
      baseUrl: z.optional(z.string()),
      model: z.string(),
      /** Judge scripted by a cassette: the evaluator hosts its own rehearsal server. */
      cassette: z.optional(z.string()),
    }),
  ),
};

const authoringShape = {
  repository: z.string(),
  commit: z.string(),
  /** The spec as the run or the window has it; `path` is relative to the repository. */
  spec: z.object({ path: z.string(), text: z.string() }),
};

export const vaultActionSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('init') }),
  z.object({
    type: z.literal('add'),
    text: z.string(),
    repository: z.optional(z.string()),
    /** Absolute path of the spec the scenario belongs to, for requirement ids and overlap checks. */
    spec: z.optional(z.string()),
    /** Commits or absolute folders that the scenario fails on (before the change, a mutant), and one that it passes on. */
    failsOn: z.optional(z.array(z.string())),
    passesOn: z.optional(z.string()),
    replaces: z.optional(z.string()),
  }),
  /** With a repository, documents of its working tree that quote a scenario are named, too. */
  z.object({ type: z.literal('list'), repository: z.optional(z.string()) }),
  z.object({ type: z.literal('show'), id: z.string() }),
  z.object({ type: z.literal('remove'), id: z.string() }),
  z.object({ type: z.literal('verify'), repository: z.optional(z.string()) }),
  z.object({ type: z.literal('add-recipient'), recipient: z.string() }),
  /** Public keys that open the vault, and the caller's own. */
  z.object({ type: z.literal('recipients') }),
  /** `own` allows to take the caller's own key away. */
  z.object({ type: z.literal('remove-recipient'), recipient: z.string(), own: z.optional(z.boolean()) }),
  /** `next` is the new identity, already kept somewhere; see `new-identity`. */
  z.object({ type: z.literal('rotate'), next: z.optional(z.string()) }),
  /** Makes an identity and nothing else, so that the caller can keep it before a vault depends on it. */
  z.object({ type: z.literal('new-identity') }),
  /** As `add`, for several files at once: each is checked and reported by itself. */
  z.object({
    type: z.literal('import'),
    scenarios: z.array(z.object({ name: z.string(), text: z.string() })),
    repository: z.optional(z.string()),
    spec: z.optional(z.string()),
    failsOn: z.optional(z.array(z.string())),
    passesOn: z.optional(z.string()),
  }),
  /** Takes in what a folder or file holds: a copy of a vault, an export in clear, scenarios, or files that `age` encrypted. */
  z.object({
    type: z.literal('import-folder'),
    folder: z.string(),
    repository: z.optional(z.string()),
    spec: z.optional(z.string()),
  }),
  /** Every scenario in clear, for the person who asked; nothing is written. */
  z.object({ type: z.literal('export') }),
  /** Copies the vault into a new folder as it is, encrypted. No identity is needed. */
  z.object({ type: z.literal('copy'), folder: z.string() }),
  /** Makes a lost manifest anew from the scenario files that can be read. */
  z.object({ type: z.literal('rebuild'), repository: z.optional(z.string()) }),
  /** Both sides of a git merge of the vault, base64; `counts` is `budgets.json` as text. */
  z.object({
    type: z.literal('merge'),
    ours: z.string(),
    theirs: z.string(),
    base: z.optional(z.string()),
    counts: z.optional(z.tuple([z.string(), z.string()])),
  }),
  /** Protects an identity by a passphrase, and back. `wrapped` is base64 of what the identity file holds. */
  z.object({ type: z.literal('wrap'), secret: z.string(), passphrase: z.string() }),
  z.object({ type: z.literal('unwrap'), wrapped: z.string(), passphrase: z.string() }),
  /** Editor backups: text encrypted to the vault's recipients, age armor in `{sealed}`; and back, in `{text}`. */
  z.object({ type: z.literal('seal'), text: z.string() }),
  z.object({ type: z.literal('unseal'), sealed: z.string() }),
]);
export type VaultAction = z.infer<typeof vaultActionSchema>;

export const evaluatorInputSchema = z.discriminatedUnion('mode', [
  /** Beside a run: answers `evaluations/` until the run is decided. Says nothing on stdout. */
  z.object({ ...common, mode: z.literal('serve'), runDir: z.string() }),
  /** One evaluation of any commit or folder; one JSON document on stdout. */
  z.object({
    ...common,
    mode: z.literal('evaluate'),
    repository: z.string(),
    commit: z.optional(z.string()),
    dir: z.optional(z.string()),
    spec: z.string(),
    /** With `dir`: the commit whose twins count; else the folder's own do. */
    twinsFrom: z.optional(z.string()),
    split: z.enum(['visible', 'validation', 'sealed']),
    trajectories: z.optional(z.int()),
    /** Trajectories at a time; as many as there are processors where it is left out. */
    parallel: z.optional(z.int().check(z.positive(), z.maximum(64))),
  }),
  /** Visible scenarios of the head, carried out at both commits in turns, and the changed lines that run in them. */
  z.object({
    ...common,
    mode: z.literal('compare'),
    repository: z.string(),
    base: z.string(),
    head: z.string(),
    spec: z.object({ path: z.string(), text: z.string() }),
    repeats: z.int().check(z.positive(), z.maximum(20)),
    /** After this long no third or later repeat is begun. */
    patienceMs: z.int(),
  }),
  /** Requirement id -> number of active hidden scenarios; one JSON document on stdout. */
  z.object({ ...common, mode: z.literal('coverage'), spec: z.optional(z.string()) }),
  z.object({ ...common, mode: z.literal('vault'), action: vaultActionSchema }),
  /** One sentence becomes a scenario: by the judge's model where there is one, else from two typed lines. No vault is opened. */
  z.object({
    ...common,
    mode: z.literal('propose'),
    ...authoringShape,
    sentence: z.string().check(z.minLength(1), z.maxLength(2000)),
    requirement: z.optional(z.string()),
    form: z.optional(
      z.object({
        command: z.string().check(z.maxLength(2000)),
        expected: z.string().check(z.maxLength(2000)),
      }),
    ),
  }),
  /** Runs a scenario that is being written against a commit, and against a product that does nothing. No vault is opened. */
  z.object({
    ...common,
    mode: z.literal('try'),
    ...authoringShape,
    text: z.string(),
    trajectories: z.optional(z.int().check(z.positive(), z.maximum(20))),
  }),
  /** Measures a judge and writes its passport; one JSON document on stdout. No vault is opened. */
  z.object({
    ...common,
    mode: z.literal('calibrate'),
    labels: z.optional(z.array(labelSchema)),
    repeat: z.int().check(z.positive(), z.maximum(20)),
  }),
  /** The red-team suite on this machine; one JSON document on stdout. */
  z.object({
    ...common,
    mode: z.literal('selftest'),
    /** Only whether it passed here once, for this very program, sandbox and kernel; run where that is not known. */
    remembered: z.optional(z.boolean()),
  }),
]);
export type EvaluatorInput = z.infer<typeof evaluatorInputSchema>;
