// Ways back and ways past: they run in lanes beside the stages, so that the way of success stays a straight line.
// Invariant: a lane lies outside of every node and label beside which it runs; no two lanes of a side overlap.
import type { Workflow, WorkflowEdge } from '../graph.ts';
import { startOf } from '../handlers.ts';
import type { Point } from './shapes.ts';

/** Indexes of the edges that the layers are made of; the others run in lanes. `aside`: what may run in a lane. */
export function layeredEdges(graph: Workflow, aside: (edge: WorkflowEdge) => boolean): ReadonlySet<number> {
  const back = backEdges(graph);
  const forward = graph.edges.filter(({ index }) => !back.has(index));
  const layered = new Set(forward.filter((edge) => !aside(edge)).map(({ index }) => index));
  const start = startOf(graph)?.id ?? [...graph.nodes.keys()][0] ?? '';
  // A node to which only failures lead has to have a place in the layers, too.
  for (;;) {
    const reached = new Set([start]);
    for (const id of reached)
      for (const { from, to, index } of forward) if (from === id && layered.has(index)) reached.add(to);
    const missing = forward.find(
      ({ from, to, index }) => !layered.has(index) && reached.has(from) && !reached.has(to),
    );
    if (!missing) return layered;
    layered.add(missing.index);
  }
}

/** Edges that close a cycle, seen from the start in the order of the file. */
function backEdges(graph: Workflow): ReadonlySet<number> {
  const back = new Set<number>();
  const state = new Map<string, 'open' | 'done'>();
  const first = startOf(graph)?.id;
  for (const root of [...(first === undefined ? [] : [first]), ...graph.nodes.keys()]) {
    if (state.has(root)) continue;
    const stack = [{ id: root, rest: graph.edges.filter(({ from }) => from === root) }];
    state.set(root, 'open');
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const edge = top.rest.shift();
      if (!edge) {
        state.set(top.id, 'done');
        stack.pop();
      } else if (state.get(edge.to) === 'open') back.add(edge.index);
      else if (!state.has(edge.to) && graph.nodes.has(edge.to)) {
        state.set(edge.to, 'open');
        stack.push({ id: edge.to, rest: graph.edges.filter(({ from }) => from === edge.to) });
      }
    }
  }
  return back;
}

/** Something that a lane keeps clear of; `across` runs over the layers, `along` from layer to layer. */
export interface Obstacle {
  readonly across: number;
  readonly along: number;
  /** Half of its size. */
  readonly halfAcross: number;
  readonly halfAlong: number;
  /** A node: no way may run across it. */
  readonly solid: boolean;
}

export interface LaneEnd extends Obstacle {
  readonly id: string;
  /** Where the outline lies on the side (-1 or 1) of its middle, `shift` away from it along the layers. */
  readonly side: (side: -1 | 1, shift: number) => number;
}

export interface LaneWay {
  readonly from: LaneEnd;
  readonly to: LaneEnd;
  readonly labelAcross: number;
  readonly labelAlong: number;
}

export interface Lane {
  /** x is across, y is along. */
  readonly points: readonly Point[];
  readonly label: Point;
}

const gap = 20;
const portGap = 13;

/** One lane for each way: shorter ones nearer to the stages. */
export function lanesFor(ways: readonly LaneWay[], obstacles: readonly Obstacle[]): readonly Lane[] {
  const sides = ways.map((way) => sideFor(way, obstacles));
  const shifts = portShifts(ways, sides);
  const order = ways.map((_, at) => at).sort((a, b) => span(ways[a]) - span(ways[b]) || a - b);
  const taken: { readonly side: -1 | 1; readonly box: Obstacle }[] = [];
  const lanes = new Map<number, Lane>();
  for (const at of order) {
    const [way, side, shift] = [ways[at], sides[at], shifts[at]];
    if (!way || side === undefined || !shift) continue;
    const [a, b] = [way.from.along + shift.from, way.to.along + shift.to];
    const [middle, half] = [(a + b) / 2, Math.abs(a - b) / 2 + 4];
    const beside = [...obstacles, ...taken.filter((one) => one.side === side).map(({ box }) => box)].filter(
      (one) => Math.abs(one.along - middle) < one.halfAlong + half,
    );
    const edge = Math.max(...beside.map(({ across, halfAcross }) => across * side + halfAcross), -Infinity);
    const room = Math.max(way.labelAcross / 2, 1);
    const across = side * (edge + gap + room);
    taken.push({ side, box: { across, along: middle, halfAcross: room, halfAlong: half, solid: false } });
    lanes.set(at, {
      points: [
        { x: way.from.across + side * way.from.side(side, shift.from), y: a },
        { x: across, y: a },
        { x: across, y: b },
        { x: way.to.across + side * way.to.side(side, shift.to), y: b },
      ],
      label: { x: across, y: middle },
    });
  }
  return ways.map((_, at) => lanes.get(at) ?? { points: [], label: { x: 0, y: 0 } });
}

/** Ways back run on the near side, ways forward on the far side; on the other one where a node stands in the way. */
function sideFor({ from, to }: LaneWay, obstacles: readonly Obstacle[]): -1 | 1 {
  const usual = to.along > from.along ? 1 : -1;
  const inTheWay = (side: -1 | 1) =>
    [from, to].flatMap((end) =>
      obstacles.filter(
        ({ across, along, halfAlong, solid }) =>
          solid && (across - end.across) * side > 1 && Math.abs(along - end.along) < halfAlong,
      ),
    ).length;
  return inTheWay(usual) <= inTheWay(usual === 1 ? -1 : 1) ? usual : usual === 1 ? -1 : 1;
}

const span = (way: LaneWay | undefined) => (way ? Math.abs(way.from.along - way.to.along) : 0);

/** Where ways meet at one side of a node they leave and arrive apart: longer ones farther out. */
function portShifts(ways: readonly LaneWay[], sides: readonly (-1 | 1)[]) {
  const ports = new Map<string, { at: number; end: 'from' | 'to'; reach: number }[]>();
  for (const [at, way] of ways.entries())
    for (const end of ['from', 'to'] as const) {
      const other = end === 'from' ? way.to : way.from;
      const key = `${way[end].id} ${sides[at]}`;
      ports.set(key, [...(ports.get(key) ?? []), { at, end, reach: other.along - way[end].along }]);
    }
  const shifts = ways.map(() => ({ from: 0, to: 0 }));
  for (const list of ports.values()) {
    const sorted = [...list].sort(
      (a, b) => Math.sign(a.reach) - Math.sign(b.reach) || b.reach - a.reach || a.at - b.at,
    );
    for (const [place, { at, end }] of sorted.entries()) {
      const shift = shifts[at];
      if (shift) shift[end] = (place - (sorted.length - 1) / 2) * portGap;
    }
  }
  return shifts;
}
