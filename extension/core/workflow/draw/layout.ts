// Where everything of a workflow stands in its picture: layers by dagre, edges cut at the outlines.
// Invariant: the same graph gives the same picture.
import dagre from '@dagrejs/dagre';
import {
  durationOf,
  flagOf,
  labelOf,
  numberOf,
  textOf,
  type Workflow,
  type WorkflowEdge,
  type WorkflowNode,
} from '../graph.ts';
import { handlerType } from '../handlers.ts';
import { crossing, outlineOf, shapeOf, sizeOf, type Point, type ShapeName } from './shapes.ts';
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
  const timeout = durationOf(node, 'timeout');
  return [
    ...(type === 'conditional' ? [] : [kind]),
    ...(flagOf(node, 'goal_gate') ? ['goal gate'] : []),
    ...(retries ? [`${retries} ${retries === 1 ? 'retry' : 'retries'}`] : []),
    ...(timeout === undefined
      ? []
      : [textOf(node, 'timeout') === String(timeout) ? `${timeout / 1000} s` : textOf(node, 'timeout')]),
  ].join(' · ');
}

/** `outcome=fail` reads as `fail`; the rest of a condition as it is written. */
function conditionText(edge: WorkflowEdge): string {
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

function edgeLines(edge: WorkflowEdge): readonly string[] {
  const [label, condition] = [textOf(edge, 'label'), conditionText(edge)];
  const words = [label, label !== '' && condition !== '' ? `if ${condition}` : condition];
  return words.filter((one) => one !== '').flatMap((one) => wrapped(one, 190, fontSizes.edge, 2));
}

function kindOf(edge: WorkflowEdge): PlacedEdge['kind'] {
  const condition = textOf(edge, 'condition');
  if (/outcome\s*=\s*(fail|retry)|outcome\s*!=\s*success/.test(condition)) return 'bad';
  return /outcome\s*=\s*(success|partial_success)|outcome\s*!=\s*fail/.test(condition) ? 'good' : 'plain';
}

/** Edges and, for nodes that name one, the way to their retry target. */
function waysOf(graph: Workflow): readonly Omit<PlacedEdge, 'points' | 'label'>[] {
  const drawn = graph.edges
    .filter(({ from, to }) => graph.nodes.has(from) && graph.nodes.has(to))
    .map((edge) => ({ from: edge.from, to: edge.to, edge, lines: edgeLines(edge), kind: kindOf(edge) }));
  const jumps = [...graph.nodes.values()]
    .map((node) => ({ from: node.id, to: textOf(node, 'retry_target') }))
    .filter(({ to }) => graph.nodes.has(to))
    .map((jump) => ({ ...jump, edge: null, lines: ['retry target'], kind: 'jump' as const }));
  return [...drawn, ...jumps];
}

const directions: ReadonlySet<string> = new Set(['TB', 'LR', 'BT', 'RL']);

export function layoutOf(graph: Workflow): Picture {
  const rankdir = directions.has(textOf(graph, 'rankdir')) ? textOf(graph, 'rankdir') : 'TB';
  const plan = new dagre.graphlib.Graph({ multigraph: true });
  plan.setGraph({ rankdir, nodesep: 44, edgesep: 22, ranksep: 46, marginx: 24, marginy: 24 });
  const sized = [...graph.nodes.values()].map(sizedNode);
  for (const { node, width, height } of sized) plan.setNode(node.id, { width, height });
  const ways = waysOf(graph);
  for (const [at, { from, to, lines, kind }] of ways.entries()) {
    const width =
      Math.max(0, ...lines.map((line) => widthOf(line, fontSizes.edge))) + (lines.length > 0 ? 14 : 0);
    const height = lines.length * lineHeights.edge + (lines.length > 0 ? 4 : 0);
    const weight = kind === 'jump' || kind === 'bad' ? 1 : 4;
    plan.setEdge(from, to, { width, height, labelpos: 'c', weight }, String(at));
  }
  dagre.layout(plan);
  const nodes = sized.map((one): PlacedNode => {
    const { x, y } = plan.node(one.node.id) as Point;
    return { ...one, middle: { x, y } };
  });
  const placed = new Map(nodes.map((one) => [one.node.id, one]));
  const edges = ways.map((way, at): PlacedEdge => {
    const found = plan.edge({ v: way.from, w: way.to, name: String(at) }) as {
      points: Point[];
      x?: number;
      y?: number;
    };
    const label =
      way.lines.length > 0 && found.x !== undefined && found.y !== undefined
        ? { x: found.x, y: found.y }
        : null;
    return { ...way, points: cutAtOutlines(found.points, placed.get(way.from), placed.get(way.to)), label };
  });
  const { width = 0, height = 0 } = plan.graph() as { width?: number; height?: number };
  return { width, height, nodes, edges };
}

function sizedNode(node: WorkflowNode): Omit<PlacedNode, 'middle'> {
  const type = handlerType(node);
  const shape = shapeOf(type);
  const lines = wrapped(labelOf(node), 190, fontSizes.label, 3);
  const caption = captionOf(node, type);
  const width = Math.max(
    ...lines.map((line) => widthOf(line, fontSizes.label)),
    widthOf(caption, fontSizes.caption),
  );
  const height = lines.length * lineHeights.label + (caption === '' ? 0 : lineHeights.caption);
  return { node, type, shape, lines, caption, ...sizeOf(shape, { width, height }) };
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
