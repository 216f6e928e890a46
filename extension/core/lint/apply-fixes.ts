// Applying fixes to a text. Only fixes that need no answer of the author, and never two that touch the same place.
import type { Finding, TextEdit } from './finding.ts';

/** Edits of all findings that have exactly one fix without a question; in text order, without overlaps. */
export function safeEdits(findings: readonly Finding[]): TextEdit[] {
  const taken: TextEdit[] = [];
  for (const { fixes } of findings) {
    const safe = fixes.filter(({ guided }) => !guided);
    const [only] = safe;
    if (safe.length !== 1 || only === undefined) continue;
    if (only.edits.every((edit) => taken.every((other) => !overlaps(edit, other)))) taken.push(...only.edits);
  }
  return taken.sort((a, b) => a.range.offset - b.range.offset);
}

function overlaps({ range: a }: TextEdit, { range: b }: TextEdit): boolean {
  return a.offset <= b.endOffset && b.offset <= a.endOffset;
}

/** `edits` as made by `safeEdits` for this very text. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = '';
  let cursor = 0;
  for (const { range, newText } of edits) {
    result += text.slice(cursor, range.offset) + newText;
    cursor = range.endOffset;
  }
  return result + text.slice(cursor);
}
