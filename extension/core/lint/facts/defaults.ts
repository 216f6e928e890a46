// The defaults of options and keys, wherever they are said: in a sentence, in a cell, in a column called Default.
import { between, inPieces, once } from '../../spec/memo.ts';
import type { ParsedSpec } from '../../spec/parsed-spec.ts';
import { fold } from '../../spec/prose.ts';
import { column } from '../../spec/tables.ts';

export interface StatedDefault {
  readonly key: string;
  readonly value: string;
  /** Said in a table, whose rows may be about one thing each. */
  readonly inTable: boolean;
  readonly offset: number;
  readonly endOffset: number;
}

const value = '(`[^`]+`|"[^"]*"|-?\\d[\\w.%]*|true|false|on|off|none|null)(?=[\\s,;.)]|$)';
const prose = new RegExp(
  String.raw`\`([\w.-]+)\`(?:\s*\(default(?:s?\s+(?:is|to)|:|\s+=)?\s+${value}|\s+defaults\s+to\s+${value}|\s+is\s+${value}\s+by\s+default|\s+has\s+a\s+default\s+of\s+${value})`,
  'g',
);
const cell =
  /`([\w.-]+)`\s*\|(?:[^|\n]*\|)*?\s*default[:\s]+(`[^`|\n]+`|"[^"|\n]*"|-?\d[\w.%]*|(?:true|false|on|off|none|null)\b)/gi;

/** In text order. Values are trimmed of a sentence's full stop. */
export const defaultsOf = once((spec: ParsedSpec): readonly StatedDefault[] => {
  const inCode = (offset: number) => {
    const [block] = between(spec.codeBlocks, ({ range }) => range.endOffset, offset + 1, Infinity);
    return block !== undefined && offset >= block.range.offset;
  };
  const said = writtenIn(spec)
    .filter(({ offset }) => !inCode(offset))
    .map(({ offset: start, groups: match }) => {
      const raw = match.slice(2).find((group) => group !== undefined) ?? '';
      const written = raw.replace(/^`|`$|[.:]$/g, '');
      const offset = start + match[0].lastIndexOf(written);
      return {
        key: match[1] ?? '',
        value: written,
        inTable: match[0].includes('|'),
        offset,
        endOffset: offset + written.length,
      };
    })
    .filter(
      ({ offset, endOffset, value }) => /[\w"]/.test(value) && fold(spec.text, offset, endOffset) === value,
    );
  return [...said, ...inColumns(spec)].sort((a, b) => a.offset - b.offset);
});

const writtenIn = inPieces(({ text }) =>
  [...text.matchAll(prose), ...cellMatches(text)].map((groups) => ({
    offset: groups.index,
    endOffset: groups.index + groups[0].length,
    groups,
  })),
);

/** Line by line, and only in lines of a sane length: a row is short. */
function cellMatches(text: string): RegExpExecArray[] {
  if (!/\|[^|\n]{0,40}default/i.test(text)) return [];
  return [...text.matchAll(/^[^\n]{1,2000}$/gm)].flatMap((line) =>
    line[0].includes('|') && /default/i.test(line[0])
      ? [...line[0].matchAll(cell)].map((match) => Object.assign(match, { index: match.index + line.index }))
      : [],
  );
}

/** No default, or one that is somebody else's. */
const unsaid =
  /^(?:-+|—|–|n\/a|none|unset|inherited|derived|auto\b.*|required|\(.*\)|varies.*|see .*|\*.*|)$/i;

/** Only keys of two parts: `timeout` in two tables is mostly of two things. */
function inColumns(spec: ParsedSpec): StatedDefault[] {
  return spec.tables.flatMap((table) => {
    const at = column(table, /^defaults?(?: value)?$/i);
    if (at < 1) return [];
    return table.rows.flatMap((row) => {
      const key = /^`([\w.-]*[A-Za-z][_.-][A-Za-z][\w.-]*)`$/.exec(
        spec.text.slice(row[0]?.offset ?? 0, row[0]?.endOffset ?? 0),
      )?.[1];
      const found = row[at];
      if (key === undefined || !found || unsaid.test(found.text) || /^default\b/i.test(found.text)) return [];
      const written = spec.text.slice(found.offset, found.endOffset);
      const bare = /^`([^`]+)`$/.exec(written)?.[1] ?? written;
      const offset = found.offset + written.indexOf(bare);
      return /\s/.test(bare)
        ? []
        : [{ key, value: bare, inTable: true, offset, endOffset: offset + bare.length }];
    });
  });
}
