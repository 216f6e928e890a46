// One quantity in two units: a reader converts, an agent writes the bare number into the wrong variable.
import { unitOf } from '../../spec/quantities.ts';
import type { Quantity } from '../../spec/model.ts';
import type { ParsedSpec } from '../../spec/parsed-spec.ts';
import type { Hit, Rule } from '../rule.ts';

const binary = new Map([
  ['KiB', 'kB'],
  ['MiB', 'MB'],
  ['GiB', 'GB'],
]);

export const mixedUnits: Rule = {
  code: 'CON009',
  id: 'mixed-units',
  severity: 'warning',
  tier: 'A',
  detects:
    'One named quantity in two units, MB beside MiB, or milliseconds and seconds in one column of a table.',
  reason:
    'Numbers are copied into code without their unit. A thousandfold timeout passes every test but the slow one.',
  quietWhen: 'The conversion stands in parentheses.',
  examples: [
    {
      text: 'Timeout: 30 s.\n\nAfter the timeout of 30000 ms the call ends.',
      findings: ['3:22-3:30 Unexpected ms for “timeout”, expected s as before.'],
    },
    {
      text: 'Limit 10 MB.\n\nUploads are at most 10 MiB.',
      findings: ['3:21-3:27 Unexpected MiB beside MB, expected one of them: they differ by 5 %.'],
    },
    {
      text: '| Call | Limit |\n|---|---|\n| read | 500 ms |\n| write | 800 ms |\n| list | 2 s |',
      findings: ['5:10-5:13 Unexpected s in a column of ms, expected one unit.'],
    },
    { text: 'Timeout: 30 s (30000 ms), as `timeout_ms: 30000`.', findings: [] },
    {
      text: 'Limit 10 MiB everywhere, 20 MiB for video. The timeout is 30 s; the poll interval is 500 ms.',
      findings: [],
    },
  ],
  *check(spec) {
    const stated = spec.quantities.filter(
      ({ unit, range }) => unit !== null && !inParentheses(spec, range.offset),
    );
    yield* mixedPrefixes(stated);
    yield* renamed(spec, stated);
    yield* mixedColumns(spec);
  },
};

function inParentheses(spec: ParsedSpec, offset: number): boolean {
  const before = spec.masked.slice(Math.max(0, offset - 60), offset);
  return before.lastIndexOf('(') > before.lastIndexOf(')');
}

function* mixedPrefixes(stated: readonly Quantity[]): Generator<Hit> {
  for (const [iec, decimal] of binary) {
    const first = stated.find(({ unit }) => unit === iec || unit === decimal);
    const other = stated.find(({ unit }) => (unit === iec || unit === decimal) && unit !== first?.unit);
    if (!first?.unit || !other?.unit) continue;
    const written = unitWritten(first.unit);
    yield {
      ...other.range,
      message: `Unexpected ${other.unit} beside ${written}, expected one of them: they differ by ${iec === 'KiB' ? '2' : iec === 'MiB' ? '5' : '7'} %.`,
      question: `Is ${other.value} ${other.unit} meant, or ${other.value} ${written}?`,
      fixes: [
        {
          title: `${other.value} ${written}`,
          guided: true,
          edits: [{ ...other.range, newText: `${other.value} ${written}` }],
        },
      ],
      related: [{ ...first.range, message: `${written} here` }],
    };
  }
}

const unitWritten = (unit: string) => (unit === 'kB' ? 'kB' : unit);

/** "Timeout: 30 s" and "timeout of 30000 ms": one name, one value, two units. */
function* renamed(spec: ParsedSpec, stated: readonly Quantity[]): Generator<Hit> {
  const first = new Map<string, Quantity>();
  for (const quantity of stated) {
    const unit = unitOf(quantity.unit ?? '');
    const before = spec.masked.slice(Math.max(0, quantity.range.offset - 60), quantity.range.offset);
    const name = /([a-z][a-z-]{3,})\s*(?::|=|\bof|\bis|\bto|\bat most|\bafter)?\s*$/i
      .exec(before)?.[1]
      ?.toLowerCase();
    if (
      !unit ||
      name === undefined ||
      !/time-?out|limit|interval|size|delay|ttl|lifetime|window|period|budget|deadline|maximum|minimum|duration|length/.test(
        name,
      )
    )
      continue;
    const base = quantity.value * unit.factor;
    const key = `${name} ${unit.dimension} ${base.toPrecision(9)}`;
    const earlier = first.get(key);
    if (!earlier) first.set(key, quantity);
    if (!earlier || earlier.unit === quantity.unit || unit.dimension !== 'time' || base >= 120) continue;
    const written = `${earlier.value} ${earlier.unit}`;
    yield {
      ...quantity.range,
      message: `Unexpected ${quantity.unit} for “${name}”, expected ${earlier.unit} as before.`,
      question: `Which unit does “${name}” have: ${earlier.unit} or ${quantity.unit}?`,
      fixes: [{ title: `Write ${written}`, guided: false, edits: [{ ...quantity.range, newText: written }] }],
      related: [{ ...earlier.range, message: `${written} here` }],
    };
  }
}

const measure = /^(?:[<>≤≥~]\s*)?(\d+(?:\.\d+)?)\s?(ms|s)$/;

/** A column of nothing but durations, of which some are in ms and some in s. */
function* mixedColumns(spec: ParsedSpec): Generator<Hit> {
  for (const { header, rows } of spec.tables) {
    for (let at = 1; at < header.length; at++) {
      const cells = rows.flatMap((row) => row[at] ?? []);
      const read = cells.map((cell) => ({ cell, match: measure.exec(cell.text) }));
      if (read.length < 2 || read.some(({ match }) => !match)) continue;
      const unit = read[0]?.match?.[2] ?? '';
      const other = read.find(({ match }) => match?.[2] !== unit);
      if (!other?.match) continue;
      const value = Number(other.match[1]) * (unit === 'ms' ? 1000 : 0.001);
      const { offset, endOffset } = other.cell;
      yield {
        ...{ offset, endOffset },
        message: `Unexpected ${other.match[2]} in a column of ${unit}, expected one unit.`,
        question: `Which unit does the column have: ${unit} or ${other.match[2]}?`,
        fixes: [
          {
            title: `Write ${value} ${unit}`,
            guided: false,
            edits: [{ offset, endOffset, newText: `${value} ${unit}` }],
          },
        ],
      };
    }
  }
}
