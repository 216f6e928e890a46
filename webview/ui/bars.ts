// Bars as small drawings: an interval with its observed rate, and a fuse. Always beside the same numbers in words.
import { drawing } from '../dom.ts';

const width = 400;
const height = 14;

/** From 0 to 1: the interval filled, the observed rate as a thick line, the bar to reach as a dashed one. */
export function intervalBar(line: {
  readonly satisfied: number;
  readonly observed: number;
  readonly low: number;
  readonly high: number;
  readonly bar?: number;
  /** Whether the bound is over the bar; it then gives the colour. */
  readonly met?: boolean;
}): SVGElement {
  const rate = line.observed === 0 ? 0 : line.satisfied / line.observed;
  const tone = rate === 1 || line.met === true ? 'good' : rate >= 0.9 ? 'warn' : 'bad';
  const at = (value: number) => round(value * width);
  const [low, high] = [at(line.low), Math.min(width, at(line.high))];
  const left = Math.min(width - 4, Math.max(0, at(rate) - 2));
  // One path per part: a long spec has hundreds of bars, and every attribute counts.
  return drawing(
    'svg',
    {
      class: `interval ${tone}`,
      viewBox: `0 0 ${width} ${height}`,
      preserveAspectRatio: 'none',
      'aria-hidden': 'true',
    },
    drawing('path', { class: 'track', d: `M0 1H${width}V${height - 1}H0Z` }),
    drawing('path', { class: 'range', d: `M${low} 1H${high}V${height - 1}H${low}Z` }),
    drawing('path', { class: 'edge', d: `M${low} 1V${height - 1}M${high} 1V${height - 1}` }),
    drawing('path', { class: 'rate', d: `M${left} 0h4v${height}h-4Z` }),
    line.bar === undefined ? null : drawing('path', { class: 'bar', d: `M${at(line.bar)} 0V${height}` }),
  );
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** How much of a cap is gone, from 0 to 1. */
export function fuseBar(fraction: number): SVGElement {
  const tone = fraction >= 1 ? 'bad' : fraction >= 0.8 ? 'warn' : 'amber';
  return drawing(
    'svg',
    { class: `fuse ${tone}`, viewBox: `0 0 ${width} 8`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    drawing('rect', { class: 'track', x: 0, y: 0, width, height: 8 }),
    drawing('rect', { class: 'range', x: 0, y: 0, width: fraction * width, height: 8 }),
  );
}
