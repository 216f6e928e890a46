// Counts for the card out of what was measured: how many changed lines ran in a scenario, and what could not be looked at.
// Invariant: counts and a reason only; which lines they are stays with whoever measured them.
import type { ChangedLines } from './changed-lines.ts';
import { runsAsWritten } from './changed-lines.ts';

type LineSets = ReadonlyMap<string, ReadonlySet<number>>;

/** One pass over some scenarios. */
export interface LinePass {
  readonly ran: LineSets;
  /** Lines that turned out to have no code of their own: types that a build threw away. */
  readonly empty: LineSets;
  /** Node processes that reported. */
  readonly reports: number;
  /** Whether a built file named its sources. */
  readonly mapped: boolean;
  /** Scenarios that were carried out before the time was up, of how many. */
  readonly scenarios: number;
  readonly of: number;
}

export interface LineCounts {
  readonly changed: number;
  readonly executed: number;
  readonly unseen: number;
  readonly instrument: string;
  readonly problem: string | null;
}

/** `built`: the spec names a build, so what runs may be other files than those that changed. */
export function countLines(changes: ChangedLines, passes: readonly LinePass[], built: boolean): LineCounts {
  const mapped = passes.some((pass) => pass.mapped);
  let [changed, executed, unseen] = [0, 0, changes.unseen];
  for (const [path, lines] of changes.lines) {
    const has = (sets: 'ran' | 'empty', line: number) =>
      passes.some((pass) => pass[sets].get(path)?.has(line));
    const loaded = passes.some((pass) => pass.ran.has(path));
    if (!loaded && !mapped && (built || !runsAsWritten.test(path))) {
      unseen += lines.length;
      continue;
    }
    const ran = lines.filter((line) => has('ran', line)).length;
    changed += lines.filter((line) => has('ran', line) || !has('empty', line)).length;
    executed += ran;
  }
  const counts = { changed, executed, unseen, instrument: instrumentOf(passes) };
  return { ...counts, problem: problemOf(counts, changes, passes) };
}

function instrumentOf(passes: readonly LinePass[]): string {
  const [done, all] = [sum(passes, 'scenarios'), sum(passes, 'of')];
  return `V8 coverage of Node${done < all ? `, in ${done} of ${all} scenarios before the time was up` : ''}`;
}

function problemOf(
  { changed, unseen }: Pick<LineCounts, 'changed' | 'unseen'>,
  { lines }: ChangedLines,
  passes: readonly LinePass[],
): string | null {
  if (lines.size === 0)
    return unseen === 0 ? null : 'not measured, only programs that Node runs can be looked into';
  if (sum(passes, 'of') === 0) return 'not measured, there is no scenario to run';
  if (sum(passes, 'reports') === 0) return 'not measured, no Node program of the product said what it ran';
  if (changed === 0 && unseen > 0) return 'not measured for built files, the build has no source map';
  return null;
}

function sum(passes: readonly LinePass[], of: 'scenarios' | 'of' | 'reports'): number {
  return passes.reduce((total, pass) => total + pass[of], 0);
}
