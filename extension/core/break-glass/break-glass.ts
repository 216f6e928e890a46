// Decides what of a change has to be read before anybody decides, what is only said, and what is never merged.
// Invariant: pure; the same change and facts give the same answer with the same ids. Opening the diff is always free anyway.
import type { BreakGlass, Hunk } from '../run/evidence.ts';
import type { Change, ChangedPath } from './change.ts';
import { kindOf } from './file-kind.ts';
import { hunkSpot } from './find-spots.ts';
import type { ChangeFacts, Spot } from './rule.ts';
import { forcingRules, refusingRules, sayingRules } from './rules.ts';

/** Offered beside what is forced: the largest changes of code that no rule opened. */
const offeredAtMost = 3;

export function breakGlass(change: Change, facts: ChangeFacts): BreakGlass {
  const forced = forcingRules.flatMap((rule) =>
    merged(rule.find(change, facts)).map((spot, at) => hunkOf(rule.id, rule.title, spot, at)),
  );
  const said = sayingRules.flatMap((rule) =>
    rule.find(change, facts).map((text) => ({ rule: rule.id, text })),
  );
  const refused = refusingRules.flatMap((rule) =>
    rule.find(change, facts).map((text) => ({ rule: rule.id, text })),
  );
  return { risk: riskOf(forced, said, refused), forced, offered: offered(change, forced), said, refused };
}

/** One spot per file and side where they touch; the first question stands. */
function merged(spots: readonly Spot[]): Spot[] {
  const result: Spot[] = [];
  for (const spot of spots) {
    const last = result.at(-1);
    const joins =
      last && last.path === spot.path && last.side === spot.side && spot.start <= last.start + last.lines;
    if (!joins) result.push({ ...spot });
    else
      result[result.length - 1] = {
        ...last,
        lines: Math.max(last.lines, spot.start + spot.lines - last.start),
      };
  }
  return result;
}

function hunkOf(rule: string, title: string, spot: Spot, at: number): Hunk {
  return { id: `${rule}-${at + 1}`, rule, title, ...spot, reason: spot.reason.slice(0, 200) };
}

function riskOf(
  forced: readonly Hunk[],
  said: BreakGlass['said'],
  refused: BreakGlass['refused'],
): BreakGlass['risk'] {
  const opened = forcingRules.filter((rule) => forced.some((hunk) => hunk.rule === rule.id));
  const weight =
    opened.reduce((total, rule) => total + rule.weight * 3, 0) + said.length * 4 + refused.length * 40;
  return {
    score: Math.min(100, weight),
    reasons: [
      ...refused.map(({ text }) => text),
      ...opened.map(({ title }) => title),
      ...said.map(({ text }) => text),
    ],
  };
}

function offered({ files }: Change, forced: readonly Hunk[]): Hunk[] {
  const opened = new Set(forced.map(({ path }) => path));
  const size = (file: ChangedPath) => file.hunks.reduce((total, hunk) => total + hunk.added.length, 0);
  return files
    .filter((file) => kindOf(file.path) === 'code' && !opened.has(file.path) && size(file) > 0)
    .sort((a, b) => size(b) - size(a))
    .slice(0, offeredAtMost)
    .flatMap((file, at) => {
      const largest = [...file.hunks].sort((a, b) => b.added.length - a.added.length)[0];
      if (largest === undefined) return [];
      const lines = largest.added.length;
      const spot = hunkSpot(
        file.path,
        largest,
        'Does this do what the spec asks, and nothing else?',
        `largest change of this file: ${lines} lines`,
      );
      return [hunkOf('offered', 'worth a look', spot, at)];
    });
}
