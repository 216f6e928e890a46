// The user's settings as one typed value: the decoder of the settings boundary.
// Invariant: a value of the wrong type is replaced by its default and named in `problems`; reading never fails.
import * as z from 'zod/mini';
import type { Level } from '../level/level.ts';

const schemas = {
  'dimmer.level': z.union([z.literal(2), z.literal(3), z.literal(4)]),
  'dimmer.specs': z.array(z.string()),
  'dimmer.lint.show': z.enum(['certain', 'likely', 'all']),
  'dimmer.backend': z.enum(['anthropic', 'rehearsal']),
  'dimmer.model': z.string(),
  'dimmer.anthropic.baseUrl': z.string(),
  'dimmer.cassette': z.string(),
  'dimmer.budget.tokens': z.nullable(z.int().check(z.positive())),
  'dimmer.budget.dollars': z.nullable(z.number().check(z.positive())),
  'dimmer.owner': z.string(),
} as const;

export type SettingId = keyof typeof schemas;
export const settingIds = Object.keys(schemas) as readonly SettingId[];

export interface Settings {
  readonly level: Level;
  readonly specs: readonly string[];
  readonly show: 'certain' | 'likely' | 'all';
  readonly backend: 'anthropic' | 'rehearsal';
  readonly model: string;
  readonly baseUrl: string;
  readonly cassette: string;
  readonly tokens: number | null;
  readonly dollars: number | null;
  readonly owner: string;
  readonly problems: readonly string[];
}

export const defaultTokens = 2_000_000;

/** `raw` gives the value of one setting, whatever its type. Without a cap in tokens or dollars the default one is put back. */
export function decodeSettings(raw: (id: SettingId) => unknown): Settings {
  const problems: string[] = [];
  const read = <K extends SettingId>(id: K, fallback: z.infer<(typeof schemas)[K]>) => {
    const value = raw(id);
    if (value === undefined) return fallback;
    const parsed = z.safeParse(schemas[id] as z.ZodMiniType<z.infer<(typeof schemas)[K]>>, value);
    if (parsed.success) return parsed.data;
    problems.push(id);
    return fallback;
  };
  const tokens = read('dimmer.budget.tokens', defaultTokens);
  const dollars = read('dimmer.budget.dollars', null);
  return {
    level: read('dimmer.level', 2),
    specs: read('dimmer.specs', ['specs/**/*.md', '**/*.spec.md']),
    show: read('dimmer.lint.show', 'certain'),
    backend: read('dimmer.backend', 'anthropic'),
    model: read('dimmer.model', '').trim(),
    baseUrl: read('dimmer.anthropic.baseUrl', '').trim(),
    cassette: read('dimmer.cassette', '').trim(),
    tokens: tokens === null && dollars === null ? defaultTokens : tokens,
    dollars,
    owner: read('dimmer.owner', '').trim(),
    problems,
  };
}
