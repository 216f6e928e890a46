// Prepares what a program printed for a judge's eyes: as data, bounded, without anything that hides or pretends.
// Invariant: evidence never decides by itself, and pictures are never in it: the judge reads text alone.
import { withoutEscapes } from './readings.ts';

const half = 8 * 1024;

/** NFKC, without control and format characters (zero-width, bidirectional, ANSI), at most 16 KiB: head and tail. */
export function cleanEvidence(text: string): string {
  const plain = withoutEscapes(withoutPictures(text).normalize('NFKC')).replace(
    /[\p{Cc}\p{Cf}]/gu,
    (character) => (character === '\n' || character === '\t' ? character : ''),
  );
  if (plain.length <= 2 * half) return plain;
  return `${plain.slice(0, half)}\n[${plain.length - 2 * half} characters left out]\n${plain.slice(-half)}`;
}

/** A file that is no text is named with its size; what is drawn or written in it is not read. */
export function isBinary(text: string): boolean {
  const start = text.slice(0, half);
  const odd = start.match(/[\0\ufffd]/g)?.length ?? 0;
  return start.includes('\0') || odd > start.length / 10;
}

function withoutPictures(text: string): string {
  return text.replace(
    /data:(image|video|audio|application|font)\/[\w.+-]+(;[\w=-]+)*,[A-Za-z0-9+/=%_-]+/g,
    '(picture left out)',
  );
}
