// A workflow as an SVG picture that reads in light and dark, in an editor and in a browser, and by a screen reader.
// Invariant: colours come from the theme of the editor where there is one, else from the reader's colour scheme.
import { labelOf, textOf, type Workflow } from '../graph.ts';
import { fontSizes, layoutOf, lineHeights, type PlacedEdge, type PlacedNode } from './layout.ts';
import { marksOf, outlineOf, type Point } from './shapes.ts';
import { escaped, number, widthOf } from './text.ts';

const style = `
.dimmer-workflow{--canvas:var(--vscode-editor-background,#fff);--ink:var(--vscode-editor-foreground,#1f2328);--soft:var(--vscode-descriptionForeground,#59636e);--fill:var(--vscode-editorWidget-background,#f6f8fa);--line:var(--vscode-editorWidget-border,#8c959f);--good:var(--vscode-charts-green,#1a7f37);--bad:var(--vscode-charts-red,#cf222e);--human:var(--vscode-charts-blue,#0969da);--gate:var(--vscode-charts-yellow,#9a6700);color:var(--ink);font-family:var(--vscode-font-family,system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif)}
@media(prefers-color-scheme:dark){.dimmer-workflow{--canvas:var(--vscode-editor-background,#0d1117);--ink:var(--vscode-editor-foreground,#e6edf3);--soft:var(--vscode-descriptionForeground,#9198a1);--fill:var(--vscode-editorWidget-background,#161b22);--line:var(--vscode-editorWidget-border,#6e7681);--good:var(--vscode-charts-green,#3fb950);--bad:var(--vscode-charts-red,#f85149);--human:var(--vscode-charts-blue,#58a6ff);--gate:var(--vscode-charts-yellow,#d29922)}}
.canvas{fill:var(--canvas)}
.shape{fill:var(--fill);stroke:var(--line);stroke-width:1.4;stroke-linejoin:round}
.mark{fill:none;stroke:var(--line);stroke-width:1.2}
.label{fill:currentColor;font-size:${fontSizes.label}px;font-weight:600}
.caption{fill:var(--soft);font-size:${fontSizes.caption}px}
text{text-anchor:middle}
.start .shape,.exit .shape{stroke:currentColor}
.exit .shape{stroke-width:3}
.human .shape{stroke:var(--human)}
.gate .shape{stroke:var(--gate);stroke-width:2.4}
.edge path{fill:none;stroke:var(--soft);stroke-width:1.4}
.edge polygon{fill:var(--soft)}
.edge text{fill:var(--soft);font-size:${fontSizes.edge}px}
.edge rect{fill:var(--canvas)}
.good path{stroke:var(--good)}.good polygon,.good text{fill:var(--good)}
.bad path{stroke:var(--bad);stroke-dasharray:6 4}.bad polygon,.bad text{fill:var(--bad)}
.jump path{stroke-dasharray:2 4}
@media(forced-colors:active){.shape,.mark,.edge path{stroke:CanvasText}.edge polygon,.label,.caption,.edge text{fill:CanvasText}.canvas,.shape,.edge rect{fill:Canvas}}
`;

/** The picture of a workflow, as a document of its own or as part of a page. Each node carries `data-node`. */
export function drawWorkflow(graph: Workflow): string {
  const { width, height, nodes, edges } = layoutOf(graph);
  const name = textOf(graph, 'label') || graph.name;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" class="dimmer-workflow" role="img" aria-labelledby="dimmer-workflow-title dimmer-workflow-desc" viewBox="0 0 ${number(width)} ${number(height)}" width="${number(width)}" height="${number(height)}">`,
    `<title id="dimmer-workflow-title">${escaped(`Workflow ${name}`)}</title>`,
    `<desc id="dimmer-workflow-desc">${escaped(describeWorkflow(graph))}</desc>`,
    `<style>${style.trim()}</style>`,
    `<rect class="canvas" width="${number(width)}" height="${number(height)}"/>`,
    ...edges.map(edgePath),
    ...nodes.map(nodeShape),
    ...edges.map(edgeLabel).filter((one) => one !== ''),
    '</svg>',
  ].join('\n')}\n`;
}

/** The same in words: each stage with its kind, and where it leads. */
export function describeWorkflow(graph: Workflow): string {
  const { nodes, edges } = layoutOf(graph);
  const goal = textOf(graph, 'goal');
  const label = (id: string) => {
    const node = graph.nodes.get(id);
    return node ? labelOf(node).replace(/\s+/g, ' ') : id;
  };
  const sentences = nodes.map(({ node, caption }) => {
    const out = edges
      .filter(({ from }) => from === node.id)
      .map(({ to, lines }) => label(to) + (lines.length > 0 ? ` (${lines.join(' ')})` : ''));
    const kind = caption === '' ? '' : ` (${caption})`;
    return `${label(node.id)}${kind}${out.length > 0 ? ` leads to ${out.join(', ')}` : ' is the end'}.`;
  });
  return [goal === '' ? '' : `Goal: ${goal}.`, `${nodes.length} nodes.`, ...sentences].join(' ').trim();
}

const list = (points: readonly Point[]) => points.map(({ x, y }) => `${number(x)},${number(y)}`).join(' ');

function nodeShape({ node, type, shape, middle, width, height, lines, caption }: PlacedNode): string {
  const human = type === 'wait.human' || type === 'review' || type === 'outcome';
  const classes = [
    'node',
    ...(type === 'start' || type === 'exit' ? [type] : []),
    ...(human ? ['human'] : []),
    ...(textOf(node, 'goal_gate') === 'true' ? ['gate'] : []),
  ].join(' ');
  const block = lines.length * lineHeights.label + (caption === '' ? 0 : lineHeights.caption);
  const lift = shape === 'house' ? 6 : shape === 'card' ? 3 : 0;
  const first = -block / 2 + lineHeights.label * 0.74 + lift;
  const text = lines.map(
    (line, at) => `<text class="label" y="${number(first + at * lineHeights.label)}">${escaped(line)}</text>`,
  );
  const below = first + lines.length * lineHeights.label - 2;
  return [
    `<g class="${classes}" data-node="${escaped(node.id)}" data-type="${escaped(type)}" transform="translate(${number(middle.x)} ${number(middle.y)})">`,
    `<title>${escaped(caption === '' ? node.id : `${node.id}: ${caption}`)}</title>`,
    `<polygon class="shape" points="${list(outlineOf(shape, width, height))}"/>`,
    ...marksOf(shape, width, height).map((mark) => `<polyline class="mark" points="${list(mark)}"/>`),
    ...text,
    ...(caption === '' ? [] : [`<text class="caption" y="${number(below)}">${escaped(caption)}</text>`]),
    '</g>',
  ].join('');
}

const arrow = { length: 9, half: 4 } as const;

function edgePath({ from, to, points, kind, lane }: PlacedEdge): string {
  const [tip, before] = [points.at(-1), points.at(-2)];
  if (!tip || !before) return '';
  const length = Math.hypot(tip.x - before.x, tip.y - before.y) || 1;
  const [ux, uy] = [(tip.x - before.x) / length, (tip.y - before.y) / length];
  const base = { x: tip.x - ux * arrow.length, y: tip.y - uy * arrow.length };
  const head = [
    tip,
    { x: base.x - uy * arrow.half, y: base.y + ux * arrow.half },
    { x: base.x + uy * arrow.half, y: base.y - ux * arrow.half },
  ];
  return [
    `<g class="edge ${kind}" data-from="${escaped(from)}" data-to="${escaped(to)}">`,
    `<path d="${lane ? turned([...points.slice(0, -1), base]) : smooth([...points.slice(0, -1), base])}"/><polygon points="${list(head)}"/></g>`,
  ].join('');
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

function edgeLabel({ label, lines, kind }: PlacedEdge): string {
  if (!label) return '';
  const width = Math.max(...lines.map((line) => widthOf(line, fontSizes.edge))) + 8;
  const height = lines.length * lineHeights.edge + 2;
  const rows = lines.map((line, at) => {
    const y = label.y - height / 2 + lineHeights.edge * (at + 0.82);
    return `<text x="${number(label.x)}" y="${number(y)}">${escaped(line)}</text>`;
  });
  const back = `<rect x="${number(label.x - width / 2)}" y="${number(label.y - height / 2)}" width="${number(width)}" height="${number(height)}" rx="3"/>`;
  return `<g class="edge ${kind}" aria-hidden="true">${back}${rows.join('')}</g>`;
}
