// What the model sees of a long output: characters first, then lines, head and tail, with a marker in between.
// Invariant: the result is within both limits with the marker included, and is a pure function of the text.

export interface OutputLimit {
  readonly characters: number;
  /** As many lines as fit into the characters, when absent. */
  readonly lines?: number;
}

export const defaultOutputLimit: OutputLimit = { characters: 30_000, lines: 400 };

const headShare = 0.6;

/** `text` within `limit`: 60 % head, 40 % tail. */
export function limitOutput(text: string, limit: OutputLimit): string {
  const within = limitCharacters(text, limit.characters);
  return limit.lines === undefined ? within : limitLines(within, limit.lines);
}

function limitCharacters(text: string, most: number): string {
  if (text.length <= most) return text;
  const marker = (cut: number): string =>
    `\n\n[WARNING: Tool output was truncated. ${cut} characters removed from the middle; ask again more narrowly to see them.]\n\n`;
  const room = Math.max(0, most - marker(text.length).length);
  const head = text.slice(0, Math.floor(room * headShare));
  const tail = text.slice(text.length - (room - head.length));
  return wellFormed(head) + marker(text.length - head.length - tail.length) + wellFormed(tail);
}

function limitLines(text: string, most: number): string {
  const lines = text.split('\n');
  if (lines.length <= most) return text;
  const room = most - 1;
  const head = Math.floor(room * headShare);
  const tail = room - head;
  const cut = lines.length - head - tail;
  return [
    ...lines.slice(0, head),
    `[... ${cut} lines left out ...]`,
    ...lines.slice(lines.length - tail),
  ].join('\n');
}

/** Drops half of a surrogate pair that a cut left at an end. */
function wellFormed(text: string): string {
  return text.replace(/[\ud800-\udbff]$/, '').replace(/^[\udc00-\udfff]/, '');
}
