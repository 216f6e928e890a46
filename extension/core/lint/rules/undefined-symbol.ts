// A function that is called and never declared.
import { declarationsOf } from '../../spec/declarations.ts';
import { inPieces, ofPiece, once } from '../../spec/memo.ts';
import type { ParsedSpec } from '../../spec/parsed-spec.ts';
import { namesIn } from '../fact-set.ts';
import { appended, sectionOf } from '../near.ts';
import { fold } from '../../spec/prose.ts';
import { documentKind } from '../../spec/profile.ts';
import type { Hit, Rule } from '../rule.ts';

/** So many declarations make a document one that declares what it uses. */
const least = 5;
const shapes =
  /^(?:([a-z]\w*[A-Z_]\w*)\([^)]*\)|([A-Z][A-Z0-9]*_[A-Z0-9_]+)|([A-Z][a-z]+(?:[A-Z][a-z0-9]+)+))$/;
const foreign =
  /^(?:console|process|window|document|Math|JSON|Object|Array|String|Promise|os|fs|path|re|http|std|fmt)\b|^(?:setTimeout|setInterval|parseInt|parseFloat|addEventListener|toString|localStorage|TypeError|ValueError|RuntimeError|DateTime|Date|JavaScript|TypeScript|GitHub|GitLab|OpenAI|PostgreSQL|MySQL|GraphQL|OpenAPI|WebSocket|IOException|HTTP_\w+|PATH|HOME|API_KEY|\w+_API_KEY)\b/;

export const undefinedSymbol: Rule = {
  code: 'CMP016',
  id: 'undefined-symbol',
  severity: 'warning',
  tier: 'B',
  detects:
    'A function, type or constant in code font that nothing in the set declares, in a document that declares the others.',
  reason: 'The agent writes one with that name and guesses what it takes, returns and does.',
  quietWhen:
    'The document declares fewer than five things itself, or the name belongs to a language, a shell or a library.',
  examples: [
    {
      text: '```ts\ninterface Edge { to: string }\ninterface Node { id: string }\nfunction selectEdge(node: Node): Edge\nfunction runNode(node: Node): Node\nfunction stopNode(node: Node): Node\n```\n\nThe engine calls `resolveEdge()` before step 4, then `selectEdge(node)`.',
      findings: [
        '9:18-9:33 Unexpected `resolveEdge` that nothing declares, expected a declaration, a row or a section for it.',
      ],
    },
    {
      text: '| Name | Default |\n|---|---|\n| `MAX_RETRIES` | 3 |\n| `MAX_DEPTH` | 3 |\n| `MIN_DELAY` | 3 |\n| `MAX_DELAY` | 3 |\n| `LOG_LEVEL` | info |\n\nSet `RETRY_CEILING` to change this, or `MAX_DEPTH`.',
      findings: [
        '9:5-9:20 Unexpected `RETRY_CEILING` that nothing declares, expected a declaration, a row or a section for it.',
      ],
    },
    {
      text: '```ts\ninterface Edge { to: string }\ninterface Node { id: string }\ninterface Run { id: string }\nfunction selectEdge(node: Node): Edge\nfunction resolveEdge(node: Node): Edge\n```\n\nThe engine calls `resolveEdge()` before step 4.',
      findings: [],
    },
    { text: 'Set `RETRY_CEILING` to change this.', findings: [] },
  ],
  *check(spec, context) {
    const firm = firmlyDeclared(spec);
    if (
      firm.size < least ||
      (spec.profile !== 'nlspec' && spec.profile !== 'generic' && spec.profile !== 'none')
    )
      return;
    if (
      documentKind(spec) === 'notes' ||
      documentKind(spec) === 'tasks' ||
      documentKind(spec) === 'checklist'
    )
      return;
    const own = declared(spec);
    const kinds = new Map<string, number>();
    for (const name of firm) kinds.set(kindOf(name), (kinds.get(kindOf(name)) ?? 0) + 1);
    const others = namesIn(context, 'declaration');
    const mentioned = spec.pieces
      .flatMap((piece) => [leadsIn(piece), mentionedInCode(piece)])
      .filter(({ size }) => size > 0);
    const seen = new Set<string>();
    const lost: Hit[] = [];
    for (const { offset, endOffset, name, in: into } of symbolsIn(spec)) {
      if (seen.has(name)) continue;
      const section = sectionOf(spec, offset);
      const role = section?.role;
      if (role === 'rationale' || role === 'non-goal' || role === 'question') continue;
      seen.add(name);
      if (own.has(name) || others.has(name) || foreign.test(name)) continue;
      if ((kinds.get(kindOf(name)) ?? 0) < 3) continue;
      if (mentioned.some((names) => names.has(name))) continue;
      // Named to say that it is not used.
      if (
        /\b(?:instead of|rather than|unlike|not|avoid)\b/i.test(
          spec.masked.slice(offset - Math.min(into, 60), offset),
        )
      )
        continue;
      lost.push({
        ...{ offset, endOffset },
        message: `Unexpected \`${name}\` that nothing declares, expected a declaration, a row or a section for it.`,
        question: `What is \`${name}\`: what does it take, and what does it give?`,
        fixes: section
          ? [appended(spec, `Describe \`${name}\``, [`\`${name}\`: [NEEDS ANSWER: what is it?]`], section)]
          : [],
      });
    }
    // Where many are unknown, the document is about code that exists elsewhere.
    if (lost.length * 4 <= seen.size || lost.length === 1) yield* lost;
  },
};

/** Names of one kind are written alike. */
const kindOf = (name: string) =>
  /^[A-Z0-9_]+$/.test(name) ? 'constant' : /^[A-Z]/.test(name) ? 'type' : 'function';

const declared = once((spec: ParsedSpec): ReadonlySet<string> => {
  const names = new Set(declarationsOf(spec).map(({ name }) => name));
  for (const { rows } of spec.tables)
    for (const row of rows) for (const name of symbolsOf(row[0]?.text ?? '')) names.add(name);
  return names;
});

const symbolsOf = (text: string) =>
  (text.match(/\b[A-Za-z_]\w{2,}\b/g) ?? []).filter((name) => /[A-Z_]/.test(name));

/** In code or in the first column of a table; what is a heading or an item may only be mentioned there. */
const firmlyDeclared = once((spec: ParsedSpec): ReadonlySet<string> => {
  const rows = spec.tables.flatMap(({ rows }) =>
    rows.flatMap((row) => /^\w{3,}$/.exec(row[0]?.text ?? '')?.[0] ?? []),
  );
  return new Set([...declarationsOf(spec).map(({ name }) => name), ...rows]);
});

const mentionedInCode = ofPiece(
  ({ code }): ReadonlySet<string> =>
    new Set(code.flatMap(({ value }) => value.match(/[A-Za-z_]\w{2,}/g) ?? [])),
);

/** The names in headings, and in what list items begin with, where that is code. */
const leadsIn = ofPiece(({ headings, items, plain, text }): ReadonlySet<string> => {
  const lead = /^(?:[-*+]|\d+[.)])\s+(?:\[[ xX]\]\s+)?[*_]{0,2}`([^`\n]{1,60})`/;
  return new Set(
    [
      ...headings.map(({ offset, endOffset }) => fold(plain, offset, endOffset)),
      ...items.map(({ offset }) => lead.exec(text.slice(offset, offset + 90))?.[1] ?? ''),
    ].flatMap(symbolsOf),
  );
});

const symbolsIn = inPieces(({ blocks, text }) =>
  blocks
    .filter(({ kind, quoted }) => kind !== 'heading' && !quoted)
    .flatMap((block) =>
      [...text.slice(block.offset, block.endOffset).matchAll(/`([^`\n]{3,80})`/g)].flatMap((match) => {
        const shape = shapes.exec(match[1] ?? '');
        const name = shape?.[1] ?? shape?.[2] ?? shape?.[3];
        const offset = block.offset + match.index;
        return name === undefined
          ? []
          : [{ offset, endOffset: offset + match[0].length, name, in: match.index }];
      }),
    ),
);
