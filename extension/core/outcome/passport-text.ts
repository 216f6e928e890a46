// What is known about a judge, in one line that stands beside what it judged.
import type { Tally } from '../protocol/evaluation.ts';

export type JudgePassport = Tally['judged']['passport'];

export function passportText(passport: JudgePassport): string {
  if (passport === 'not measured') return 'passport: not measured';
  const { repeatability, kappa, falseAccepts } = passport;
  const agrees =
    kappa.value === null
      ? `agreement with people not known (n ${kappa.n})`
      : `kappa ${two(kappa.value)} with people (${two(kappa.low)} to ${two(kappa.high)}, n ${kappa.n})`;
  return `passport: same verdict on ${repeatability.count} of ${repeatability.n} items (at least ${two(repeatability.low)}), ${agrees}, ${falseAccepts.count} of ${falseAccepts.n} planted lies accepted (at most ${two(falseAccepts.high)})`;
}

/** Bounds are those of 95 %, as fractions. */
function two(value: number): string {
  return value.toFixed(2);
}
