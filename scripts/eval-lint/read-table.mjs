// A CSV file as columns and rows, whatever program wrote it. Every failure names the file and what to change.
import { parse } from 'csv-parse/sync';
import { readFileSync } from 'node:fs';

export function readTable(file) {
  let bytes;
  try {
    bytes = readFileSync(file);
  } catch (problem) {
    throw new Error(`${file} could not be read: ${problem.code ?? problem.message}`);
  }
  return tableOf(decode(bytes), file);
}

/** Columns with their names as written, trimmed; rows as arrays of the same length. */
export function tableOf(text, file = 'the file') {
  if (text.trim() === '') throw new Error(`${file} is empty: expected a header line and rows`);
  const delimiter = delimiterOf(text);
  let records;
  try {
    records = parse(text, {
      ...{ delimiter, bom: true, relax_quotes: true, skip_empty_lines: true },
      ...{ relax_column_count_less: true, record_delimiter: ['\r\n', '\n', '\r'] },
    });
  } catch (problem) {
    throw new Error(`${file} is no CSV that can be read: ${problem.message}`);
  }
  const [header = [], ...rows] = records;
  const columns = header.map((name) => name.trim());
  const twice = columns.find((name, index) => name !== '' && columns.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`${file} has two columns named “${twice}”`);
  if (rows.length === 0) throw new Error(`${file} has a header line and no rows`);
  return { file, columns, rows: rows.map((row) => columns.map((_, index) => row[index] ?? '')) };
}

/** The one that cuts the header line into the most columns. */
function delimiterOf(text) {
  const header = /^(?:"(?:[^"]|"")*"|[^"\r\n])*/.exec(text.replace(/^\uFEFF/, ''))?.[0] ?? '';
  const bare = header.replace(/"(?:[^"]|"")*"/g, '');
  const count = (sign) => bare.split(sign).length;
  return [',', ';', '\t', '|'].reduce((best, sign) => (count(sign) > count(best) ? sign : best));
}

/** UTF-8, UTF-16 with its mark, or what old spreadsheets write. */
function decode(bytes) {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** Index of the column that has one of these names, whatever its case. */
export function columnOf({ file, columns }, ...names) {
  const folded = columns.map(fold);
  for (const name of names) if (folded.includes(name)) return folded.indexOf(name);
  throw new Error(
    `${file} has no column “${names.join('” or “')}”; its columns are ${columns.map((name) => `“${name}”`).join(', ')}`,
  );
}

export const fold = (name) =>
  name
    .toLowerCase()
    .trim()
    .replace(/[\s.-]+/g, '_');

const no = new Set([
  '',
  '0',
  'false',
  'f',
  'no',
  'n',
  'none',
  'null',
  'nan',
  'na',
  'n/a',
  '-',
  '[]',
  'clean',
  'ok',
]);

/** Whether a cell says yes: 1, true, yes, x, a count, or the words that somebody marked. */
export function isMarked(cell) {
  const value = cell.trim().toLowerCase();
  if (no.has(value)) return false;
  return /^[+-]?\d+(?:[.,]\d+)?$/.test(value) ? Number(value.replace(',', '.')) > 0 : true;
}

const plain = /^(?:[+-]?\d+(?:[.,]\d+)?|true|false|t|f|yes|no|y|n|x|)$/i;
const describes =
  /^(?:|id|nr|no|num|number|index|row|key|name|title|source|origin|file|document|doc|project|dataset|set|split|type|class|category|domain|url|link|comments?|notes?|remarks?|annotator|author|date|rationale|fix|rewrite|rewritten|clean|is_requirement|requirement_id|req_id)$|_id$/;

/** The columns that label a row: yes or no, counts, or marked words that most rows lack. `wanted` names them instead. */
export function labelColumns(table, textColumn, wanted) {
  if (wanted) return wanted.map((name) => columnOf(table, fold(name)));
  const labels = table.columns.flatMap((name, index) => {
    if (index === textColumn || describes.test(fold(name))) return [];
    const cells = table.rows.map((row) => row[index].trim());
    const words = cells.filter((cell) => !plain.test(cell));
    const counter = words.length === 0 && cells.length > 2 && new Set(cells).size === cells.length;
    const prose = words.length > 0 && cells.every((cell) => cell !== '' && !no.has(cell.toLowerCase()));
    return counter || prose ? [] : [index];
  });
  if (labels.length === 0)
    throw new Error(
      `${table.file} has no column that looks like a label (0/1, true/false, yes/no, counts, or marked words); name them with --labels a,b`,
    );
  return labels;
}
