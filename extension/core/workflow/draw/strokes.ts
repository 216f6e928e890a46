// The strokes of edges, and the boxes of their words: the same in a file and on a page.
// Invariant: numbers only; no word of a workflow is in a path.
import { fontSizes, lineHeights, type PlacedEdge } from './layout.ts';
import type { Point } from './shapes.ts';
import { number, widthOf } from './text.ts';

export const list = (points: readonly Point[]) =>
  points.map(({ x, y }) => `${number(x)},${number(y)}`).join(' ');

const arrow = { length: 9, half: 4 } as const;

/** The line of an edge and the points of its arrow; undefined where it has no way. */
export function strokesOf({
  points,
  lane,
}: PlacedEdge): { readonly path: string; readonly head: string } | undefined {
  const [tip, before] = [points.at(-1), points.at(-2)];
  if (!tip || !before) return undefined;
  const length = Math.hypot(tip.x - before.x, tip.y - before.y) || 1;
  const [ux, uy] = [(tip.x - before.x) / length, (tip.y - before.y) / length];
  const base = { x: tip.x - ux * arrow.length, y: tip.y - uy * arrow.length };
  const head = [
    tip,
    { x: base.x - uy * arrow.half, y: base.y + ux * arrow.half },
    { x: base.x + uy * arrow.half, y: base.y - ux * arrow.half },
  ];
  const line = [...points.slice(0, -1), base];
  return { path: lane ? turned(line) : smooth(line), head: list(head) };
}

/** Where the words of an edge stand; undefined where it has none. */
export function wordsBox({ label, lines }: PlacedEdge) {
  if (!label) return undefined;
  const width = Math.max(...lines.map((line) => widthOf(line, fontSizes.edge))) + 8;
  return { x: label.x, y: label.y, width, height: lines.length * lineHeights.edge + 2, lines };
}

/** A curve that passes the middles of the legs and bends at the points between. */
function smooth(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (!first) return '';
  const at = ({ x, y }: Point) => `${number(x)} ${number(y)}`;
  const parts = rest.map((point, index) => {
    const next = rest[index + 1];
    return next
      ? `Q${at(point)} ${at(index + 2 === rest.length ? next : { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 })}`
      : rest.length === 1
        ? `L${at(point)}`
        : '';
  });
  return `M${at(first)}${parts.join('')}`;
}

/** Right angles with round corners. */
function turned(points: readonly Point[]): string {
  const at = ({ x, y }: Point) => `${number(x)} ${number(y)}`;
  const parts = points.map((point, index) => {
    const [before, after] = [points[index - 1], points[index + 1]];
    if (!before) return `M${at(point)}`;
    if (!after) return `L${at(point)}`;
    return `L${at(towards(point, before))}Q${at(point)} ${at(towards(point, after))}`;
  });
  return parts.join('');
}

function towards(from: Point, to: Point): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const step = Math.min(10, length / 2) / length;
  return { x: from.x + (to.x - from.x) * step, y: from.y + (to.y - from.y) * step };
}
