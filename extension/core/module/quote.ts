// Puts text of a module into markdown as data.
// Invariant: what comes out stays on its line and makes no heading, link, image, HTML, table cell, code or front matter.

const unseen = /[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g;

function oneLine(text: string, longest: number): string {
  const flat = text
    .slice(0, 4 * longest)
    .replace(unseen, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const points = [...flat];
  return points.length > longest ? `${points.slice(0, longest - 1).join('')}…` : flat;
}

/** Escaped prose between quotation marks. */
export function quote(text: string, longest = 160): string {
  return `"${prose(text, longest)}"`;
}

/** Escaped prose that goes on with a sentence of ours. */
export function prose(text: string, longest = 160): string {
  return escaped(oneLine(text, longest));
}

/** A code span. `|` is escaped by `row`. */
export function code(text: string, longest = 100): string {
  const flat = oneLine(text, longest).replaceAll('`', "'").replaceAll('\\', '/');
  return flat === '' ? '(empty)' : `\`${flat}\``;
}

/** A row of a table; a bar inside a cell does not end it. */
export function row(...cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replace(/\\?\|/g, '\\|')).join(' | ')} |`;
}

/** `[CODE a/b.ts:3]`; characters of a path that mean something in markdown are written as in a URL. */
export function tag(kind: 'CODE' | 'DOC' | 'TEST', { path, line }: { path: string; line: number }): string {
  return `[${kind} ${place(path)}:${line}]`;
}

export function place(path: string): string {
  return oneLine(path, 300).replace(/[^\p{L}\p{N}/._ +@=,-]|__|@|\.(?=\s|$)/gu, (found) =>
    [...found].map((one) => encodeURIComponent(one).replace(/^[^%]$/, percent)).join(''),
  );
}

function percent(one: string): string {
  return `%${one.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

function escaped(text: string): string {
  return text
    .replace(/[\\`*_[\]<#|~&!{}$@^]/g, '\\$&')
    .replace(/(https?|ftp|mailto|xmpp)(?=:)/gi, '$1\\')
    .replace(/\b(www)\./gi, '$1\\.');
}
