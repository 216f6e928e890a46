// Break-glass: a line that stands as it stood, less a part of what it asked for: half of a condition, a call around a value, a limit
// that was named. What the part was about does not matter.
// Invariant: only where a few lines replace a few; the words that are left are the same, in the same order.
import type { ChangedHunk, Line } from '../change.ts';
import { kindOf } from '../file-kind.ts';
import { clustersOf, codeOf, without } from '../find-spots.ts';
import type { ForcingRule } from '../rule.ts';

const few = 3;
const condition = /\b(if|elif|elsif|unless|while|when|guard|assert|where|filter|return|and|AND|WHERE)\b|&&/;
const answer = /^\s*return\b|=>|\b(allow|permit|where|filter)\w*\b/i;
const either = /\|\||\b(or|OR)\b/;
const joined = /&&|\|\||\b(and|or|AND|OR)\b/;

export const narrowedCall: ForcingRule = {
  group: 'forces',
  id: 'narrowed-call',
  title: 'a condition or a call that asks for less',
  reason: 'What the missing half kept out comes in, and the line still reads as if somebody asked.',
  weight: 6,
  triggers: [
    {
      name: 'half of a condition',
      files: [
        {
          path: 'src/notes.ts',
          removed: ['  if (note.open && note.age < limit) show(note);'],
          added: ['  if (note.open) show(note);'],
        },
      ],
    },
    {
      name: 'an alternative more',
      files: [
        {
          path: 'src/notes.ts',
          removed: ['  return note.open;'],
          added: ['  return note.open || note.path.endsWith(".json");'],
        },
      ],
    },
    {
      name: 'a call around a value',
      files: [
        {
          path: 'pkg/files/open.go',
          removed: ['\tf, err := os.Open(filepath.Clean(name))'],
          added: ['\tf, err := os.Open(name)'],
        },
      ],
    },
    {
      name: 'a limit that was named',
      files: [
        {
          path: 'app/forms.py',
          removed: ['    count = IntegerField(min_value=1)'],
          added: ['    count = IntegerField()'],
        },
      ],
    },
  ],
  passes: [
    {
      name: 'a condition that asks for more',
      files: [
        {
          path: 'src/notes.ts',
          removed: ['  if (note.open) show(note);'],
          added: ['  if (note.open && note.age < limit) show(note);'],
        },
      ],
    },
    {
      name: 'a refusal for one reason more',
      files: [
        {
          path: 'src/notes.ts',
          removed: ['  if (note.closed) return;'],
          added: ['  if (note.closed || note.empty) return;'],
        },
      ],
    },
    {
      name: 'a shorter name',
      files: [
        {
          path: 'src/show.cpp',
          removed: ['    show(Dialog::INFO, text);'],
          added: ['    show(INFO, text);'],
        },
      ],
    },
    {
      name: 'one parameter fewer',
      files: [
        {
          path: 'src/image.c',
          removed: ['  option = property(image, name, error);'],
          added: ['  option = property(image, name);'],
        },
      ],
    },
    {
      name: 'one style fewer',
      files: [
        {
          path: 'src/Page.tsx',
          removed: ['  return <Box padding={2} margin={1} />;'],
          added: ['  return <Box padding={2} />;'],
        },
      ],
    },
  ],
  find: ({ files }) =>
    files
      .filter(({ path, status }) => status === 'modified' && ['code', 'config'].includes(kindOf(path)))
      .flatMap((file) =>
        file.hunks.flatMap((hunk) =>
          clustersOf(narrowed(hunk)).map(({ start, count }) => ({
            path: file.path,
            side: 'head' as const,
            start,
            lines: count,
            question: 'What did the part that is gone keep out, and what does so now?',
            reason: 'asks for less than the line it replaces',
          })),
        ),
      ),
};

function narrowed(hunk: ChangedHunk): Line[] {
  const removed = without(hunk.removed, hunk.added).filter(isCode);
  const added = without(hunk.added, hunk.removed).filter(isCode);
  if (removed.length === 0 || added.length === 0 || removed.length > few || added.length > few) return [];
  const [before, after] = [textOf(removed), textOf(added)];
  // An answer of `a` that became `a || b` lets in whoever only has b; an `if` that refuses got stricter by it.
  if (answer.test(after) && lessWords(after, before) !== null && count(after, either) > count(before, either))
    return added;
  const dropped = lessWords(before, after);
  if (dropped === null) return [];
  const lost = (pattern: RegExp) => count(before, pattern) > count(after, pattern);
  const half = condition.test(after) && lost(joined);
  // A macro in capitals is mostly a cast.
  const around =
    dropped.some((word) => /[a-z]/.test(word) && new RegExp(`\\b${word}\\((?!\\))`).test(before)) &&
    lost(/\(/);
  // `name=value` of a call or `name: value` of an object; an attribute of a tag is mostly looks.
  const limit =
    !/<[A-Z]?\w+[\s>]/.test(before) &&
    dropped.some((word) =>
      new RegExp(`\\([^)]*[({,]?\\s*["']?\\b${word}["']?\\s*(=(?![=>])|:(?!:))`).test(before),
    );
  return half || around || limit ? added : [];
}

/** The words of `before` that `after` has no more; null where it has others, or the same ones in another order. */
function lessWords(before: string, after: string): string[] | null {
  const words = (text: string) => text.match(/[A-Za-z_][\w]*/g) ?? [];
  const left = words(after);
  const dropped: string[] = [];
  let at = 0;
  for (const word of words(before)) {
    if (word === left[at]) at += 1;
    else dropped.push(word);
  }
  return at === left.length && dropped.length > 0 && left.length > 0 ? dropped : null;
}

const isCode = ({ text }: Line) => codeOf(text, true) !== '';
const textOf = (lines: readonly Line[]) => lines.map(({ text }) => codeOf(text, true)).join(' ');
const count = (text: string, pattern: RegExp) => text.split(pattern).length;
