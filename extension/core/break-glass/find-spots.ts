// Turns cues in code lines into the smallest spots that hold them.
// Invariant: comments, tests, texts and generated files never trigger a cue; every pattern sees at most 2,000 characters.
import type { Change, ChangedHunk, ChangedPath, Line } from './change.ts';
import { kindOf } from './file-kind.ts';
import { longestLine, type CueRule, type ForcingRule, type Spot } from './rule.ts';

/** Lines this close together are read as one. */
const near = 3;

export function cueRule(rule: CueRule): ForcingRule {
  const { sides = ['head', 'base'], strings = false, kinds = ['code', 'config'], cues, ...described } = rule;
  return {
    ...described,
    group: 'forces',
    find: (change: Change) =>
      change.files
        .filter((file) => kinds.includes(kindOf(file.path)) && !file.binary)
        .flatMap((file) => file.hunks.flatMap((hunk) => spotsOf(file.path, hunk, { sides, strings, cues }))),
  };
}

type Looking = Required<Pick<CueRule, 'sides' | 'strings' | 'cues'>>;

function spotsOf(path: string, hunk: ChangedHunk, looking: Looking): Spot[] {
  const fresh = { head: without(hunk.added, hunk.removed), base: without(hunk.removed, hunk.added) };
  const checks = { ...looking, cues: looking.cues.filter((cue) => cue.check === true) };
  const altered = fresh.base.some((line) => seenIn(line, path, checks).length > 0);
  const atBase = { ...looking, cues: looking.cues.filter((cue) => cue.hazard !== true) };
  const atHead = altered ? looking : { ...looking, cues: looking.cues.filter((cue) => cue.check !== true) };
  return looking.sides.flatMap((side) => {
    const seen = fresh[side].flatMap((line) => seenIn(line, path, side === 'head' ? atHead : atBase));
    // What replaces a removed line is read at the head; the base is opened only for what is gone.
    const replaced =
      side === 'base' &&
      looking.sides.includes('head') &&
      seen.length > 0 &&
      fresh.head.some((line) => seenIn(line, path, looking).length > 0);
    return replaced ? [] : clusters(path, side, seen);
  });
}

/** Lines that only moved, or only have other spaces, are left out; one that stands twice where it stood once is new. */
export function without(lines: readonly Line[], others: readonly Line[]): Line[] {
  const same = ({ text }: Line) => text.replaceAll(/\s+/g, '');
  const left = new Map<string, number>();
  for (const line of others) left.set(same(line), (left.get(same(line)) ?? 0) + 1);
  return lines.filter((line) => {
    const count = left.get(same(line)) ?? 0;
    if (count > 0) left.set(same(line), count - 1);
    return count === 0;
  });
}

interface Seen extends Line {
  readonly what: string;
  readonly question: string;
}

function seenIn(line: Line, file: string, { cues, strings }: Looking): Seen[] {
  const bare = codeOf(line.text, strings);
  if (bare === '') return [];
  for (const { pattern, question, path, strings: quoted } of cues) {
    if (path?.test(file) === false) continue;
    const found = pattern
      .exec(quoted === true ? codeOf(line.text, true) : bare)?.[0]
      .replaceAll('`', '')
      .trim();
    if (found !== undefined)
      return [{ ...line, what: found.slice(0, 60), question: question(found.slice(0, 60)) }];
  }
  return [];
}

/** A line without its comment and, unless they matter, without what its quotes hold. */
export function codeOf(line: string, strings: boolean): string {
  const text = line.slice(0, longestLine).trim();
  if (/^(\/\/|#(?!\[|include)|\*|\/\*|<!--|--\s|;;|"""|''')/.test(text)) return '';
  const bare = strings ? text : text.replaceAll(/"[^"]*"|'[^']*'|`[^`]*`/g, '""');
  return bare.replace(/\s(\/\/|#)\s.*$/, '');
}

function clusters(path: string, side: Spot['side'], seen: readonly Seen[]): Spot[] {
  const spots: { first: Seen; last: number; what: Set<string> }[] = [];
  for (const one of seen) {
    const open = spots.at(-1);
    if (open && one.number - open.last <= near) {
      open.last = one.number;
      open.what.add(one.what);
    } else spots.push({ first: one, last: one.number, what: new Set([one.what]) });
  }
  return spots.map(({ first, last, what }) => ({
    path,
    side,
    start: first.number,
    lines: last - first.number + 1,
    question: first.question,
    reason: [...what].slice(0, 3).join(', '),
  }));
}

/** Lines as runs that are read as one. */
export function clustersOf(lines: readonly Line[]): { start: number; count: number }[] {
  const runs: { start: number; last: number }[] = [];
  for (const { number } of lines) {
    const open = runs.at(-1);
    if (open && number - open.last <= near) open.last = number;
    else runs.push({ start: number, last: number });
  }
  return runs.map(({ start, last }) => ({ start, count: last - start + 1 }));
}

/** A whole hunk as one spot: its added lines, or what it removed. */
export function hunkSpot(path: string, hunk: ChangedHunk, question: string, reason: string): Spot {
  const added = hunk.added[0];
  const lines = added ? hunk.added : hunk.removed;
  const start = lines[0]?.number ?? 1;
  return { path, side: added ? 'head' : 'base', start, lines: Math.max(1, lines.length), question, reason };
}

/** A whole file: its hunks, or its first line where only its mode or its binary content changed. */
export function fileSpots(file: ChangedPath, question: string, reason: string): Spot[] {
  if (file.hunks.length > 0) return file.hunks.map((hunk) => hunkSpot(file.path, hunk, question, reason));
  const side = file.status === 'removed' ? 'base' : 'head';
  return [{ path: file.path, side, start: 1, lines: 1, question, reason }];
}
