// How numbers read on a page: grouped, short where they are large, fractions with two decimals, never a bare percentage.

export { counted, fraction } from '../../extension/core/outcome/plain.ts';

/** `950`, `318k`, `1.4M`. */
export function short(value: number): string {
  if (value < 1000) return String(value);
  return value < 1_000_000 ? `${Math.round(value / 1000)}k` : `${(value / 1_000_000).toFixed(1)}M`;
}

/** `2,000,000`. */
export function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `under 1 min`, `31 min`, `2 h 5 min`. */
export function minutesText(minutes: number): string {
  if (minutes < 1) return 'under 1 min';
  const whole = Math.floor(minutes);
  return whole < 60 ? `${whole} min` : `${Math.floor(whole / 60)} h ${whole % 60} min`;
}

export function dollarsText(dollars: number): string {
  return `$${dollars.toFixed(2)}`;
}

export function secondsText(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
