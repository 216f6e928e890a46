// Draws the stages: rows of four that turn back at the end, gates as hexagons, the way back of a failed round dashed.
// Invariant: decoration only; the list beside it says the same in words.
import type { DelegateRunning } from '../../extension/core/protocol/panels.ts';
import { drawing } from '../dom.ts';

type Step = DelegateRunning['steps'][number];
type Loop = NonNullable<DelegateRunning['loop']>;

const perRow = 4;
const box = { width: 152, height: 68 };
const gap = { x: 32, y: 100 };
const margin = { x: 66, y: 8 };
const radius = 20;

interface Place {
  readonly x: number;
  readonly y: number;
}

export function picture(steps: readonly Step[], loop: Loop | null): SVGElement {
  const rows = Math.ceil(steps.length / perRow);
  const columns = Math.min(perRow, steps.length);
  const width = 2 * margin.x + columns * box.width + (columns - 1) * gap.x;
  const height = 2 * margin.y + rows * box.height + (rows - 1) * gap.y;
  return drawing(
    'svg',
    { class: 'picture', viewBox: `0 0 ${width} ${height}`, 'aria-hidden': 'true' },
    startDot(steps),
    ...steps.map((step, index) => link(index, step.status)),
    endDot(steps),
    ...(loop === null ? [] : loopBack(steps, loop)),
    ...steps.map((step, index) => node(step, place(index))),
  );
}

/** Centre of the step: odd rows run from right to left. */
function place(index: number): Place {
  const row = Math.floor(index / perRow);
  const column = index % perRow;
  const fromLeft = row % 2 === 0 ? column : perRow - 1 - column;
  return {
    x: margin.x + fromLeft * (box.width + gap.x) + box.width / 2,
    y: margin.y + row * (box.height + gap.y) + box.height / 2,
  };
}

function node(step: Step, { x, y }: Place): SVGElement {
  const [left, top] = [x - box.width / 2, y - box.height / 2];
  const shape =
    step.kind === 'work'
      ? drawing('rect', { class: 'shape', x: left, y: top, width: box.width, height: box.height, rx: 5 })
      : drawing('polygon', { class: 'shape', points: hexagon(left, top) });
  const hasDetail = step.detail !== '';
  return drawing(
    'g',
    { class: `node ${step.status}` },
    shape,
    drawing('text', { class: 'name', x, y: hasDetail ? y - 4 : y + 6 }, step.label),
    hasDetail ? drawing('text', { class: 'detail', x, y: y + 17 }, step.detail) : null,
  );
}

function hexagon(left: number, top: number): string {
  const [inset, right, bottom] = [20, left + box.width, top + box.height];
  const middle = top + box.height / 2;
  return `${left + inset},${top} ${right - inset},${top} ${right},${middle} ${right - inset},${bottom} ${left + inset},${bottom} ${left},${middle}`;
}

/** The line that leads into step `index`. */
function link(index: number, status: Step['status']): SVGElement | null {
  if (index === 0) return null;
  const [from, to] = [place(index - 1), place(index)];
  const tone = status === 'waiting' ? 'link' : 'link reached';
  if (from.y !== to.y)
    return drawing('line', {
      class: tone,
      x1: from.x,
      y1: from.y + box.height / 2,
      x2: to.x,
      y2: to.y - box.height / 2,
    });
  const side = Math.sign(to.x - from.x) * (box.width / 2);
  return drawing('line', { class: tone, x1: from.x + side, y1: from.y, x2: to.x - side, y2: to.y });
}

function startDot(steps: readonly Step[]): SVGElement {
  const first = place(0);
  const x = first.x - box.width / 2;
  const started = steps.some((step) => step.status !== 'waiting');
  return drawing(
    'g',
    { class: started ? 'node success' : 'node waiting' },
    drawing('line', { class: 'link reached', x1: x - 22, y1: first.y, x2: x, y2: first.y }),
    drawing('circle', { class: 'dot', cx: x - 22 - radius, cy: first.y, r: radius }),
    started ? drawing('text', { class: 'tick', x: x - 22 - radius, y: first.y + 5 }, '✓') : null,
  );
}

function endDot(steps: readonly Step[]): SVGElement {
  const last = place(steps.length - 1);
  const direction = Math.floor((steps.length - 1) / perRow) % 2 === 0 ? 1 : -1;
  const edge = last.x + direction * (box.width / 2);
  const done = steps.at(-1)?.status === 'success';
  return drawing(
    'g',
    { class: done ? 'node success' : 'node waiting' },
    drawing('line', { class: 'link', x1: edge, y1: last.y, x2: edge + direction * 22, y2: last.y }),
    drawing('circle', { class: 'dot', cx: edge + direction * (22 + radius), cy: last.y, r: radius }),
    done ? drawing('text', { class: 'tick', x: edge + direction * (22 + radius), y: last.y + 5 }, '✓') : null,
  );
}

function loopBack(steps: readonly Step[], loop: Loop): SVGElement[] {
  const [from, to] = [
    steps.findIndex((step) => step.name === loop.from),
    steps.findIndex((step) => step.name === loop.to),
  ];
  if (from < 0 || to < 0) return [];
  const [a, b] = [place(from), place(to)];
  const [start, end] = [a.y + box.height / 2, b.y + box.height / 2];
  const dip = Math.max(start, end) + 46;
  const x = a.x - 24;
  return [
    drawing('path', { class: 'loop', d: `M ${x} ${start} C ${x} ${dip}, ${b.x} ${dip}, ${b.x} ${end + 6}` }),
    drawing('polygon', {
      class: 'loop-head',
      points: `${b.x},${end + 1} ${b.x - 5},${end + 10} ${b.x + 5},${end + 10}`,
    }),
    drawing('text', { class: 'loop-name', x: (x + b.x) / 2, y: dip + 8 }, clipped(loop.text)),
  ];
}

function clipped(text: string): string {
  return text.length <= 48 ? text : `${text.slice(0, 47)}…`;
}
