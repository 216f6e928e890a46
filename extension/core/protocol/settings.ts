// The user's settings as one typed value: the decoder of the settings boundary.
// Invariant: a value of the wrong type is replaced by its default and named in `problems`; reading never fails.
import * as z from 'zod/mini';
import type { Level } from '../level/level.ts';
import { chosenBackendSchema, type ChosenBackend } from './run-request.ts';

const schemas = {
  'dimmer.level': z.union([z.literal(2), z.literal(3), z.literal(4)]),
  'dimmer.specs': z.array(z.string()),
  'dimmer.lint.show': z.enum(['certain', 'likely', 'all']),
  'dimmer.backend': z.union([z.literal('auto'), chosenBackendSchema]),
  'dimmer.agent.use': z.string(),
  'dimmer.agent.command': z.array(z.string()),
  'dimmer.agent.hosts': z.array(z.string()),
  'dimmer.agent.credentials': z.array(z.string()),
  'dimmer.agent.unconfined': z.boolean(),
  'dimmer.model': z.string(),
  'dimmer.judge.model': z.string(),
  'dimmer.anthropic.baseUrl': z.string(),
  'dimmer.cassette': z.string(),
  'dimmer.budget.tokens': z.nullable(z.int().check(z.positive())),
  'dimmer.budget.dollars': z.nullable(z.number().check(z.positive())),
  'dimmer.owner': z.string(),
  'dimmer.github.apiUrl': z.string(),
} as const;

export type SettingId = keyof typeof schemas;
export const settingIds = Object.keys(schemas) as readonly SettingId[];

export interface AgentSettings {
  /** Id of the installed agent; empty for the best that is here. */
  readonly use: string;
  /** argv of the user's own agent; empty for none. */
  readonly command: readonly string[];
  readonly hosts: readonly string[];
  readonly credentials: readonly string[];
  /** It runs as the user, and the card says that it could have looked. */
  readonly unconfined: boolean;
}

export interface Settings {
  readonly level: Level;
  readonly specs: readonly string[];
  readonly show: 'certain' | 'likely' | 'all';
  /** What the setting names, `anthropic` where it names nothing. */
  readonly backend: ChosenBackend;
  /** Null where the setting is `auto`: the best that is here. */
  readonly chosenBackend: ChosenBackend | null;
  readonly agent: AgentSettings;
  readonly model: string;
  /** Empty: the builder's. */
  readonly judgeModel: string;
  readonly baseUrl: string;
  readonly cassette: string;
  readonly tokens: number | null;
  readonly dollars: number | null;
  readonly owner: string;
  /** Empty: the API that belongs to the remote's host. */
  readonly githubApiUrl: string;
  readonly problems: readonly string[];
}

export const defaultTokens = 2_000_000;

/** `raw` gives the value of one setting, whatever its type. Without a cap in tokens or dollars the default one is put back. */
export function decodeSettings(raw: (id: SettingId) => unknown): Settings {
  const problems: string[] = [];
  const read = <T>(id: SettingId, schema: z.ZodMiniType<T>, fallback: NoInfer<T>): T => {
    const value = raw(id);
    const parsed = value === undefined ? undefined : z.safeParse(schema, value);
    if (parsed?.success) return parsed.data;
    if (parsed !== undefined) problems.push(id);
    return fallback;
  };
  const tokens = read('dimmer.budget.tokens', schemas['dimmer.budget.tokens'], defaultTokens);
  const dollars = read('dimmer.budget.dollars', schemas['dimmer.budget.dollars'], null);
  const backend = read('dimmer.backend', schemas['dimmer.backend'], 'auto');
  return {
    level: read('dimmer.level', schemas['dimmer.level'], 2),
    specs: read('dimmer.specs', schemas['dimmer.specs'], ['specs/**/*.md', '**/*.spec.md']),
    show: read('dimmer.lint.show', schemas['dimmer.lint.show'], 'certain'),
    backend: backend === 'auto' ? 'anthropic' : backend,
    chosenBackend: backend === 'auto' ? null : backend,
    agent: {
      use: read('dimmer.agent.use', schemas['dimmer.agent.use'], '').trim(),
      command: read('dimmer.agent.command', schemas['dimmer.agent.command'], []),
      hosts: read('dimmer.agent.hosts', schemas['dimmer.agent.hosts'], []),
      credentials: read('dimmer.agent.credentials', schemas['dimmer.agent.credentials'], []),
      unconfined: read('dimmer.agent.unconfined', schemas['dimmer.agent.unconfined'], false),
    },
    model: read('dimmer.model', schemas['dimmer.model'], '').trim(),
    judgeModel: read('dimmer.judge.model', schemas['dimmer.judge.model'], '').trim(),
    baseUrl: read('dimmer.anthropic.baseUrl', schemas['dimmer.anthropic.baseUrl'], '').trim(),
    cassette: read('dimmer.cassette', schemas['dimmer.cassette'], '').trim(),
    tokens: tokens === null && dollars === null ? defaultTokens : tokens,
    dollars,
    owner: read('dimmer.owner', schemas['dimmer.owner'], '').trim(),
    githubApiUrl: read('dimmer.github.apiUrl', schemas['dimmer.github.apiUrl'], '').trim(),
    problems,
  };
}

/** Limits of a run that nobody set: work time, and rounds of implement, guardrails and validation. */
export const defaultMinutes = 720;
export const defaultRounds = 10;
