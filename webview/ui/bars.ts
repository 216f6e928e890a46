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
  const at = (value: number) => value * width;
  return drawing(
    'svg',
    {
      class: `interval ${tone}`,
      viewBox: `0 0 ${width} ${height}`,
      preserveAspectRatio: 'none',
      'aria-hidden': 'true',
    },
    drawing('rect', { class: 'track', x: 0, y: 1, width, height: height - 2 }),
    drawing('rect', {
      class: 'range',
      x: at(line.low),
      y: 1,
      width: at(line.high - line.low),
      height: height - 2,
    }),
    edge(at(line.low)),
    edge(Math.min(width, at(line.high))),
    drawing('rect', {
      class: 'rate',
      x: Math.min(width - 4, Math.max(0, at(rate) - 2)),
      y: 0,
      width: 4,
      height,
    }),
    line.bar === undefined
      ? null
      : drawing('line', { class: 'bar', x1: at(line.bar), x2: at(line.bar), y1: 0, y2: height }),
  );
}

function edge(x: number): SVGElement {
  return drawing('line', { class: 'edge', x1: x, x2: x, y1: 1, y2: height - 1 });
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
