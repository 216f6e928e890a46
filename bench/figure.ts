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
  /** How often the floor `ours` may take in the median. */
  readonly mostRatio?: number;
  /** Of both series; milliseconds where it is left out. */
  readonly unit?: 'MB';
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

export const met = (figure: Figure): boolean =>
  (figure.bar === undefined || figure.ours.median <= figure.bar) &&
  (figure.mostRatio === undefined || ratio(figure) <= figure.mostRatio);

/** What is asked of a figure and whether it is so, in words. */
export function judged(figure: Figure, missed: string): string {
  const { bar, mostRatio, unit = 'ms' } = figure;
  const asked = [
    ...(bar === undefined ? [] : [`${bar} ${unit}`]),
    ...(mostRatio === undefined ? [] : [`ratio ${mostRatio}`]),
  ];
  return asked.length === 0 ? 'none' : `${asked.join(', ')}: ${met(figure) ? 'met' : missed}`;
}

export function line(figure: Figure): string {
  const { name, ours, floor, unit } = figure;
  const both = `${spread(ours, unit)}; ${floor.name}: ${spread(floor.series, unit)}`;
  return `${name}: ${both}; ratio ${ratio(figure).toFixed(2)}; bar ${judged(figure, 'MISSED')}`;
}

/** "31.2 ms (29.0 to 40.1, n 15)": the median, the tenth and the ninetieth percentile. */
export function spread({ median, low, high, n }: Series, unit = 'ms'): string {
  const digits = median < 10 ? 2 : 1;
  return `${median.toFixed(digits)} ${unit} (${low.toFixed(digits)} to ${high.toFixed(digits)}, n ${n})`;
}
