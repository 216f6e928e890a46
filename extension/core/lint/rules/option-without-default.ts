// An option whose value nobody chose is chosen by whoever builds it.
import { column } from '../../spec/tables.ts';
import { lineAt } from '../../spec/lines.ts';
import { bindingMatches } from '../query.ts';
import { documentSays, newlineOf, readable } from '../near.ts';
import type { HitFix, Rule } from '../rule.ts';
import type { ParsedSpec } from '../../spec/parsed-spec.ts';
import type { Table } from '../../spec/tables.ts';

const named =
  /^(?:option|flag|(?:config(?:uration)?|settings?|environment) (?:key|option|name|variable)|setting|parameter|param|env(?:ironment)? var(?:iable)?|attribute)s?$/i;
const settled = /\b(?:default|required|optional|mandatory|nullable|presence|initial|fallback|value)\b/i;

const governs =
  /□{4,40}\s+(?:flag|option|setting|parameter)\s+(?:limits|sets|controls|specifies|determines|configures|bounds)\b/g;

/** Each flag costs a look at the whole text. */
const mostLooked = 100;

export const optionWithoutDefault: Rule = {
  code: 'CMP008',
  id: 'option-without-default',
  severity: 'warning',
  tier: 'B',
  detects:
    'A table of options without a column for defaults, or a flag with a value that has no default anywhere.',
  reason:
    'The default is what nearly every user gets. It is the one value of an option that must be decided.',
  quietWhen:
    'The table says which are required, each row gives its default in words, or it lists values rather than options.',
  examples: [
    {
      text: '| Option | Meaning |\n|---|---|\n| `concurrency` | number of workers |\n| `depth` | how deep to look |',
      findings: [
        '1:3-1:9 Unexpected table of options without defaults, expected one for `concurrency`, `depth`, or that it is required.',
      ],
    },
    {
      text: '## Requirements\n\n- R1: The `--depth` flag limits recursion.',
      findings: [
        '3:11-3:32 Unexpected option `--depth` without a default, expected one, or that it is required.',
      ],
    },
    {
      text: '| Option | Default | Meaning |\n|---|---|---|\n| `concurrency` | 4 | number of workers |\n| `depth` | 8 | how deep to look |',
      findings: [],
    },
    { text: '## Requirements\n\n- R1: The `--depth <n>` flag limits recursion, default 8.', findings: [] },
    { text: '| Key | Action |\n|---|---|\n| Enter | accepts |\n| Esc | cancels |', findings: [] },
  ],
  *check(spec) {
    for (const table of spec.tables) yield* tableWithout(spec, table);
    let looked = 0;
    for (const { offset, endOffset, words, binding } of bindingMatches(spec, governs)) {
      const name = /`(-{0,2}[\w.-]+)[^`]*`/.exec(words)?.[1];
      const sentence = spec.text.slice(binding.statement.offset, binding.statement.endOffset);
      if (name === undefined || settled.test(sentence) || ++looked > mostLooked) continue;
      const bare = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      if (documentSays(spec, new RegExp(`${bare}[^\\n]{0,120}\\b(?:default|required|omitted|absent)`, 'i')))
        continue;
      yield {
        ...{ offset, endOffset },
        message: `Unexpected option \`${name}\` without a default, expected one, or that it is required.`,
        question: `What is \`${name}\` when nobody sets it? ___`,
        fixes: [
          {
            title: 'Add a default',
            guided: true,
            edits: [
              {
                offset: endOf(spec, binding.statement),
                endOffset: endOf(spec, binding.statement),
                newText: `, default [NEEDS VALUE: ${name} = ?]`,
              },
            ],
          },
        ],
      };
    }
  },
};

/** Before the full stop. */
function endOf(spec: ParsedSpec, { offset, endOffset }: { offset: number; endOffset: number }): number {
  return offset + spec.text.slice(offset, endOffset).replace(/[.\s]+$/, '').length;
}

function* tableWithout(spec: ParsedSpec, table: Table) {
  const [first] = table.header;
  if (!first || table.rows.length < 2 || table.header.length < 2 || !named.test(first.text.trim())) return;
  if (
    column(table, settled) >= 0 ||
    column(
      table,
      /^(?:set by|from|source|after|before|now in|returns?|where|when|used (?:by|in)|[a-z]{2}(?:-[A-Z]{2})?)$/i,
    ) >= 0
  )
    return;
  if (column(table, /\b(?:description|meaning|type|purpose|effect|what|details?|explanation)\b/i) < 0) return;
  const isOption = ({ offset, endOffset }: { offset: number; endOffset: number }) =>
    /^`-{0,2}[\w.$<>[\]= -]+`/.test(spec.text.slice(offset, endOffset));
  if (!table.rows.every((row) => row[0] !== undefined && isOption(row[0]))) return;
  const open = table.rows.filter((row) => !row.some(({ text }) => settled.test(text)));
  if (open.length * 2 <= table.rows.length) return;
  const around = readable(spec, Math.max(0, first.offset - 400), first.offset);
  if (
    /\b(?:default|required|mandatory|response|returns?|emitted|events?|path parameters?|placeholders?|shortcuts?|columns?)\b/i.test(
      around,
    )
  )
    return;
  const names = open
    .slice(0, 3)
    .map((row) => `\`${row[0]?.text ?? ''}\``)
    .join(', ');
  yield {
    ...{ offset: first.offset, endOffset: first.endOffset },
    message: `Unexpected table of options without defaults, expected one for ${names}${open.length > 3 ? ', …' : ''}, or that it is required.`,
    question: `What is ${names} when nobody sets it? ___`,
    fixes: columnFix(spec, table),
  };
}

/** A column at the end of every row, as far as the rows are lines. */
function columnFix(spec: ParsedSpec, table: Table): HitFix[] {
  const rows = [table.header, ...table.rows];
  const newline = newlineOf(spec);
  const lineEnd = (offset: number) => {
    const end = spec.text.indexOf(newline, offset);
    return end < 0 ? spec.text.length : end;
  };
  const lines = rows.map((row) => lineAt(spec.lineStarts, row[0]?.offset ?? 0));
  const first = lines[0] ?? 0;
  const wanted = [first, first + 1, ...lines.slice(1)];
  const edits = wanted.map((line, index) => {
    const start = spec.lineStarts[line] ?? 0;
    const end = lineEnd(start);
    const trimmed = start + spec.text.slice(start, end).trimEnd().length;
    const bar = spec.text[trimmed - 1] === '|' ? '' : ' |';
    const newText = `${bar}${index === 0 ? ' Default |' : index === 1 ? '---|' : ' [NEEDS VALUE: default] |'}`;
    return { offset: trimmed, endOffset: trimmed, newText };
  });
  return rows.length > 200 ? [] : [{ title: 'Add a column Default', guided: true, edits }];
}
