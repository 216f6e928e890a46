// Words in a picture: how wide they are without a screen, where they break, how they are written into SVG.
// Invariant: no text of a workflow reaches the SVG unescaped.

const narrow = /[ilj.,:;'|!()[\]ftr I]/;
const broad = /[mwMW@%&]/;

/** Estimated width in pixels in a sans-serif font of `size` pixels; a little generous. */
export function widthOf(text: string, size: number): number {
  let em = 0;
  for (const letter of text) {
    if (letter > '\u2e7f') em += 1.02;
    else if (broad.test(letter)) em += 0.88;
    else if (narrow.test(letter)) em += 0.34;
    else em += /[A-Z0-9_]/.test(letter) ? 0.66 : 0.56;
  }
  return em * size;
}

/** At most `most` lines of about `room` pixels; what does not fit ends in an ellipsis. Line breaks of the text count. */
export function wrapped(text: string, room: number, size: number, most: number): readonly string[] {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = '';
    for (const word of paragraph.trim().split(/\s+/)) {
      const longer = line === '' ? word : `${line} ${word}`;
      if (line !== '' && widthOf(longer, size) > room) {
        lines.push(line);
        line = word;
      } else line = longer;
    }
    if (line !== '') lines.push(line);
  }
  const kept = lines.slice(0, most).map((line) => cut(line, room, size));
  const last = kept.at(-1);
  return lines.length > most && last !== undefined
    ? [...kept.slice(0, -1), cut(`${last} …`, room, size)]
    : kept;
}

function cut(line: string, room: number, size: number): string {
  if (widthOf(line, size) <= room) return line;
  const letters = [...line.replace(/ ?…$/, '')];
  while (letters.length > 1 && widthOf(`${letters.join('')}…`, size) > room) letters.pop();
  return `${letters.join('').trimEnd()}…`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text for an element or an attribute. Characters that XML does not know, and those that turn text around, are left out. */
export function escaped(text: string): string {
  return text
    .replace(
      /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff\u200b\u202a-\u202e\u2066-\u2069]/g,
      '',
    )
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '')
    .replace(/[&<>"]/g, (letter) => entities[letter] ?? '');
}

export const number = (value: number) => String(Math.round(value * 10) / 10);
