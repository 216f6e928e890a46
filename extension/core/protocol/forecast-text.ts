// A forecast in words, the same in the form and on the command line: n always, a range wherever there is more than one run.
import { counted } from '../outcome/plain.ts';
import { enoughForPercentiles, type Forecast, type Spread } from '../run/forecast.ts';

export interface ForecastText {
  /** Where the numbers come from. */
  readonly source: string;
  /** `Tokens`, `18k (12k to 40k)`, and so on; empty without history. */
  readonly rows: readonly { readonly name: string; readonly value: string }[];
}

export function forecastText({ n, tokens, dollars, minutes }: Forecast): ForecastText {
  if (n === 0) return { source: 'no history yet: no run like this has come to a result here', rows: [] };
  const range = n < enoughForPercentiles ? 'least to most' : '10th to 90th percentile';
  const how = n === 1 ? '' : `: median (${range})`;
  const row = (name: string, spread: Spread | null, text: (value: number) => string) =>
    spread === null
      ? []
      : [{ name, value: `${ranged(spread, text)}${spread.n === n ? '' : `, n = ${spread.n}`}` }];
  return {
    source: `${counted(n, 'run')} like this here${how}`,
    rows: [
      ...row('Tokens', tokens, short),
      ...row('Dollars', dollars, (value) => `$${value.toFixed(2)}`),
      ...row('At work', minutes, minutesAtWork),
    ],
  };
}

/** In one line. */
export function forecastLine(forecast: Forecast): string {
  const { source, rows } = forecastText(forecast);
  const numbers = rows.map(({ name, value }) => `${name.toLowerCase()} ${value}`);
  return numbers.length === 0 ? source : `${numbers.join('; ')}; from ${source}`;
}

function ranged({ n, median, low, high }: Spread, text: (value: number) => string): string {
  const [least, most] = [text(low), text(high)];
  return n === 1 || least === most ? text(median) : `${text(median)} (${least} to ${most})`;
}

function short(value: number): string {
  if (value < 1000) return String(Math.round(value));
  return value < 1_000_000 ? `${Math.round(value / 1000)}k` : `${(value / 1_000_000).toFixed(1)}M`;
}

function minutesAtWork(minutes: number): string {
  if (minutes < 1) return 'under 1 min';
  return minutes < 60
    ? `${Math.round(minutes)} min`
    : `${Math.floor(minutes / 60)} h ${Math.round(minutes % 60)} min`;
}
