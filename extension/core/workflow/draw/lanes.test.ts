// Ways back run beside the stages: never across one, and siblings stand in the order of the file.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseWorkflow } from '../build-graph.ts';
import type { Workflow } from '../graph.ts';
import { layoutOf } from './layout.ts';

const folder = new URL('../../../../specs-templates/workflows/', import.meta.url);

function graph(text: string): Workflow {
  const read = parseWorkflow(text);
  if (!read.ok) throw new Error(read.fault.message);
  return read.value;
}

const release = `digraph Release { start [shape=Mdiamond] exit [shape=Msquare] plan build [shape=parallelogram] tests [type=guardrails, retry_target=plan]
  ok [shape=diamond, label="Tests passing?"] gate [shape=hexagon] fix [label="Fix what the review found"] p [shape=component] one two j [shape=tripleoctagon]
  start -> plan -> build -> tests -> ok build -> build [condition="outcome=retry"] ok -> gate [condition="outcome=success"] ok -> plan [condition="outcome!=success"]
  gate -> p [label="[A] Approve"] gate -> fix [label="[F] Fix"] gate -> exit [label="[S] Skip the rest"] fix -> tests p -> one -> j p -> two -> j j -> exit }`;
const texts = [release, ...readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'))];

test.each(
  texts.flatMap((text) =>
    ['TB', 'LR', 'BT', 'RL'].map((rankdir) => [/digraph (\w+)/.exec(text)?.[1], rankdir, text] as const),
  ),
)('no lane of %s crosses a node, laid out %s', (_, rankdir, text) => {
  const { nodes, edges } = layoutOf(graph(text.replace('{', `{ rankdir=${rankdir}`)));
  const lanes = edges.filter(({ lane }) => lane);
  expect(lanes.length).toBeGreaterThan(0);
  for (const { from, to, points } of lanes)
    for (const [at, b] of points.slice(1).entries()) {
      const a = points[at] ?? b;
      for (const { node, middle, width, height } of nodes) {
        const ends = node.id === from || node.id === to;
        // At its own ends a lane touches the outline.
        const [halfX, halfY] = ends ? [width / 2 - 30, height / 2 - 30] : [width / 2, height / 2];
        const apart =
          Math.min(a.x, b.x) >= middle.x + halfX ||
          Math.max(a.x, b.x) <= middle.x - halfX ||
          Math.min(a.y, b.y) >= middle.y + halfY ||
          Math.max(a.y, b.y) <= middle.y - halfY;
        expect([from, to, node.id, apart]).toEqual([from, to, node.id, true]);
      }
    }
});

test('siblings stand in the order of the file', () => {
  const text = readFileSync(new URL('planner-workers.dot', folder), 'utf8');
  const { nodes } = layoutOf(graph(text));
  const across = ['worker_a', 'worker_b', 'worker_c'].map(
    (id) => nodes.find(({ node }) => node.id === id)?.middle.x ?? 0,
  );
  expect(across).toEqual([...across].sort((a, b) => a - b));
});

test('the way of success of a level is a straight line', () => {
  const { nodes } = layoutOf(graph(readFileSync(new URL('level-4.dot', folder), 'utf8')));
  expect(new Set(nodes.map(({ middle }) => Math.round(middle.x))).size).toBe(1);
});
