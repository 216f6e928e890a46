// Where everything of a workflow stands in its picture: layers by dagre, edges cut at the outlines.
// Invariant: the same graph gives the same picture.
import dagre from '@dagrejs/dagre';
import {
  edgesFrom,
  flagOf,
  labelOf,
  numberOf,
  textOf,
  type Workflow,
  type WorkflowEdge,
  type WorkflowNode,
} from '../graph.ts';
import { handlerType } from '../handlers.ts';
import { lanesFor, layeredEdges, type LaneEnd, type Obstacle } from './lanes.ts';
import { crossing, outlineOf, shapeOf, sideAt, sizeOf, type Point, type ShapeName } from './shapes.ts';
import { widthOf, wrapped } from './text.ts';

export interface PlacedNode {
  readonly node: WorkflowNode;
  readonly type: string;
  readonly shape: ShapeName;
  readonly middle: Point;
  readonly width: number;
  readonly height: number;
  readonly lines: readonly string[];
  /** Small words below the label: what kind of stage it is, and what is special about it. */
  readonly caption: string;
}

export interface PlacedEdge {
  /** A lane turns at right angles; the others bend. */
  readonly lane: boolean;
  readonly from: string;
  readonly to: string;
  /** Null for a retry target, which is no edge of the graph. */
  readonly edge: WorkflowEdge | null;
  readonly points: readonly Point[];
  readonly lines: readonly string[];
  readonly label: Point | null;
  readonly kind: 'plain' | 'good' | 'bad' | 'jump';
}

export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
}

export const fontSizes = { label: 14, caption: 11, edge: 11.5 } as const;
/** Labels are bold, which is wider. */
const boldSize = fontSizes.label * 1.14;
export const lineHeights = { label: 18, caption: 15, edge: 14 } as const;

const kinds: ReadonlyMap<string, string> = new Map([
  ['codergen', 'model'],
  ['wait.human', 'human gate'],
  ['conditional', 'decides by conditions'],
  ['parallel', 'parallel'],
  ['parallel.fan_in', 'branches meet'],
  ['stack.manager_loop', 'manager'],
]);

function captionOf(node: WorkflowNode, type: string): string {
  if (type === 'start' || type === 'exit') return '';
  const kind = [kinds.get(type) ?? type, textOf(node, 'split')].filter((one) => one !== '').join(', ');
  const retries = numberOf(node, 'max_retries');
  const timeout = node.attributes.get('timeout');
  return [
    ...(type === 'conditional' || labelOf(node).toLowerCase() === kind ? [] : [kind]),
    ...(flagOf(node, 'goal_gate') ? ['goal gate'] : []),
    ...(retries ? [`${retries} ${retries === 1 ? 'retry' : 'retries'}`] : []),
    ...(timeout === undefined ? [] : [timeout.text.replaceAll('"', '')]),
  ].join(' · ');
}

/** `outcome=fail` reads as `fail`; the rest of a condition as it is written. */
function conditionText(edge: WorkflowEdge): string {
  // RETRY is never left when an edge is chosen, so this one always holds.
  if (textOf(edge, 'condition') === 'outcome!=retry') return '';
  return textOf(edge, 'condition')
    .split('&&')
    .map((clause) =>
      clause
        .trim()
        .replace(/^outcome\s*=\s*/, '')
        .replace(/^outcome\s*!=\s*/, 'not ')
        .replace(/^context\./, ''),
    )
    .filter((clause) => clause !== '')
    .join(' and ');
}

/** The label, which is made for people; a condition where there is none. `close`: that success goes on needs no words. */
function edgeLines(edge: WorkflowEdge, close: boolean): readonly string[] {
  const condition = conditionText(edge);
  const words = textOf(edge, 'label') || (close && condition === 'success' ? '' : condition);
  return words === '' ? [] : wrapped(words, close ? 84 : 150, fontSizes.edge, 3);
}

function kindOf(edge: WorkflowEdge): PlacedEdge['kind'] {
  const condition = textOf(edge, 'condition');
  if (/outcome\s*=\s*(fail|retry)|outcome\s*!=\s*success/.test(condition)) return 'bad';
  return /outcome\s*=\s*(success|partial_success)|outcome\s*!=\s*fail/.test(condition) ? 'good' : 'plain';
}

/** Edges and, for nodes that name one, the way to their retry target. */
function waysOf(graph: Workflow, close: boolean): readonly Omit<PlacedEdge, 'points' | 'label' | 'lane'>[] {
  const drawn = graph.edges
    .filter(({ from, to }) => graph.nodes.has(from) && graph.nodes.has(to))
    .map((edge) => ({
      from: edge.from,
      to: edge.to,
      edge,
      lines: edgeLines(edge, close),
      kind: kindOf(edge),
    }));
  const jumps = [...graph.nodes.values()]
    .map((node) => ({ from: node.id, to: textOf(node, 'retry_target') }))
    .filter(({ to }) => graph.nodes.has(to))
    .map((jump) => ({ ...jump, edge: null, lines: ['retry target'], kind: 'jump' as const }));
  return [...drawn, ...jumps];
}

const directions: ReadonlySet<string> = new Set(['TB', 'LR', 'BT', 'RL']);

type Way = ReturnType<typeof waysOf>[number];

const gaps = { nodesep: 44, edgesep: 22, ranksep: 46 } as const;
const closeGaps = { nodesep: 18, edgesep: 12, ranksep: 26 } as const;

/** `close`: for a page beside other things, from top to bottom, with room for a caption in every stage. */
export function layoutOf(graph: Workflow, close = false): Picture {
  const rankdir = !close && directions.has(textOf(graph, 'rankdir')) ? textOf(graph, 'rankdir') : 'TB';
  const layered = layeredEdges(graph, (edge) => kindOf(edge) === 'bad');
  const ways = waysOf(graph, close);
  const inLayers = (way: Way) => way.edge !== null && layered.has(way.edge.index);
  const plan = new dagre.graphlib.Graph({ multigraph: true });
  plan.setGraph({ rankdir, ...(close ? closeGaps : gaps), marginx: 24, marginy: 24 });
  const sized = [...graph.nodes.values()].map((node) => sizedNode(node, close));
  for (const { node, width, height } of sized) plan.setNode(node.id, { width, height });
  for (const [at, way] of ways.entries())
    if (inLayers(way)) plan.setEdge(way.from, way.to, { ...labelSize(way), labelpos: 'c' }, String(at));
  dagre.layout(plan);
  const turned = rankdir === 'LR' || rankdir === 'RL';
  const at = mirrored(graph, (id) => plan.node(id) as Point, turned);
  const nodes = sized.map((one): PlacedNode => {
    return { ...one, middle: at(plan.node(one.node.id) as Point) };
  });
  const placed = new Map(nodes.map((one) => [one.node.id, one]));
  const edges = ways.map((way, index): PlacedEdge => {
    if (!inLayers(way)) return { ...way, lane: true, points: [], label: null };
    const found = plan.edge({ v: way.from, w: way.to, name: String(index) }) as {
      points: Point[];
      x: number;
      y: number;
    };
    const label = way.lines.length > 0 ? at(found) : null;
    return {
      ...way,
      lane: false,
      points: cutAtOutlines(found.points.map(at), placed.get(way.from), placed.get(way.to)),
      label,
    };
  });
  return framed(nodes, withLanes(nodes, placed, edges, turned));
}

/** Siblings stand in the order of the file: the picture is turned over where more pairs of them stand the other way round. */
function mirrored(graph: Workflow, place: (id: string) => Point, turned: boolean): (point: Point) => Point {
  const across = (id: string) => (turned ? place(id).y : place(id).x);
  let reversed = 0;
  for (const id of graph.nodes.keys()) {
    const heads = edgesFrom(graph, id).filter(({ to }) => graph.nodes.has(to));
    for (const [at, { to }] of heads.entries())
      for (const before of heads.slice(0, at)) reversed += Math.sign(across(before.to) - across(to));
  }
  if (reversed <= 0) return ({ x, y }) => ({ x, y });
  return ({ x, y }) => (turned ? { x, y: -y } : { x: -x, y });
}

function labelSize({ lines }: Pick<Way, 'lines'>) {
  if (lines.length === 0) return { width: 0, height: 0 };
  const width = Math.max(...lines.map((line) => widthOf(line, fontSizes.edge))) + 14;
  return { width, height: lines.length * lineHeights.edge + 4 };
}

/** Lanes are found in one direction; where layers run from left to right the picture is turned for it. */
function withLanes(
  nodes: readonly PlacedNode[],
  placed: ReadonlyMap<string, PlacedNode>,
  edges: readonly PlacedEdge[],
  turned: boolean,
): readonly PlacedEdge[] {
  const turn = ({ x, y }: Point): Point => (turned ? { x: y, y: x } : { x, y });
  const box = (middle: Point, width: number, height: number, solid = false): Obstacle => {
    const [{ x: across, y: along }, { x: halfAcross, y: halfAlong }] = [
      turn(middle),
      turn({ x: width / 2, y: height / 2 }),
    ];
    return { across, along, halfAcross, halfAlong, solid };
  };
  const end = (id: string): LaneEnd | undefined => {
    const node = placed.get(id);
    if (!node) return undefined;
    const outline = outlineOf(node.shape, node.width, node.height).map(turn);
    return {
      ...box(node.middle, node.width, node.height),
      id,
      side: (side, shift) => sideAt(outline, side, shift),
    };
  };
  const ways = edges.flatMap((edge, at) => {
    const [from, to] = [end(edge.from), end(edge.to)];
    const { width, height } = labelSize(edge);
    const size = turn({ x: width, y: height });
    return edge.lane && from && to
      ? [{ at, way: { from, to, labelAcross: size.x, labelAlong: size.y } }]
      : [];
  });
  const obstacles = [
    ...nodes.map(({ middle, width, height }) => box(middle, width, height, true)),
    ...edges.flatMap((edge) => [
      ...edge.points.map((point) => box(point, 2, 2)),
      ...(edge.label ? [box(edge.label, labelSize(edge).width, labelSize(edge).height)] : []),
    ]),
  ];
  const lanes = lanesFor(
    ways.map(({ way }) => way),
    obstacles,
  );
  const byEdge = new Map(ways.map(({ at }, index) => [at, lanes[index]]));
  return edges.map((edge, at) => {
    const lane = byEdge.get(at);
    if (!lane) return edge;
    return { ...edge, points: lane.points.map(turn), label: edge.lines.length > 0 ? turn(lane.label) : null };
  });
}

/** The picture moved so that all of it, lanes too, has a margin. */
function framed(nodes: readonly PlacedNode[], edges: readonly PlacedEdge[]): Picture {
  const margin = 24;
  const boxes = [
    ...nodes.map(({ middle, width, height }) => ({ ...middle, width, height })),
    ...edges.flatMap((edge) => [
      ...edge.points.map((point) => ({ ...point, width: 0, height: 0 })),
      ...(edge.label ? [{ ...edge.label, ...labelSize(edge) }] : []),
    ]),
  ];
  const left = Math.min(...boxes.map(({ x, width }) => x - width / 2)) - margin;
  const top = Math.min(...boxes.map(({ y, height }) => y - height / 2)) - margin;
  const moved = ({ x, y }: Point): Point => ({ x: x - left, y: y - top });
  return {
    width: Math.max(...boxes.map(({ x, width }) => x + width / 2)) - left + margin,
    height: Math.max(...boxes.map(({ y, height }) => y + height / 2)) - top + margin,
    nodes: nodes.map((node) => ({ ...node, middle: moved(node.middle) })),
    edges: edges.map((edge) => ({
      ...edge,
      points: edge.points.map(moved),
      label: edge.label && moved(edge.label),
    })),
  };
}

function sizedNode(node: WorkflowNode, close: boolean): Omit<PlacedNode, 'middle'> {
  const type = handlerType(node);
  const shape = shapeOf(type);
  const lines = wrapped(labelOf(node), close ? 150 : 210, boldSize, 3);
  const caption = captionOf(node, type);
  const width = Math.max(
    ...lines.map((line) => widthOf(line, boldSize)),
    widthOf(caption, fontSizes.caption),
  );
  const captioned = caption !== '' || (close && type !== 'start');
  const height = lines.length * lineHeights.label + (captioned ? lineHeights.caption : 0);
  const size = sizeOf(shape, { width, height });
  if (!close || type === 'start') return { node, type, shape, lines, caption, ...size };
  return { node, type, shape, lines, caption, width: Math.max(132, size.width), height: size.height - 6 };
}

function cutAtOutlines(points: readonly Point[], from?: PlacedNode, to?: PlacedNode): readonly Point[] {
  const inner = points.slice(1, -1);
  const at = (one: PlacedNode | undefined, towards: Point | undefined, otherwise: Point | undefined) =>
    one && towards
      ? [crossing(one.middle, outlineOf(one.shape, one.width, one.height), towards)]
      : otherwise
        ? [otherwise]
        : [];
  return [
    ...at(from, inner[0] ?? to?.middle, points[0]),
    ...inner,
    ...at(to, inner.at(-1) ?? from?.middle, points.at(-1)),
  ];
}
