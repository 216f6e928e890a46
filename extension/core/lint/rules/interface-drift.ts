// One type, declared twice, with two sets of fields.
import { declarationsOf, type Declaration } from '../../spec/declarations.ts';
import type { ParsedSpec } from '../../spec/parsed-spec.ts';
import { elsewhere, saidElsewhere, whereIs } from '../fact-set.ts';
import type { Hit, Rule } from '../rule.ts';

/** The second block says that it is not the whole. */
const partOf =
  /\b(?:extend(?:s|ed)?|adds?|added|additional|excerpt|simplified|abbreviated|partial|subset|example|version \d|v\d|legacy|old|before|previous(?:ly)?|variant|alternative|instead|proposed|in (?:python|go|rust|typescript|java|swift|kotlin))\b/i;

export const interfaceDrift: Rule = {
  code: 'CON010',
  id: 'interface-drift',
  severity: 'warning',
  tier: 'B',
  detects: 'A type, interface or request body that is declared twice with different fields.',
  reason: 'Two modules are built against two shapes, and each agrees with its own paragraph.',
  quietWhen:
    'A block is shortened with `...`, is in another language, or the text before it says extends, excerpt or version.',
  examples: [
    {
      text: '```ts\ninterface Outcome { status: string; notes: string }\n```\n\nThe engine writes it:\n\n```ts\ninterface Outcome { status: string; message: string }\n```',
      findings: ['8:11-8:18 Unexpected `message` in Outcome, expected `notes` as declared before.'],
    },
    {
      text: '`POST /jobs` body `{name, priority}` makes a job.\n\nThe body of `POST /jobs` has `title`.',
      findings: [
        '3:5-3:37 Unexpected `title` in the body of POST /jobs, expected `name`, `priority` as said before.',
      ],
    },
    {
      text: '```ts\ninterface Outcome { status: string; notes: string }\n```\n\nIt extends the interface above with `retries`:\n\n```ts\ninterface Outcome { status: string; retries: number }\n```',
      findings: [],
    },
    {
      text: '```ts\ninterface Outcome { status: string; notes: string }\n```\n\n```ts\ninterface Outcome { status: string; notes: string }\n```',
      findings: [],
    },
  ],
  *check(spec, context) {
    const first = new Map<string, Declaration>();
    for (const one of declarationsOf(spec)) {
      if (one.kind === 'function' || one.kind === 'enum' || one.partial || one.fields.length === 0) continue;
      const key = `${one.kind} ${one.name}`;
      const earlier = first.get(key);
      if (!earlier) first.set(key, one);
      if (partOf.test(spec.plain.slice(Math.max(0, one.offset - 300), one.offset))) continue;
      const own = one.fields.map(({ name }) => name);
      if (earlier) {
        if (earlier.language !== one.language) continue;
        const { offset, endOffset } = earlier;
        const names = earlier.fields.map(({ name }) => name);
        if (drift(names, own))
          yield hit(one, names, 'before', [
            { offset, endOffset, message: `${one.name} is declared here first` },
          ]);
        continue;
      }
      const other = saidElsewhere(spec, context, 'declaration', key).find(
        ({ value }) => value !== '...' && drift(value.split(' '), own),
      );
      if (other)
        yield hit(one, other.value.split(' '), `in ${whereIs(other)}`, [
          elsewhere(other, `${one.name} is declared here, too`),
        ]);
    }
    yield* bodies(spec);
  },
};

function drift(a: readonly string[], b: readonly string[]): boolean {
  const common = a.filter((name) => b.includes(name)).length;
  return common > 0 && common < new Set(a).size && common < new Set(b).size;
}

function hit(one: Declaration, expected: readonly string[], where: string, related: Hit['related']): Hit {
  const own = one.fields.map(({ name }) => name);
  const extra = own.filter((name) => !expected.includes(name));
  const missing = expected.filter((name) => !own.includes(name));
  return {
    ...{ offset: one.offset, endOffset: one.endOffset, related: related ?? [] },
    message: `Unexpected ${list(extra)} in ${one.name}, expected ${list(missing)} as declared ${where}.`,
    question: `Which fields does ${one.name} have: ${list(missing)}, ${list(extra)}, or both?`,
  };
}

const list = (names: readonly string[]) =>
  names
    .slice(0, 3)
    .map((name) => `\`${name}\``)
    .join(', ');

const declared = /`?\b(POST|PUT|PATCH) (\/[\w/{}:.-]*)`?[^.\n]{0,30}?\bbody\s+`?\{([\w\s,?]{1,200})\}/g;
const mentioned = /\bbody of `?(POST|PUT|PATCH) (\/[\w/{}:.-]*)`? (?:has|contains|carries) `(\w+)`/g;

function* bodies(spec: ParsedSpec): Generator<Hit> {
  if (!/\bbody\b/.test(spec.text)) return;
  const first = new Map<string, { fields: readonly string[]; offset: number; endOffset: number }>();
  const found = [...spec.text.matchAll(declared), ...spec.text.matchAll(mentioned)].sort(
    (a, b) => a.index - b.index,
  );
  for (const match of found) {
    const key = `${match[1]} ${match[2]}`;
    const fields = (match[3] ?? '').split(',').map((name) => name.replace('?', '').trim());
    const place = { offset: match.index, endOffset: match.index + match[0].length };
    const earlier = first.get(key);
    if (!earlier) first.set(key, { fields, ...place });
    const extra = earlier ? fields.filter((name) => !earlier.fields.includes(name)) : [];
    if (!earlier || extra.length === 0) continue;
    yield {
      ...place,
      message: `Unexpected ${list(extra)} in the body of ${key}, expected ${list(earlier.fields)} as said before.`,
      question: `Which fields does the body of ${key} have: ${list(earlier.fields)}, ${list(extra)}, or both?`,
      related: [
        { offset: earlier.offset, endOffset: earlier.endOffset, message: 'The body is described here first' },
      ],
    };
  }
}
