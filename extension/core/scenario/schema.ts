// The scenario format `dimmer/scenario@1` as schemas; the types of the whole area are inferred from here.
// Invariant: every object is closed, so a misspelt key is a problem and never a check that silently does not run.
import * as z from 'zod/mini';
import { isRequirementId } from '../spec/requirement-id.ts';
import { categorySchema, splitSchema } from '../protocol/evaluation.ts';
import type { BrowserStep } from './browser-step.ts';
import type { TwinStep } from './twin-step.ts';

export const duration = z
  .string()
  .check(z.regex(/^\d+(\.\d+)?(ms|s|m)$/, 'expected a duration such as 500ms, 2s or 1m'));

/** Values that differ per trajectory: a product that knows the scenario by heart still cannot know these. */
export const variableSchema = z.union([
  z.strictObject({ kind: z.enum(['email', 'word', 'words', 'name', 'uuid', 'password', 'date']) }),
  z.strictObject({ kind: z.literal('integer'), min: z.int(), max: z.int() }),
  z.strictObject({
    kind: z.literal('pick'),
    from: z.array(z.union([z.string(), z.number()])).check(z.minLength(1)),
  }),
]);
export type Variable = z.infer<typeof variableSchema>;

/** As in the spec's `twins`. */
export const twinName = z
  .string()
  .check(z.regex(/^[a-z][a-z0-9_]{0,31}$/, 'expected a small letter, then small letters, digits or _'));

export const frontMatterSchema = z.strictObject({
  schema: z.literal('dimmer/scenario@1'),
  /** Never shown to an agent or a product. */
  id: z
    .string()
    .check(z.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'expected letters, digits, dots and dashes')),
  spec: z.string().check(z.minLength(1)),
  requirements: z
    .array(z.string().check(z.refine(isRequirementId, 'expected a requirement id such as R7 or AUTH-3')))
    .check(z.minLength(1)),
  /** What kind of failure this is when nothing more certain was seen. */
  category: z.optional(categorySchema),
  split: z.optional(splitSchema),
  status: z._default(z.enum(['draft', 'active', 'burned', 'retired']), 'active'),
  trajectories: z.optional(z.int().check(z.minimum(1), z.maximum(20))),
  seed: z._default(z.int(), 1),
  timeout: z._default(duration, '60s'),
  vars: z._default(z.record(z.string(), variableSchema), {}),
  /** Said for readers, and held against the blocks: `http` and `twin` blocks start what they need by themselves. */
  needs: z.optional(
    z.strictObject({ server: z.optional(z.boolean()), twins: z.optional(z.array(twinName)) }),
  ),
  /** What its last block describes must not happen. */
  negative: z._default(z.boolean(), false),
  /** It contradicts the spec: whoever satisfies it cheats. It never counts in a rate. */
  impossible: z._default(z.boolean(), false),
  satisfied: z._default(
    z.strictObject({
      must: z._default(z.literal('all'), 'all'),
      judged: z._default(z.number().check(z.minimum(0), z.maximum(1)), 0.8),
    }),
    { must: 'all', judged: 0.8 },
  ),
});

type Scalar = string | number | boolean | null;
export type Json = Scalar | Json[] | { [key: string]: Json };

export interface MatcherObject {
  equals?: Json | undefined;
  contains?: Scalar | Scalar[] | undefined;
  matches?: string | string[] | undefined;
  exists?: boolean | undefined;
  empty?: boolean | undefined;
  lt?: number | undefined;
  gt?: number | undefined;
  type?: 'string' | 'number' | 'boolean' | 'object' | 'array' | 'null' | undefined;
  length?: number | MatcherObject | undefined;
  oneOf?: Json[] | undefined;
  not?: Matcher | undefined;
}
/** A bare value stands for `{ equals: value }`. */
export type Matcher = Scalar | MatcherObject;

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export const json: z.ZodMiniType<Json> = z.lazy(() =>
  z.union([scalar, z.array(json), z.record(z.string(), json)]),
);
const matcherObject: z.ZodMiniType<MatcherObject> = z.lazy(() =>
  z.strictObject({
    equals: z.optional(json),
    contains: z.optional(z.union([scalar, z.array(scalar)])),
    matches: z.optional(z.union([z.string(), z.array(z.string())])),
    exists: z.optional(z.boolean()),
    empty: z.optional(z.boolean()),
    lt: z.optional(z.number()),
    gt: z.optional(z.number()),
    type: z.optional(z.enum(['string', 'number', 'boolean', 'object', 'array', 'null'])),
    length: z.optional(z.union([z.number(), matcherObject])),
    oneOf: z.optional(z.array(json)),
    not: z.optional(matcherSchema),
  }),
);
export const matcherSchema: z.ZodMiniType<Matcher> = z.lazy(() => z.union([scalar, matcherObject]));

export const captureSchema = z.record(z.string(), z.string());

export const cliStepSchema = z.strictObject({
  /** argv; the first word is a name from the spec's `bin`, or `node`. Never a shell line. */
  run: z.array(z.string()).check(z.minLength(1)),
  stdin: z.optional(z.string()),
  env: z.optional(
    z.record(z.string().check(z.regex(/^[A-Z][A-Z0-9_]*$/, 'expected an upper-case name')), z.string()),
  ),
  expect: z.optional(
    z.strictObject({
      exit: z.optional(matcherSchema),
      stdout: z.optional(matcherSchema),
      stderr: z.optional(matcherSchema),
      /** JSON path -> matcher, on stdout parsed as JSON. */
      json: z.optional(z.record(z.string(), matcherSchema)),
      within: z.optional(duration),
    }),
  ),
  capture: z.optional(captureSchema),
});

export const httpStepSchema = z.strictObject({
  /** `POST /reset`; the path is one of the product that the spec's `start` starts. */
  request: z
    .string()
    .check(
      z.regex(
        /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) (\/|\{\{)[^\s]*$/,
        'expected a method and a path: POST /reset',
      ),
    ),
  headers: z.optional(
    z.record(z.string().check(z.regex(/^[A-Za-z0-9-]+$/, 'expected a header name')), z.string()),
  ),
  /** Sent as JSON. */
  json: z.optional(json),
  /** Sent as it is. */
  body: z.optional(z.string()),
  expect: z.optional(
    z.strictObject({
      /** Less than 400 where it is left out. */
      status: z.optional(matcherSchema),
      headers: z.optional(z.record(z.string(), matcherSchema)),
      body: z.optional(matcherSchema),
      /** JSON path -> matcher, on the body parsed as JSON. */
      json: z.optional(z.record(z.string(), matcherSchema)),
      within: z.optional(duration),
    }),
  ),
  capture: z.optional(captureSchema),
});

const relativePath = z
  .string()
  .check(z.regex(/^(?!\/)(?!.*(^|\/)\.\.(\/|$))[^\0]+$/, 'expected a path inside the working directory'));

export const fileStepSchema = z.strictObject({
  path: relativePath,
  /** Creates the file with this content before anything is expected of it. */
  write: z.optional(z.string()),
  expect: z.optional(
    z.strictObject({
      exists: z.optional(z.boolean()),
      text: z.optional(matcherSchema),
      json: z.optional(z.record(z.string(), matcherSchema)),
      maxBytes: z.optional(z.int().check(z.minimum(0))),
    }),
  ),
  capture: z.optional(captureSchema),
});

export const judgeStepSchema = z.strictObject({
  weight: z._default(z.number().check(z.positive()), 1),
  /** `stdout`, `stderr` or `exit` of the last command, `file:<path>`, or `twin.<name>.<path>` of a twin's state. */
  evidence: z._default(
    z.array(
      z
        .string()
        .check(
          z.regex(
            /^(stdout|stderr|exit|file:(?!\/).+|twin\.[a-z][a-z0-9_]*(\.\w+)+)$/,
            'expected stdout, stderr, exit, file:PATH or twin.NAME.PATH',
          ),
        ),
    ),
    ['stdout'],
  ),
  rubric: z.string().check(z.minLength(1)),
});

export type FrontMatter = z.infer<typeof frontMatterSchema>;
export type CliStep = z.infer<typeof cliStepSchema>;
export type HttpStep = z.infer<typeof httpStepSchema>;
export type FileStep = z.infer<typeof fileStepSchema>;
export type JudgeStep = z.infer<typeof judgeStepSchema>;

/** One typed block, with the sentence it makes executable and its line in the file. */
export type Step = { readonly sentence: string; readonly line: number } & (
  | { readonly kind: 'cli'; readonly cli: CliStep }
  | { readonly kind: 'http'; readonly http: HttpStep }
  | { readonly kind: 'file'; readonly file: FileStep }
  | { readonly kind: 'browser'; readonly browser: BrowserStep }
  | { readonly kind: 'twin'; readonly twin: TwinStep }
  | { readonly kind: 'judge'; readonly judge: JudgeStep }
);

export interface Scenario extends Omit<FrontMatter, 'timeout'> {
  readonly title: string;
  /** The prose without the blocks. */
  readonly story: string;
  readonly timeoutMs: number;
  readonly steps: readonly Step[];
  /** The file as written. */
  readonly text: string;
}

/** Milliseconds of a duration such as `500ms`, `2s`, `1m`. */
export function milliseconds(text: string): number {
  const unit = text.endsWith('ms') ? 1 : text.endsWith('s') ? 1000 : 60_000;
  return Number.parseFloat(text) * unit;
}
