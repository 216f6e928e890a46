// YAML front matter to its typed form. A wrong key costs that key, never the spec.
import * as z from 'zod/mini';
import { parseDocument } from 'yaml';
import type { SpecFrontMatter } from './model.ts';
import { profileNames } from './profile.ts';

export interface FrontMatterReading {
  readonly frontMatter: SpecFrontMatter;
  readonly problem?: { readonly message: string; readonly offset: number; readonly endOffset: number };
}

const text = z.string().check(z.minLength(1));
const fields = {
  id: text,
  title: text,
  status: text,
  owner: text,
  area: text,
  level: z.int().check(z.minimum(2), z.maximum(5)),
  build: text,
  start: text,
  ready: text,
  profile: z.enum(profileNames),
  bin: z.record(z.string().check(z.regex(/^[\w.-]+$/)), z.array(text).check(z.minLength(1))),
  twins: z
    .record(
      z.string().check(z.regex(/^[a-z][a-z0-9_]{0,31}$/)),
      z.strictObject({
        run: z.array(text).check(z.minLength(1)),
        env: z.optional(z.string().check(z.regex(/^[A-Z][A-Z0-9_]*$/))),
      }),
    )
    .check(z.refine((twins) => Object.keys(twins).length <= 16)),
} as const;

const expected: Readonly<Record<keyof typeof fields, string>> = {
  id: 'a text',
  title: 'a text',
  status: 'a text',
  owner: 'a text',
  area: 'a text',
  level: 'a whole number from 2 to 5',
  build: 'a command as text',
  start: 'a command as text',
  ready: 'a text',
  profile: `one of ${profileNames.join(', ')}`,
  bin: 'commands by name, such as {mycli: [node, dist/cli.js]}',
  twins: 'programs by name, such as {mail: {run: [node, twins/mail.js], env: MAIL_URL}}',
};

/** Reads the YAML between the fences; offsets in the answer are relative to it. All problems become one sentence. */
export function readFrontMatter(yaml: string): FrontMatterReading {
  const { value, problem } = parseYaml(yaml);
  if (problem) return { frontMatter: {}, problem };
  if (value === null || value === undefined) return { frontMatter: {} };
  if (typeof value !== 'object' || Array.isArray(value)) {
    const message = 'Unexpected front matter that is not a list of `key: value` lines. It was ignored.';
    return { frontMatter: {}, problem: { message, offset: 0, endOffset: yaml.length } };
  }
  return checkFields(value as Readonly<Record<string, unknown>>, yaml);
}

function checkFields(value: Readonly<Record<string, unknown>>, yaml: string): FrontMatterReading {
  const known: Record<string, unknown> = {};
  const wrong: { readonly sentence: string; readonly offset: number; readonly endOffset: number }[] = [];
  for (const [key, schema] of Object.entries(fields)) {
    const found = value[key];
    if (found === undefined || found === null) continue;
    const given = typeof found === 'number' && schema === text ? String(found) : found;
    if (z.safeParse(schema, given).success) known[key] = given;
    else
      wrong.push({
        sentence: `\`${key}\` must be ${expected[key as keyof typeof fields]}`,
        ...keyAt(yaml, key),
      });
  }
  const first = wrong[0];
  if (!first) return { frontMatter: known };
  const sentences = wrong.map(({ sentence }) => sentence).join('; ');
  const message = `Unexpected value in the front matter: ${sentences}. The rest of the spec was read.`;
  return { frontMatter: known, problem: { message, offset: first.offset, endOffset: first.endOffset } };
}

function parseYaml(yaml: string): { value: unknown; problem?: FrontMatterReading['problem'] } {
  try {
    const document = parseDocument(yaml, { prettyErrors: false, logLevel: 'silent' });
    const error = document.errors[0];
    // An alias bomb throws on conversion; `maxAliasCount` bounds it.
    if (!error) return { value: document.toJS({ maxAliasCount: 20 }) };
    return { value: null, problem: brokenYaml(error.message, error.pos[0], error.pos[1]) };
  } catch (error) {
    return { value: null, problem: brokenYaml(String((error as Error).message), 0, yaml.length) };
  }
}

function brokenYaml(reason: string, offset: number, endOffset: number) {
  const short = reason.split('\n')[0]?.replace(/[.:\s]+$/, '') ?? 'unknown error';
  return {
    message: `The front matter is not valid YAML: ${short}. It was ignored; the rest of the spec was read.`,
    offset,
    endOffset: Math.max(endOffset, offset + 1),
  };
}

function keyAt(yaml: string, key: string): { offset: number; endOffset: number } {
  const match = new RegExp(`^["']?${key}["']?[ \\t]*:.*$`, 'm').exec(yaml);
  return match
    ? { offset: match.index, endOffset: match.index + match[0].trimEnd().length }
    : { offset: 0, endOffset: yaml.length };
}
