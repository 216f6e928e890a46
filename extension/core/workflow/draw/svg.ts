// A workflow as an SVG picture that reads in light and dark, in an editor and in a browser, and by a screen reader.
// Invariant: colours come from the theme of the editor where there is one, else from the reader's colour scheme.
import { labelOf, textOf, type Workflow } from '../graph.ts';
import { rowsOf } from '../../protocol/workflow-picture.ts';
import { fontSizes, layoutOf, lineHeights, type PlacedEdge, type PlacedNode } from './layout.ts';
import { liftOf, marksOf, outlineOf } from './shapes.ts';
import { list, strokesOf, wordsBox } from './strokes.ts';
import { escaped, number } from './text.ts';

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

function nodeShape({ node, type, shape, middle, width, height, lines, caption }: PlacedNode): string {
  const human = type === 'wait.human' || type === 'review' || type === 'outcome';
  const classes = [
    'node',
    ...(type === 'start' || type === 'exit' ? [type] : []),
    ...(human ? ['human'] : []),
    ...(textOf(node, 'goal_gate') === 'true' ? ['gate'] : []),
  ].join(' ');
  const rows = rowsOf(lines.length, caption !== '', liftOf(shape));
  const text = lines.map(
    (line, at) =>
      `<text class="label" y="${number(rows.label + at * lineHeights.label)}">${escaped(line)}</text>`,
  );
  return [
    `<g class="${classes}" data-node="${escaped(node.id)}" data-type="${escaped(type)}" transform="translate(${number(middle.x)} ${number(middle.y)})">`,
    `<title>${escaped(caption === '' ? node.id : `${node.id}: ${caption}`)}</title>`,
    `<polygon class="shape" points="${list(outlineOf(shape, width, height))}"/>`,
    ...marksOf(shape, width, height).map((mark) => `<polyline class="mark" points="${list(mark)}"/>`),
    ...text,
    ...(caption === ''
      ? []
      : [`<text class="caption" y="${number(rows.caption)}">${escaped(caption)}</text>`]),
    '</g>',
  ].join('');
}

function edgePath(edge: PlacedEdge): string {
  const strokes = strokesOf(edge);
  if (!strokes) return '';
  return [
    `<g class="edge ${edge.kind}" data-from="${escaped(edge.from)}" data-to="${escaped(edge.to)}">`,
    `<path d="${strokes.path}"/><polygon points="${strokes.head}"/></g>`,
  ].join('');
}

function edgeLabel(edge: PlacedEdge): string {
  const box = wordsBox(edge);
  if (!box) return '';
  const { x, y, width, height, lines } = box;
  const rows = lines.map((line, at) => {
    const below = y - height / 2 + lineHeights.edge * (at + 0.82);
    return `<text x="${number(x)}" y="${number(below)}">${escaped(line)}</text>`;
  });
  const back = `<rect x="${number(x - width / 2)}" y="${number(y - height / 2)}" width="${number(width)}" height="${number(height)}" rx="3"/>`;
  return `<g class="edge ${edge.kind}" aria-hidden="true">${back}${rows.join('')}</g>`;
}
