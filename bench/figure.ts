// What every benchmark gives back: a series of ours, a series of a named floor taken in turns with it, and the ratio of both.
// Invariant: a figure without repeats and without a floor cannot be built; nothing here is rounded before it is compared.

export interface Series {
  readonly median: number;
  /** Tenth and ninetieth percentile. */
  readonly low: number;
  readonly high: number;
  readonly n: number;
}

export interface Figure {
  readonly name: string;
  /** What is timed, from what to what. */
  readonly what: string;
  /** Milliseconds. */
  readonly ours: Series;
  readonly floor: { readonly name: string; readonly series: Series };
  /** Milliseconds that `ours` may take in the median. */
  readonly bar?: number;
}

/** `values` in milliseconds. */
export function series(values: readonly number[]): Series {
  if (values.length < 5) throw new Error(`${values.length} values are no series`);
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => {
    const place = share * (sorted.length - 1);
    const below = sorted[Math.floor(place)] as number;
    return below + ((sorted[Math.ceil(place)] as number) - below) * (place % 1);
  };
  return { median: at(0.5), low: at(0.1), high: at(0.9), n: sorted.length };
}

/** Takes both in turns, so that whatever else the machine does meets both alike. The first of each is thrown away. */
export async function inTurns(
  repeats: number,
  ours: () => Promise<number>,
  floor: () => Promise<number>,
): Promise<{ readonly ours: Series; readonly floor: Series }> {
  const times = { ours: [] as number[], floor: [] as number[] };
  for (let index = 0; index <= repeats; index += 1) {
    const pair = [await ours(), await floor()] as const;
    if (index === 0) continue;
    times.ours.push(pair[0]);
    times.floor.push(pair[1]);
  }
  return { ours: series(times.ours), floor: series(times.floor) };
}

export const ratio = ({ ours, floor }: Figure): number => ours.median / floor.series.median;

export const met = ({ ours, bar }: Figure): boolean => bar === undefined || ours.median <= bar;

export function line(figure: Figure): string {
  const { name, ours, floor, bar } = figure;
  const judged = bar === undefined ? 'no bar' : `bar ${bar} ms ${met(figure) ? 'met' : 'MISSED'}`;
  return `${name}: ${spread(ours)}; ${floor.name}: ${spread(floor.series)}; ratio ${ratio(figure).toFixed(2)}; ${judged}`;
}

/** "31.2 ms (29.0 to 40.1, n 15)": the median, the tenth and the ninetieth percentile. */
export function spread({ median, low, high, n }: Series): string {
  return `${median.toFixed(1)} ms (${low.toFixed(1)} to ${high.toFixed(1)}, n ${n})`;
}
