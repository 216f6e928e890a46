// Draws the workflow of a run: each stage with its sign and its count, those at work lit, the ways that were gone stronger.
// Invariant: decoration only; the list beside it says the same in words.
import type { RunGraph } from '../../extension/core/protocol/run-graph.ts';
import { rowsOf, type WorkflowPicture } from '../../extension/core/protocol/workflow-picture.ts';
import { drawing } from '../dom.ts';

type Node = WorkflowPicture['nodes'][number];
type Edge = WorkflowPicture['edges'][number];
type State = RunGraph['nodes'][number];

const unknown: State = { status: 'waiting', earlier: false, detail: '' };

/** Of one breath of what is lit, in milliseconds; delegate.css breathes as long. */
const breath = 2400;

/** `lit`: whether anything works now; else what was at work came to rest. */
export function graphOf(picture: WorkflowPicture, { nodes, gone }: RunGraph, lit: boolean): SVGElement {
  const { width, height } = picture;
  const isGone = (at: number) => gone.includes(at);
  const order = picture.edges.map((edge, at) => ({ edge, at }));
  // What was gone lies over what was not.
  order.sort((a, b) => Number(isGone(a.at)) - Number(isGone(b.at)));
  return drawing(
    'svg',
    {
      class: lit ? 'picture lit' : 'picture',
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      'aria-hidden': 'true',
    },
    ...order.map(({ edge, at }) => way(edge, isGone(at))),
    ...picture.nodes.map((node, at) => stage(node, nodes[at] ?? unknown)),
    ...order.map(({ edge, at }) => words(edge, isGone(at))),
  );
}

function stage(node: Node, { status, earlier, detail }: State): SVGElement {
  const { outline, marks, lines, lift } = node;
  const caption = detail || node.kind;
  const rows = rowsOf(lines.length, caption !== '', lift);
  return drawing(
    'g',
    { class: `node ${status}${earlier ? ' earlier' : ''}`, transform: `translate(${node.x} ${node.y})` },
    status === 'active' ? halo(outline) : null,
    drawing('polygon', { class: 'shape', points: outline }),
    ...marks.map((points) => drawing('polyline', { class: 'mark-line', points })),
    ...lines.map((line, at) => drawing('text', { class: 'name', y: rows.label + at * 18 }, line)),
    caption === '' ? null : drawing('text', { class: 'detail', y: rows.caption }, caption),
    sign(node, status),
  );
}

/** Breathes on where the drawing before this one left off. */
function halo(points: string): SVGElement {
  const light = drawing('polygon', { class: 'halo', points });
  light.style.animationDelay = `-${Math.round(performance.now() % breath)}ms`;
  return light;
}

const signs = { success: '✓', fail: '✕', active: '', skipped: '', waiting: '' } as const;

/** In the upper corner: a colour alone says nothing. */
function sign({ width, height }: Node, status: State['status']): SVGElement | null {
  if (signs[status] === '') return null;
  return drawing(
    'g',
    { class: 'sign', transform: `translate(${width / 2 - 5} ${-height / 2 + 3})` },
    drawing('circle', { r: 8.5 }),
    drawing('text', { y: 4 }, signs[status]),
  );
}

function way({ path, head, kind, back }: Edge, gone: boolean): SVGElement {
  return drawing(
    'g',
    { class: classOf(kind, back, gone) },
    drawing('path', { d: path }),
    drawing('polygon', { points: head }),
  );
}

function words({ words: box, kind, back }: Edge, gone: boolean): SVGElement | null {
  if (box === null) return null;
  const { x, y, width, height, lines } = box;
  const top = y - height / 2;
  return drawing(
    'g',
    { class: classOf(kind, back, gone) },
    drawing('rect', { x: x - width / 2, y: top, width, height, rx: 3 }),
    ...lines.map((line, at) => drawing('text', { x, y: top + 14 * (at + 0.82) }, line)),
  );
}

function classOf(kind: Edge['kind'], back: boolean, gone: boolean): string {
  return ['way', kind, ...(back ? ['back'] : []), ...(gone ? ['gone'] : [])].join(' ');
}
