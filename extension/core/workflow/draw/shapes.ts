// The outline of each handler type, as a polygon around the middle, and what is drawn inside of it.
// Invariant: an outline is convex and contains its middle, so that an edge can be cut at it.

export interface Point {
  readonly x: number;
  readonly y: number;
}

export type ShapeName =
  | 'pill'
  | 'round'
  | 'hexagon'
  | 'diamond'
  | 'bars'
  | 'octagon'
  | 'slanted'
  | 'snipped'
  | 'page'
  | 'card'
  | 'house';

const byType: ReadonlyMap<string, ShapeName> = new Map([
  ['start', 'pill'],
  ['exit', 'pill'],
  ['codergen', 'round'],
  ['wait.human', 'hexagon'],
  ['conditional', 'diamond'],
  ['parallel', 'bars'],
  ['parallel.fan_in', 'octagon'],
  ['tool', 'slanted'],
  ['stack.manager_loop', 'house'],
  ['guardrails', 'snipped'],
  ['scenarios', 'page'],
  ['outcome', 'card'],
  ['clarify', 'round'],
  ['review', 'hexagon'],
]);

export const shapeOf = (type: string): ShapeName => byType.get(type) ?? 'round';

/** How much larger than its text a shape is. */
export function sizeOf(shape: ShapeName, text: { readonly width: number; readonly height: number }) {
  const { width, height } = text;
  if (shape === 'diamond') return { width: width * 1.35 + 48, height: height * 1.7 + 34 };
  if (shape === 'pill') return { width: Math.max(84, width + 44), height: height + 22 };
  const extra =
    shape === 'hexagon' || shape === 'octagon' || shape === 'slanted' || shape === 'bars' ? 52 : 36;
  return { width: Math.max(112, width + extra), height: height + (shape === 'house' ? 38 : 24) };
}

/** How much lower than the middle the words of a shape stand. */
export const liftOf = (shape: ShapeName) => (shape === 'house' ? 6 : shape === 'card' ? 3 : 0);

const corner = 9;

export function outlineOf(shape: ShapeName, width: number, height: number): readonly Point[] {
  const [x, y] = [width / 2, height / 2];
  const points = (...list: readonly (readonly [number, number])[]) =>
    list.map(([px, py]) => ({ x: px, y: py }));
  switch (shape) {
    case 'diamond':
      return points([0, -y], [x, 0], [0, y], [-x, 0]);
    case 'hexagon':
      return points([-x + 16, -y], [x - 16, -y], [x, 0], [x - 16, y], [-x + 16, y], [-x, 0]);
    case 'octagon':
      return points(
        [-x + 14, -y],
        [x - 14, -y],
        [x, -y + 14],
        [x, y - 14],
        [x - 14, y],
        [-x + 14, y],
        [-x, y - 14],
        [-x, -y + 14],
      );
    case 'slanted':
      return points([-x + 16, -y], [x, -y], [x - 16, y], [-x, y]);
    case 'snipped':
      return points([-x + 11, -y], [x - 11, -y], [x, -y + 11], [x, y], [-x, y], [-x, -y + 11]);
    case 'page':
      return points([-x, -y], [x - 13, -y], [x, -y + 13], [x, y], [-x, y]);
    case 'house':
      return points([0, -y], [x, -y + 16], [x, y], [-x, y], [-x, -y + 16]);
    case 'pill':
      return [...arc(x - y, 0, y, -90), ...arc(-x + y, 0, y, 90)];
    case 'round':
      return [
        ...arc(x - corner, -y + corner, corner, -90, 90),
        ...arc(x - corner, y - corner, corner, 0, 90),
        ...arc(-x + corner, y - corner, corner, 90, 90),
        ...arc(-x + corner, -y + corner, corner, 180, 90),
      ];
    default:
      return points([-x, -y], [x, -y], [x, y], [-x, y]);
  }
}

/** Points of a part of a circle, clockwise on the screen; degrees. */
function arc(x: number, y: number, radius: number, from: number, sweep = 180): Point[] {
  const steps = sweep / 15;
  return Array.from({ length: steps + 1 }, (_, at) => {
    const angle = ((from + at * 15) * Math.PI) / 180;
    return { x: x + radius * Math.cos(angle), y: y + radius * Math.sin(angle) };
  });
}

/** Lines inside of a shape that tell it apart: each a list of points. */
export function marksOf(shape: ShapeName, width: number, height: number): readonly (readonly Point[])[] {
  const [x, y] = [width / 2, height / 2];
  const line = (...list: readonly (readonly [number, number])[]) =>
    list.map(([px, py]) => ({ x: px, y: py }));
  if (shape === 'bars') return [line([-x + 10, -y], [-x + 10, y]), line([x - 10, -y], [x - 10, y])];
  if (shape === 'page') return [line([x - 13, -y], [x - 13, -y + 13], [x, -y + 13])];
  if (shape === 'card') return [line([-x, -y + 6], [x, -y + 6])];
  return [];
}

/** Where the way from the middle of an outline to `towards` leaves it. */
export function crossing(middle: Point, outline: readonly Point[], towards: Point): Point {
  const [dx, dy] = [towards.x - middle.x, towards.y - middle.y];
  let least = Infinity;
  for (const [at, a] of outline.entries()) {
    const b = outline[(at + 1) % outline.length] ?? a;
    const [ex, ey] = [b.x - a.x, b.y - a.y];
    const cross = dx * ey - dy * ex;
    if (Math.abs(cross) < 1e-9) continue;
    const along = (a.x * ey - a.y * ex) / cross;
    const across = (a.x * dy - a.y * dx) / cross;
    if (along > 0 && across >= -1e-6 && across <= 1 + 1e-6) least = Math.min(least, along);
  }
  return Number.isFinite(least) ? { x: middle.x + dx * least, y: middle.y + dy * least } : towards;
}

/** How far to the side (-1 left, 1 right) an outline reaches at `shift` below its middle. */
export function sideAt(outline: readonly Point[], side: -1 | 1, shift: number): number {
  const reach = outline.flatMap((a, at) => {
    const b = outline[(at + 1) % outline.length] ?? a;
    if ((a.y - shift) * (b.y - shift) > 0 || a.y === b.y) return [];
    return [side * (a.x + ((shift - a.y) / (b.y - a.y)) * (b.x - a.x))];
  });
  return Math.max(0, ...reach);
}
