// Break-glass: a condition that refused something and is gone, whatever it was about.
// Invariant: only where little else happens: a hunk that rewrites more than eight lines is a rewrite, and other rules look at it.
import type { ChangedHunk, Line } from '../change.ts';
import { kindOf } from '../file-kind.ts';
import { clustersOf, codeOf, without } from '../find-spots.ts';
import type { ForcingRule } from '../rule.ts';

const condition =
  /^(\}\s*)?(else\s+)?(if|unless|guard|elsif|elif|assert|require|when|while)\b|\b(if|unless)\s+[^:]{1,80}$/;
const refusal =
  /\b(return|throw|raise|goto|abort|exit|die|panic|continue|break|deny|reject|forbid\w*|halt|bail!?|fail\w*|error\w*|refuse)\b|\.save!/i;
const small = 8;

export const droppedCheck: ForcingRule = {
  group: 'forces',
  id: 'dropped-check',
  title: 'a check that is gone',
  reason: 'Whatever was refused there is let through now, and no scenario may ever have tried it.',
  weight: 6,
  triggers: [
    {
      name: 'a state that is no longer compared',
      files: [
        {
          path: 'src/callback.ts',
          removed: [
            "  if (query.state !== expected) throw new Error('state');",
            '  const tokens = exchange(code);',
          ],
          added: ['  const tokens = exchange(code);'],
        },
      ],
    },
    {
      name: 'an index that is no longer compared',
      files: [{ path: 'src/table.cpp', removed: ['    if (index >= table.size()) return nullptr;'] }],
    },
  ],
  passes: [
    {
      name: 'a check that reads otherwise',
      files: [
        {
          path: 'src/range.ts',
          removed: ['  if (n < 1) return null;'],
          added: ['  if (n < 1) return undefined;'],
        },
      ],
    },
    {
      name: 'a check that moved',
      files: [
        {
          path: 'src/range.ts',
          removed: ['  if (n < 1) return null;', '  start();'],
          added: ['  start();', '  if (n < 1) return null;'],
        },
      ],
    },
    {
      name: 'a function that is gone',
      files: [
        {
          path: 'src/old.ts',
          removed: ['export function old(n) {', ...Array(9).fill('  step();'), '  if (n) return 1;', '}'],
        },
      ],
    },
    {
      name: 'a condition that refused nothing',
      files: [{ path: 'src/log.ts', removed: ['  if (verbose) print(line);'] }],
    },
  ],
  find: ({ files }) => {
    const kept = new Set(files.flatMap((file) => file.hunks.flatMap(({ added }) => added.map(trimmed))));
    return files
      .filter((file) => kindOf(file.path) === 'code' && file.status === 'modified')
      .flatMap((file) =>
        file.hunks.flatMap((hunk) =>
          clustersOf(dropped(hunk, kept)).map(({ start, count }) => ({
            path: file.path,
            side: 'base' as const,
            start,
            lines: count,
            question: 'What gets through now that was refused here, and what refuses it instead?',
            reason: 'a condition that refused is gone',
          })),
        ),
      );
  },
};

function dropped(hunk: ChangedHunk, kept: ReadonlySet<string>): Line[] {
  const removed = without(hunk.removed, hunk.added).filter((line) => !kept.has(trimmed(line)));
  const added = without(hunk.added, hunk.removed);
  if (removed.length > small || added.length > removed.length) return [];
  const conditions = removed.filter(matching(condition));
  if (conditions.length <= added.filter(matching(condition)).length) return [];
  return removed.some(matching(refusal)) ? conditions : [];
}

function matching(pattern: RegExp) {
  return (line: Line) => pattern.test(codeOf(line.text, false));
}

function trimmed({ text }: Line): string {
  return text.trim();
}
