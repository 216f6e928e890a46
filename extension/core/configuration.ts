// `dimmer.yaml`: what a repository says about its runs. Every key is optional.
// Invariant: reading never fails; a key that is wrong is left out and named in `problems`, the others hold.
import { parseDocument } from 'yaml';
import * as z from 'zod/mini';
import { efforts } from './agents/effort.ts';
import { chosenBackendSchema, levelSchema } from './protocol/run-request.ts';
import { profileNames } from './spec/profile.ts';
import { guardrailSchema, type Guardrail } from './run/events.ts';

const capsSchema = z.object({
  tokens: z.optional(z.int().check(z.positive())),
  dollars: z.optional(z.number().check(z.positive())),
  minutes: z.optional(z.int().check(z.positive())),
});

/** A day ends at midnight of the machine's clock. */
const spendSchema = z.pick(capsSchema, { tokens: true, dollars: true });

const areaSchema = z.object({
  name: z.string().check(z.minLength(1)),
  paths: z.array(z.string()),
  level: z.optional(levelSchema),
  owner: z.optional(z.string()),
  /** For all runs of a day whose specs name this area. */
  budget: z.optional(z.object({ day: z.optional(spendSchema) })),
});

/** Seconds, or text such as `90s` and `10m`. */
const durationSchema = z.union([z.number().check(z.positive()), z.string().check(z.regex(/^\d+ ?(s|m|h)$/))]);

const guardrailEntrySchema = z.object({
  name: z.string().check(z.regex(/^[\w][\w.:-]*$/)),
  run: z.union([z.string().check(z.minLength(1)), z.array(z.string()).check(z.minLength(1))]),
  timeout: z.optional(durationSchema),
});

const agentSchema = z.object({
  /** How much a model is to think, where it can be told. */
  effort: z.optional(z.enum(efforts)),
  /** True: the agent may start helpers for parts of its task. */
  subagents: z.optional(z.boolean()),
  /** False: a usage limit that is over later suspends the run instead of being waited for. */
  wait: z.optional(z.boolean()),
  /** The last words of what the agent is told. */
  instructions: z.optional(z.string().check(z.minLength(1), z.maxLength(8_000))),
  /** Per tool: how much of its output the model sees. */
  output: z.optional(
    z.record(
      z.string(),
      z.object({
        characters: z.optional(z.int().check(z.minimum(200))),
        lines: z.optional(z.int().check(z.minimum(3))),
      }),
    ),
  ),
});

const keys = {
  areas: z.array(areaSchema),
  guardrails: z.array(guardrailEntrySchema),
  setup: z.object({ run: z.union([z.string(), z.array(z.string())]), lockfile: z.optional(z.string()) }),
  critical: z.array(z.string()),
  budget: z.object({ run: z.optional(capsSchema), day: z.optional(spendSchema) }),
  gate: z.object({
    bar: z.optional(z.number().check(z.gt(0), z.lt(1))),
    minimum: z.optional(z.int().check(z.positive())),
  }),
  policy: z.record(z.string(), z.unknown()),
  vault: z.string().check(z.regex(/^[\w][\w.-]*$/)),
  owner: z.string(),
  level: levelSchema,
  /** Runs of this repository that work at once; others wait their turn. */
  parallel: z.int().check(z.positive()),
  worktrees: z.object({
    link: z.optional(z.array(z.string())),
    maximum: z.optional(z.int().check(z.positive())),
    /** On disk, all of them together; looked at before a launch. */
    gigabytes: z.optional(z.number().check(z.positive())),
  }),
  /** Rules off or re-graded, by code or name; `profile` names the customs that all specs here follow. */
  lint: z.catchall(
    z.object({ profile: z.optional(z.enum(profileNames)) }),
    z.enum(['off', 'error', 'warning', 'info']),
  ),
  backend: chosenBackendSchema,
  agent: agentSchema,
  /** Whose list of known holes is asked about dependencies that a change brings; nobody's when absent. */
  advisories: z.enum(['npm']),
} as const;

/** The whole file, for editors and for people. Reading takes the keys one by one, so that one wrong key costs only itself. */
export const configurationSchema = z.partial(z.strictObject(keys));

type Keys = typeof keys;
export type RawConfiguration = { readonly [K in keyof Keys]?: z.infer<Keys[K]> };

/** As written, with guardrails in the form that runs record. */
export type Configuration = Omit<RawConfiguration, 'guardrails'> & {
  readonly guardrails?: readonly Guardrail[];
};

export interface ReadConfiguration {
  readonly configuration: Configuration;
  readonly problems: readonly string[];
}

export const defaultGuardrailSeconds = 600;

export function decodeConfiguration(text: string): ReadConfiguration {
  const document = parseDocument(text);
  if (document.errors.length > 0) {
    return {
      configuration: {},
      problems: document.errors.map((error) => `dimmer.yaml: ${firstLine(error.message)}`),
    };
  }
  const data = toData(document);
  if (data === null) return { configuration: {}, problems: [] };
  if (typeof data !== 'object' || Array.isArray(data)) {
    return { configuration: {}, problems: ['dimmer.yaml: expected keys and values at the top'] };
  }
  const problems: string[] = [];
  const found: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(data)) {
    if (!Object.hasOwn(keys, key)) {
      problems.push(`dimmer.yaml: unknown key "${key}"`);
      continue;
    }
    const result = z.safeParse(keys[key as keyof Keys] as z.ZodMiniType<unknown>, value);
    if (result.success) found[key] = result.data;
    else for (const issue of result.error.issues) problems.push(describe(key, issue.path, issue.message));
  }
  const raw = found as RawConfiguration;
  const { guardrails, ...rest } = raw;
  if (guardrails === undefined) return { configuration: rest, problems };
  const repeated = guardrails.filter(
    (one, at) => guardrails.findIndex((other) => other.name === one.name) !== at,
  );
  for (const one of repeated) problems.push(`dimmer.yaml: guardrails: the name "${one.name}" is used twice`);
  const chosen = guardrails.filter((one) => !repeated.includes(one)).map(toGuardrail);
  return { configuration: { ...rest, guardrails: chosen }, problems };
}

function toGuardrail(entry: z.infer<typeof guardrailEntrySchema>): Guardrail {
  const { name, run, timeout } = entry;
  return z.parse(guardrailSchema, { name, run, timeoutSeconds: seconds(timeout) });
}

function seconds(duration: string | number | undefined): number {
  if (duration === undefined) return defaultGuardrailSeconds;
  if (typeof duration === 'number') return duration;
  const unit = { s: 1, m: 60, h: 3600 }[duration.slice(-1)] ?? 1;
  return Number.parseInt(duration, 10) * unit;
}

/** Aliases are not expanded: a few hundred bytes of them can stand for gigabytes. */
function toData(document: ReturnType<typeof parseDocument>): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 });
  } catch (error) {
    return { aliases: (error as Error).message };
  }
}

function describe(key: string, path: readonly PropertyKey[], message: string): string {
  return `dimmer.yaml: ${[key, ...path.map(String)].join('.')}: ${message}`;
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? text;
}
