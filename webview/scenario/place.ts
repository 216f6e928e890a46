// Where the caret stands in a scenario: in which part of the format, below which keys, and whether a key or a value is written there.
// Invariant: reads text before the caret only, and never throws on half-written YAML.

export interface Place {
  /** `frontMatter`, or the kind of the block around the caret. */
  readonly part: string;
  /** Keys around the caret, outermost first; a list adds nothing. */
  readonly path: readonly string[];
  /** Set where a value is being written: its key. */
  readonly key?: string;
  /** Letters of the word before the caret. */
  readonly word: string;
}

/** Undefined in prose. */
export function placeIn(before: string): Place | undefined {
  const part = partOf(before);
  if (part === undefined) return undefined;
  const lines = part.text.split('\n');
  const line = lines.at(-1) ?? '';
  const word = /[\w$.-]*$/.exec(line)?.[0] ?? '';
  const above = openKeys(lines.slice(0, -1), indentOf(line));
  const here = flowOf(line.slice(0, line.length - word.length));
  const path = [...above, ...here.open];
  return { part: part.name, path, word, ...(here.key === undefined ? {} : { key: here.key }) };
}

function partOf(before: string): { name: string; text: string } | undefined {
  const front = /^---\n(?:(?!---\n)[^\n]*\n)*$/;
  const last = before.lastIndexOf('\n') + 1;
  if (front.test(before.slice(0, last)))
    return { name: 'frontMatter', text: before.slice(before.indexOf('\n') + 1) };
  const fences = [...before.matchAll(/^[ \t]*```[ \t]*([a-z]*)[ \t]*\n/gm)];
  const fence = fences.at(-1);
  if (fence === undefined || fences.length % 2 === 0) return undefined;
  return { name: fence[1] ?? '', text: before.slice(fence.index + fence[0].length) };
}

function indentOf(line: string): number {
  return /^\s*(?:-\s+)*/.exec(line)?.[0].length ?? 0;
}

/** Keys of the lines above that are still open for a line of this indent. */
function openKeys(lines: readonly string[], indent: number): string[] {
  const open: { indent: number; key: string }[] = [];
  for (const line of lines) {
    if (line.trim() === '' || line.trim().startsWith('#')) continue;
    const own = indentOf(line);
    while ((open.at(-1)?.indent ?? -1) >= own) open.pop();
    const key = /^\s*(?:-\s+)*(?:"([^"]*)"|([\w$.-]+)):\s*$/.exec(line);
    if (key !== null) open.push({ indent: own, key: key[1] ?? key[2] ?? '' });
  }
  return open.filter((one) => one.indent < indent).map(({ key }) => key);
}

/** Keys whose `{` is still open at the end of a line, and the key whose value is being written. */
function flowOf(line: string): { open: string[]; key?: string } {
  const open: string[] = [];
  let key: string | undefined;
  const pattern = /"((?:[^"\\]|\\.)*)"(\s*:)?|'[^']*'|([\w$.-]+)(\s*:(?=\s|$))?|[{}[\],]/g;
  const depths: string[] = [];
  for (const [whole, quoted, quotedColon, plain, colon] of line.matchAll(pattern)) {
    if (quotedColon !== undefined) key = quoted;
    else if (colon !== undefined) key = plain;
    else if (whole === '{') {
      depths.push(key === undefined ? '' : 'key');
      if (key !== undefined) open.push(key);
      key = undefined;
    } else if (whole === '}') {
      if (depths.pop() === 'key') open.pop();
      key = undefined;
    } else if (whole === ',' && !insideList(line, key)) key = undefined;
  }
  return key === undefined ? { open } : { open, key };
}

/** After a comma in `key: [a, ` the value of that key goes on. */
function insideList(line: string, key: string | undefined): boolean {
  return (
    key !== undefined &&
    line.lastIndexOf('[') > line.lastIndexOf(']') &&
    line.lastIndexOf('[') > line.lastIndexOf('{')
  );
}
