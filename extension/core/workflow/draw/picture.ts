// A workflow as a picture that a page lights up: the layout with everything that has to be measured measured.
// Invariant: the same graph gives the same picture.
import { plain } from '../../outcome/plain.ts';
import type { StageName } from '../../level/level.ts';
import type { PictureNode, WorkflowPicture } from '../../protocol/workflow-picture.ts';
import { labelOf, type Workflow, type WorkflowNode } from '../graph.ts';
import { ownTypes } from '../handlers.ts';
import { layoutOf, type PlacedNode } from './layout.ts';
import { liftOf, marksOf, outlineOf } from './shapes.ts';
import { list, strokesOf, wordsBox } from './strokes.ts';

/** Their labels say what they are. */
const own: ReadonlySet<string> = new Set(ownTypes);

const rounded = (value: number) => Math.round(value * 10) / 10;

/** `stageOf` says which stage of a run carries a node out. */
export function pictureOf(
  graph: Workflow,
  stageOf: (node: WorkflowNode) => StageName | undefined,
): WorkflowPicture {
  const { width, height, nodes, edges } = layoutOf(graph, true);
  const above = new Map(nodes.map(({ node, middle }) => [node.id, middle.y]));
  return {
    width: rounded(width),
    height: rounded(height),
    nodes: nodes
      .map((placed) => drawnNode(placed, stageOf))
      .sort((a, b) => (Math.abs(a.y - b.y) > 1 ? a.y - b.y : a.x - b.x)),
    edges: edges.flatMap((edge) => {
      const [strokes, box] = [strokesOf(edge), wordsBox(edge)];
      if (!strokes) return [];
      const { from, to, kind } = edge;
      const back = (above.get(to) ?? 0) <= (above.get(from) ?? 0);
      const words = box && {
        ...{ x: rounded(box.x), y: rounded(box.y), width: rounded(box.width), height: box.height },
        lines: box.lines.map((line) => plain(line)),
      };
      return [{ from, to, kind, back, ...strokes, words: words ?? null }];
    }),
  };
}

function drawnNode(
  { node, type, shape, middle, width, height, lines, caption }: PlacedNode,
  stageOf: (node: WorkflowNode) => StageName | undefined,
): PictureNode {
  return {
    id: node.id,
    label: plain(labelOf(node), 80),
    type,
    stage: stageOf(node) ?? null,
    x: rounded(middle.x),
    y: rounded(middle.y),
    width: rounded(width),
    height: rounded(height),
    lines: lines.map((line) => plain(line)),
    kind: own.has(type) ? '' : plain(caption),
    lift: liftOf(shape),
    outline: list(outlineOf(shape, width, height)),
    marks: marksOf(shape, width, height).map(list),
  };
}
