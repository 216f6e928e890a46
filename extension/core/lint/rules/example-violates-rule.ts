// An example that the spec's own rule would reject.
import { parseDocument } from 'yaml';
import { enumsOf } from '../facts/enums.ts';
import { documentKind } from '../../spec/profile.ts';
import { inPieces } from '../../spec/memo.ts';
import type { ParsedSpec } from '../../spec/parsed-spec.ts';
import { piecesMatch } from '../query.ts';
import type { Hit, Rule } from '../rule.ts';

/** Examples that are meant to be wrong, or to be incomplete. */
const meant =
  /\b(?:invalid|rejected|malformed|broken|wrong|bad|error|incorrect|fails?|not allowed|before|template|schema|pseudo)\b/i;
const sketch = /\.\.\.|…|<[\w -]+>|\{\{|\$\{|^\s*\/\/|\/\*|\[\[|\s\/\/\s|: \.\.|\|\s*"|^\s*#/m;

export const exampleViolatesRule: Rule = {
  code: 'CON012',
  id: 'example-violates-rule',
  severity: 'warning',
  tier: 'C',
  detects:
    'An example that breaks what the text says about it: length, digits, a list of values; or a block marked JSON or YAML that is neither.',
  reason:
    'Agents learn more from one example than from three sentences. They will build what the example shows.',
  quietWhen:
    'The example is called invalid or rejected, or is a sketch with `...`, comments or placeholders.',
  examples: [
    {
      text: 'Ids are 8 hex digits. Example: `id: xyz-12`',
      findings: ['1:37-1:43 Unexpected example xyz-12, expected 8 hex digits as the text says.'],
    },
    {
      text: '`status` is one of `open`, `closed`.\n\nExample: `"status": "done"`',
      findings: ['3:22-3:26 Unexpected example done, expected `open`, `closed`.'],
    },
    {
      text: 'The answer:\n\n```json\n{"a": 1,}\n```',
      findings: [
        '3:1-3:8 Unexpected JSON that cannot be read (a bracket, comma or quote), expected an example that a parser accepts.',
      ],
    },
    { text: 'Ids are 8 hex digits. Example: `id: 1a2b3c4d`', findings: [] },
    { text: 'Ids are 8 hex digits. Invalid example (rejected): `id: xyz-12`', findings: [] },
    { text: 'The answer:\n\n```json\n{"a": 1, ...}\n```', findings: [] },
  ],
  *check(spec) {
    yield* shapes(spec);
    yield* values(spec);
    yield* blocks(spec);
  },
};

const shape =
  /\b(?:is|are|has|have|of|exactly)\s+(?:exactly\s+)?(\d{1,3})\s+(?:lower-?case\s+|upper-?case\s+)?(hex(?:adecimal)? (?:digits|characters)|digits|letters|characters)\b/i;
const sets: Readonly<Record<string, string>> = { h: '[0-9a-fA-F]', d: '\\d', l: '[A-Za-z]', c: '.' };

function* shapes(spec: ParsedSpec): Generator<Hit> {
  for (const { offset, endOffset, count, kind, value } of misshapenIn(spec))
    yield {
      ...{ offset, endOffset },
      message: `Unexpected example ${value}, expected ${count} ${kind} as the text says.`,
      question: `Which holds: ${count} ${kind}, or the example?`,
    };
}

const misshapenIn = inPieces(({ blocks, masked: prose, text }) =>
  blocks.flatMap((block) => {
    if (block.kind === 'heading' || block.endOffset - block.offset > 2000) return [];
    const masked = prose.slice(block.offset, block.endOffset);
    const rule = shape.exec(masked);
    const example = rule ? /\bexamples?:?\s*(□+)/i.exec(masked) : null;
    if (!rule || !example || meant.test(masked.slice(Math.max(0, example.index - 40), example.index + 20)))
      return [];
    const from = block.offset + example.index + example[0].length - (example[1]?.length ?? 0);
    const code = text.slice(from, block.offset + example.index + example[0].length).replaceAll('`', '');
    const value = code.replace(/^[\w-]+\s*[:=]\s*/, '').replace(/^["']|["']$/g, '');
    const [, count = '', kind = ''] = rule;
    if (new RegExp(`^${sets[kind.charAt(0).toLowerCase()] ?? '.'}{${count}}$`).test(value)) return [];
    const at = text.indexOf(value, from);
    return [{ offset: at, endOffset: at + value.length, count, kind, value }];
  }),
);

const assignedIn = piecesMatch(
  /\bexamples?\b[^`\n]{0,40}`[^`\n]{0,80}?"?([\w-]{2,30})"?\s*[:=]\s*"([\w-]{1,30})"[^`\n]{0,80}`/gi,
);

/** `"status": "done"` or `status: done` in an example, where the text lists other values. */
function* values(spec: ParsedSpec): Generator<Hit> {
  const listed = new Map(
    enumsOf(spec)
      .filter(({ code, name }) => !code && /^[\w-]+$/.test(name))
      .map((one) => [one.name.toLowerCase(), one]),
  );
  if (listed.size === 0) return;
  for (const { offset: start, groups: match } of assignedIn(spec)) {
    const one = listed.get((match[1] ?? '').toLowerCase());
    const value = match[2] ?? '';
    if (!one || one.members.includes(value) || meant.test(match[0])) continue;
    const offset = start + match[0].lastIndexOf(`"${value}"`) + 1;
    yield {
      ...{ offset, endOffset: offset + value.length },
      message: `Unexpected example ${value}, expected ${one.members.map((member) => `\`${member}\``).join(', ')}.`,
      question: `Is \`${value}\` a value of \`${one.name}\`, too?`,
      related: [{ offset: one.offset, endOffset: one.endOffset, message: 'The values are listed here' }],
    };
  }
}

/** More than this is data, not an example. */
const longest = 20_000;

function* blocks(spec: ParsedSpec): Generator<Hit> {
  if (documentKind(spec) === 'notes') return;
  for (const { offset, endOffset, format, why } of unreadableIn(spec)) {
    if (meant.test(spec.plain.slice(Math.max(0, offset - 160), offset))) continue;
    yield {
      ...{ offset, endOffset },
      message: `Unexpected ${format} that cannot be read (${why}), expected an example that a parser accepts.`,
      question: 'What is the example exactly?',
    };
  }
}

/** Code blocks that call themselves JSON or YAML and are not; the place is their first line. */
const unreadableIn = inPieces(({ code, text }) =>
  code.flatMap(({ language, value, offset, endOffset }) => {
    const isJson = /^json$/i.test(language);
    if ((!isJson && !/^ya?ml$/i.test(language)) || value.length > longest || value.trim() === '') return [];
    if ((isJson ? sketch : /\.\.\.|…|<[\w -]+>|\{\{|\$\{/).test(value)) return [];
    const why = isJson ? jsonProblem(value) : yamlProblem(value);
    if (why === undefined) return [];
    const line = /^.*/.exec(text.slice(offset, endOffset))?.[0].length ?? 3;
    return [{ offset, endOffset: offset + line, format: isJson ? 'JSON' : 'YAML', why }];
  }),
);

function jsonProblem(value: string): string | undefined {
  try {
    JSON.parse(value);
    return undefined;
  } catch {
    // Several documents, one per line, and a part without its braces are common and are understood.
    const wrapped = [`{${value}}`, ...value.trim().split('\n')];
    const reads = (text: string) => {
      try {
        JSON.parse(text);
        return true;
      } catch {
        return false;
      }
    };
    return reads(wrapped[0] ?? '') || wrapped.slice(1).every(reads) || /\}\s*\n\s*\{/.test(value)
      ? undefined
      : 'a bracket, comma or quote';
  }
}

function yamlProblem(value: string): string | undefined {
  try {
    const [error] = parseDocument(value.split(/^---\s*$/m)[0] ?? '', {
      prettyErrors: false,
      logLevel: 'silent',
    }).errors;
    return error === undefined ? undefined : `line ${value.slice(0, error.pos[0]).split('\n').length}`;
  } catch {
    return undefined;
  }
}
