// What the model sees of a long output: characters first, then lines, head and tail, with a marker in between.
// Invariant: the result is within both limits with the marker included, and is a pure function of the text.

export interface OutputLimit {
  readonly characters: number;
  readonly lines: number;
}

export const defaultOutputLimit: OutputLimit = { characters: 30_000, lines: 400 };

const headShare = 0.6;

/** `text` within `limit`: 60 % head, 40 % tail. */
export function limitOutput(text: string, limit: OutputLimit = defaultOutputLimit): string {
  return limitLines(limitCharacters(text, limit.characters), limit.lines);
}

function limitCharacters(text: string, most: number): string {
  if (text.length <= most) return text;
  const marker = (cut: number): string => `\n[... ${cut} characters left out ...]\n`;
  const room = most - marker(text.length).length;
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
