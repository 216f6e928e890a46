// What a run will probably use, from the user's own runs that were like it. Pure; nothing is learned from anybody else.
// Invariant: a number comes with its n; only runs that came to a result count, and a rehearsal only for rehearsals.
import { tokensOf } from '../outcome/cost.ts';
import type { Level } from '../level/level.ts';
import type { RunRequest } from '../protocol/run-request.ts';
import type { RunState } from './state.ts';

/** What makes one run like another. */
export interface RunKind {
  readonly level: Level;
  readonly backend: RunRequest['backend'];
  /** Model id, or the id of the installed agent; empty for a rehearsal, whose words are written in advance. */
  readonly builder: string;
}

/** Of `n` runs: their median, and 10th to 90th percentile; under ten runs the least and the most. */
export interface Spread {
  readonly n: number;
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

export interface Forecast extends RunKind {
  readonly n: number;
  /** Null where no run of these said. */
  readonly tokens: Spread | null;
  readonly dollars: Spread | null;
  /** Minutes at work. */
  readonly minutes: Spread | null;
}

/** From here on a percentile leaves somebody out. */
export const enoughForPercentiles = 10;

export function kindOf(request: {
  readonly level: Level;
  readonly backend: RunRequest['backend'];
  readonly model?: string | undefined;
  readonly agent?: string | undefined;
}): RunKind {
  const { level, backend, model = '', agent = '' } = request;
  return { level, backend, builder: backend === 'anthropic' ? model : backend === 'acp' ? agent : '' };
}

/** One forecast for every kind of run that there has been here. */
export function forecasts(runs: readonly RunState[]): Forecast[] {
  const groups = new Map<string, RunState[]>();
  for (const run of runs.filter(counts)) {
    const key = JSON.stringify(ownKind(run));
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  return [...groups.values()].map((group) => ({
    ...ownKind(group[0] as RunState),
    n: group.length,
    tokens: spread(group.flatMap((run) => (run.turnsUncounted === 0 ? [tokensOf(run.usage)] : []))),
    dollars: spread(group.flatMap(({ dollars }) => (dollars === null ? [] : [dollars]))),
    minutes: spread(group.map(({ worked }) => worked.milliseconds / 60_000)),
  }));
}

/** Of a kind that there has not been, n is 0. */
export function forecastFor(known: readonly Forecast[], kind: RunKind): Forecast {
  const found = known.find(
    ({ level, backend, builder }) =>
      level === kind.level && backend === kind.backend && builder === kind.builder,
  );
  return found ?? { ...kind, n: 0, tokens: null, dollars: null, minutes: null };
}

function ownKind({ request }: RunState): RunKind {
  const { level, backend, model, agent } = request;
  return kindOf({ level, backend, model, agent: agent?.id });
}

const withResult: ReadonlySet<string> = new Set(['awaiting-decision', 'approved', 'returned', 'rejected']);

/** A run that ended early says too little, and a branch begins with work that another one paid for. */
function counts({ status, request }: RunState): boolean {
  return withResult.has(status) && request.backend !== 'none' && request.branchedFrom === undefined;
}

function spread(values: readonly number[]): Spread | null {
  const sorted = values.toSorted((one, other) => one - other);
  const n = sorted.length;
  if (n === 0) return null;
  const outer = n < enoughForPercentiles ? [0, 1] : [0.1, 0.9];
  const [low = 0, high = 0] = outer.map((share) => quantile(sorted, share));
  return { n, median: quantile(sorted, 0.5), low, high };
}

/** Linear between neighbours, as most tools have it. */
function quantile(sorted: readonly number[], share: number): number {
  const at = (sorted.length - 1) * share;
  const [below, above] = [sorted[Math.floor(at)] ?? 0, sorted[Math.ceil(at)] ?? 0];
  return below + (above - below) * (at - Math.floor(at));
}
