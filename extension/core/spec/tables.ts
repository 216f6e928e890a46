// Tables as facts: what the columns are called, and what each row says in them.
import type { Prose } from './prose.ts';
import { fold } from './prose.ts';

export interface Cell {
  /** As a reader sees it; escaped bars and outer bars are gone. */
  readonly text: string;
  /** Of the cell's own words, without bars and spaces around. */
  readonly offset: number;
  readonly endOffset: number;
}

export interface Table {
  readonly header: readonly Cell[];
  readonly rows: readonly (readonly Cell[])[];
  /** Index into `sections`, or -1. */
  readonly section: number;
}

export function readTables(prose: Prose, text: string): Table[] {
  return prose.tables.map((rows) => {
    const [header = [], ...rest] = rows.map((row) => row.map((block) => cellOf(prose, text, block)));
    return { header, rows: rest, section: prose.blocks[rows[0]?.[0] ?? -1]?.section ?? -1 };
  });
}

function cellOf(prose: Prose, text: string, block: number): Cell {
  const { offset, endOffset } = prose.blocks[block] ?? { offset: 0, endOffset: 0 };
  const source = text.slice(offset, endOffset);
  const from = offset + (/^\|?\s*/.exec(source)?.[0].length ?? 0);
  const to = Math.max(from, offset + source.trimEnd().replace(/\|$/, '').trimEnd().length);
  return { text: fold(prose.plain, from, to), offset: from, endOffset: to };
}

/** Index of the first column whose name passes, or -1. */
export function column({ header }: Table, name: RegExp): number {
  return header.findIndex(({ text }) => name.test(text));
}
