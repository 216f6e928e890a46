// What a developer points at, made ready to become a spec: text without marks of comments and without what nobody can see.
// Invariant: pure; what is left out of a text is said in `cut`, never silently dropped.

/** Longer texts are cut: a spec is ten lines, and a model is asked with the whole text. */
export const longestSource = 20_000;

export interface DraftSource {
  /** What should exist, in the developer's words or an issue's. */
  readonly text: string;
  /** Where it was said, such as `src/a.ts, lines 3 to 9`; empty when nowhere. */
  readonly place: string;
  /** How many characters were left out. */
  readonly cut: number;
}

/** Control, zero-width and direction-changing characters: a reader would not see what an agent reads. */
const unseen = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** Cuts what is too long, removes what cannot be seen. Line ends become `\n`. */
export function draftSource(raw: string, place = ''): DraftSource {
  const seen = raw
    .slice(0, longestSource * 2)
    .replace(/\r\n?/g, '\n')
    .replace(/<!--[\s\S]*?(?:-->|$)/g, '')
    .replace(unseen, '')
    .trim();
  const text = uncommented(seen.slice(0, longestSource)).trim();
  const cut = Math.max(0, seen.length - longestSource) + Math.max(0, raw.length - longestSource * 2);
  return { text, place, cut };
}

const commentMark = /^\s*(?:\/\/+|#+(?!\s*\d*\s*$)(?=\s)|--|;+|\/\*+|\*+\/?|%+|"""|''')\s?/;

/** The words of a comment, when every line of the text belongs to one; markdown headings and lists stay as they are. */
function uncommented(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const marked = lines.every((line) => /^\s*(?:\/\/|\/\*|\*|--\s|;;|%\s)/.test(line));
  const listed = lines.every((line) => /^\s*\*\s/.test(line));
  if (!marked || listed) return text;
  return text
    .split('\n')
    .map((line) => line.replace(commentMark, '').replace(/\s*\*\/\s*$/, ''))
    .join('\n');
}

const codeLine =
  /[;{}]\s*$|^\s*[)\]}]|^\s*(?:import|export|const|let|var|def|fn|func|function|class|return|if|else|for|while|public|private|use|package|@\w+|#include)\b.*[({:;=]|=>|\w\([^)]*\)|[!=<>]==?|:=|\+=/;

/** Whether a text says something to a person, as against code that only shows where. The beginning of a long one tells. */
export function isProse(text: string): boolean {
  const lines = text
    .slice(0, longestSource)
    .split('\n')
    .map((line) => line.slice(0, 400))
    .filter((line) => line.trim() !== '');
  const code = lines.filter((line) => codeLine.test(line)).length;
  const worded = lines.some((line) => (line.match(/\p{L}{2,}/gu) ?? []).length >= 3);
  return worded && code * 3 <= lines.length;
}
