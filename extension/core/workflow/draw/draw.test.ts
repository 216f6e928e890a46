// The picture: every node and edge is there, nothing overlaps, edges end at outlines, hostile labels stay text.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseWorkflow } from '../build-graph.ts';
import type { Workflow } from '../graph.ts';
import { shapes, ownTypes } from '../handlers.ts';
import { layoutOf } from './layout.ts';
import { crossing, outlineOf, shapeOf, type ShapeName } from './shapes.ts';
import { describeWorkflow, drawWorkflow } from './svg.ts';
import { escaped, widthOf, wrapped } from './text.ts';

function graph(text: string): Workflow {
  const read = parseWorkflow(text);
  if (!read.ok) throw new Error(read.fault.message);
  return read.value;
}

const every = graph(`digraph Every { goal="All of them" rankdir=LR
  ${[...shapes.keys()].map((shape) => `n_${shape} [shape=${shape}, label="A ${shape} that has a label of some length"]`).join('\n')}
  ${ownTypes.map((type) => `o_${type} [type=${type}]`).join('\n')}
  n_Mdiamond -> ${[...shapes.keys()]
    .filter((shape) => !shape.startsWith('M'))
    .map((shape) => `n_${shape}`)
    .join(' -> ')} -> ${ownTypes.map((type) => `o_${type}`).join(' -> ')} -> n_Msquare
  o_review -> n_box [condition="outcome=fail", label="again"] n_box -> n_box [condition="outcome=retry"] n_tool [shape=parallelogram, goal_gate=true, retry_target=n_box] o_review -> n_tool -> n_Msquare }`);

/** Names of elements in order; throws where tags do not match. */
function elements(svg: string): string[] {
  const open: string[] = [];
  const names: string[] = [];
  for (const [, close, name = '', rest = ''] of svg.matchAll(
    /<(\/?)([\w-]+)((?:\s+[\w:-]+="[^"<]*")*\s*\/?)>/g,
  )) {
    if (close) expect(open.pop()).toBe(name);
    else {
      names.push(name);
      if (!rest.endsWith('/')) open.push(name);
    }
  }
  expect(open).toEqual([]);
  expect(svg.replace(/<\/?[\w-]+(?:\s+[\w:-]+="[^"<]*")*\s*\/?>/g, '')).not.toMatch(/[<]/);
  return names;
}

test('every node, edge and retry target is drawn, in a document that is well formed', () => {
  const svg = drawWorkflow(every);
  const names = elements(svg);
  expect([...svg.matchAll(/data-node="(\w+)"/g)].map(([, id]) => id)).toEqual([...every.nodes.keys()]);
  expect(svg.match(/data-from=/g)).toHaveLength(every.edges.length + 1);
  expect(names.filter((name) => name === 'title')).toHaveLength(1 + every.nodes.size);
  expect(svg).toMatch(/class="node gate" data-node="n_tool"/);
});

test('it has a title, a description in words, and colours for light, dark and forced colours', () => {
  const svg = drawWorkflow(every);
  expect(svg).toContain('role="img" aria-labelledby="dimmer-workflow-title dimmer-workflow-desc"');
  expect(svg).toContain('<title id="dimmer-workflow-title">Workflow Every</title>');
  for (const part of [
    'currentColor',
    'prefers-color-scheme:dark',
    'forced-colors:active',
    '--vscode-editor-foreground',
  ])
    expect(svg).toContain(part);
  expect(
    describeWorkflow(
      graph(
        'digraph G { a [label="First"] b [type=guardrails, max_retries=1] a -> b [condition="outcome=success"] }',
      ),
    ),
  ).toBe('2 nodes. First (model) leads to b (success). b (guardrails · 1 retry) is the end.');
});

test('the same graph gives the same picture', () => {
  expect(drawWorkflow(every)).toBe(drawWorkflow(graph(every.source)));
});

test('no two nodes overlap, texts fit, and all lies inside the picture', () => {
  for (const source of [every.source, every.source.replace('rankdir=LR', 'rankdir=TB')]) {
    const { nodes, width, height } = layoutOf(graph(source));
    for (const [at, one] of nodes.entries()) {
      expect(Math.max(...one.lines.map((line) => widthOf(line, 14)))).toBeLessThan(one.width);
      expect([
        one.middle.x - one.width / 2 >= 0,
        one.middle.x + one.width / 2 <= width,
        one.middle.y + one.height / 2 <= height,
      ]).toEqual([true, true, true]);
      for (const other of nodes.slice(0, at)) {
        const apart =
          Math.abs(one.middle.x - other.middle.x) >= (one.width + other.width) / 2 ||
          Math.abs(one.middle.y - other.middle.y) >= (one.height + other.height) / 2;
        expect([one.node.id, other.node.id, apart]).toEqual([one.node.id, other.node.id, true]);
      }
    }
  }
});

test('each handler has an outline, and an edge ends on it', () => {
  const names: readonly ShapeName[] = [...shapes.values(), ...ownTypes].map(shapeOf);
  expect(new Set(names).size).toBeGreaterThan(9);
  for (const shape of names) {
    const outline = outlineOf(shape, 120, 60);
    for (let degrees = 0; degrees < 360; degrees += 7) {
      const angle = (degrees * Math.PI) / 180;
      const end = crossing({ x: 500, y: 300 }, outline, {
        x: 500 + 400 * Math.cos(angle),
        y: 300 + 400 * Math.sin(angle),
      });
      const [dx, dy] = [Math.abs(end.x - 500), Math.abs(end.y - 300)];
      expect([shape, degrees, dx <= 60.01 && dy <= 30.01 && dx + dy > 15]).toEqual([shape, degrees, true]);
    }
  }
});

test('hostile labels stay text', () => {
  const label = '</text></svg><script>alert(1)</script>&amp; "x" \u202e \u0007';
  const of = graph('digraph G { a [label="x"] b a -> b [label="y"] }');
  const put = (attributes: Workflow['attributes'], value: string) =>
    new Map([...attributes].map(([key, one]) => [key, { ...one, value }]));
  const hostile: Workflow = {
    ...of,
    nodes: new Map(
      [...of.nodes].map(([id, node]) => [id, { ...node, attributes: put(node.attributes, label) }]),
    ),
    edges: of.edges.map((edge) => ({ ...edge, attributes: put(edge.attributes, label) })),
  };
  const svg = drawWorkflow(hostile);
  expect(elements(svg)).not.toContain('script');
  expect(svg).not.toMatch(/[\u0007\u202e]/);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(escaped(text)).not.toMatch(/[<>"\u0000-\u0008\ufffe\uffff]|&(?!amp;|lt;|gt;|quot;)/);
      expect(escaped(text)).not.toMatch(
        /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/,
      );
    }),
  );
});

test('long texts break into lines, and end in an ellipsis where there is no room', () => {
  expect(wrapped('one two three four five six seven', 80, 14, 2)).toHaveLength(2);
  expect(wrapped('one two three four five six seven', 80, 14, 2)[1]).toMatch(/…$/);
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), fc.integer({ min: 60, max: 200 }), (text, room) => {
      const lines = wrapped(text, room, 14, 3);
      expect(lines.length).toBeLessThanOrEqual(3);
      for (const line of lines) expect(widthOf(line, 14)).toBeLessThanOrEqual(room);
    }),
  );
});
