// How far a judge agrees with people and with itself: Cohen's kappa and the share of items that get one verdict only.
// Invariant: pure; every figure says how many items it stands on and how far it may be off.
import { clopperPearson, wilson } from './statistics.ts';

export interface Rate {
  readonly count: number;
  readonly n: number;
  /** Exact 95 % interval (Clopper and Pearson), fractions: "0 of n" is not "never". */
  readonly low: number;
  readonly high: number;
}

export interface Kappa {
  /** Null where chance alone would agree always: one of the two gave the same answer to everything. */
  readonly value: number | null;
  readonly low: number;
  readonly high: number;
  readonly n: number;
}

export function rate(count: number, n: number): Rate {
  return { count, n, ...clopperPearson(count, n) };
}

/**
 * Agreement of two raters beyond chance (Cohen 1960), from a square table of counts: rows the one, columns the other. The interval
 * is the large-sample one of Fleiss, Cohen and Everitt 1969; where all agree it has no width, and Wilson's bound of the observed
 * agreement stands in.
 */
export function cohensKappa(table: readonly (readonly number[])[]): Kappa {
  const n = sum(table.flat());
  const share = table.map((row) => row.map((cell) => cell / n));
  const rows = share.map(sum);
  const columns = share.map((_, at) => sum(share.map((row) => row[at] ?? 0)));
  const seen = sum(share.map((row, at) => row[at] ?? 0));
  const chance = sum(rows.map((row, at) => row * (columns[at] ?? 0)));
  if (n === 0 || chance >= 1) return { value: null, low: -1, high: 1, n };
  const value = (seen - chance) / (1 - chance);
  const spread = share.flatMap((row, i) =>
    row.map((cell, j) =>
      i === j
        ? cell * (1 - ((rows[i] ?? 0) + (columns[i] ?? 0)) * (1 - value)) ** 2
        : cell * ((columns[i] ?? 0) + (rows[j] ?? 0)) ** 2 * (1 - value) ** 2,
    ),
  );
  const variance = Math.max(0, sum(spread) - (value - chance * (1 - value)) ** 2) / ((1 - chance) ** 2 * n);
  const half = twoSided * Math.sqrt(variance);
  const least = seen === 1 ? (wilson(n, n).low - chance) / (1 - chance) : value - half;
  return { value, low: Math.max(-1, least), high: Math.min(1, value + half), n };
}

const twoSided = 1.959963984540054;

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Table of yes and no: rows what people said, columns what the judge said. */
export function agreement(pairs: readonly { readonly label: boolean; readonly verdict: boolean }[]): Kappa {
  const count = (label: boolean, verdict: boolean): number =>
    pairs.filter((pair) => pair.label === label && pair.verdict === verdict).length;
  return cohensKappa([
    [count(true, true), count(true, false)],
    [count(false, true), count(false, false)],
  ]);
}
