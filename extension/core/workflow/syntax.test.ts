// The grammar: what it reads, what it says about what it cannot read, and that the committed parser is its parser.
import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { workflowParser } from '../../../scripts/make-workflow-parser.mjs';
import { readCondition, readGraph, readStylesheet } from './syntax.ts';

test('the committed parser is the one that the grammar makes', async () => {
  const file = (name: string) => readFile(new URL(`grammar/${name}`, import.meta.url), 'utf8');
  expect(await file('attractor.mjs')).toBe(await workflowParser(await file('attractor.peggy')));
});

/** `line:column what | next`. */
function fault(text: string): string {
  const read = readGraph(text);
  if (read.ok) throw new Error(`${text} is a graph`);
  const { range, message, next } = read.fault;
  return `${range.line}:${range.column} ${message} | ${next}`;
}

test.each([
  [
    '',
    '1:1 Unexpected the end of the text, expected `digraph`. | Write `digraph` here, or remove what was begun before.',
  ],
  [
    'strict digraph a {}',
    '1:1 A workflow is not `strict`. | Remove the word: a workflow has each edge that it is given.',
  ],
  [
    'graph a {}',
    '1:1 Edges of a workflow have a direction. | Write `digraph` instead of `graph`, and `->` instead of `--`.',
  ],
  ['digraph {}', '1:9 The graph has no name. | Write a name of letters, digits and `_` after `digraph`.'],
  ['digraph a {\n  b -- c\n}', '2:5 `--` has no direction. | Write `->`.'],
  ['digraph a {} digraph b {}', '1:14 A file holds one graph. | Move the second graph to a file of its own.'],
  [
    'digraph a { b [x=1 y=2] }',
    '1:20 A comma is missing between two attributes. | Write a `,` before this one.',
  ],
  ['digraph a { b [x=1; y=2] }', '1:19 Attributes are separated by commas. | Write `,` instead of `;`.'],
  [
    'digraph a { b [label=<i>] }',
    '1:22 HTML labels are not part of the dialect. | Write the text in double quotes.',
  ],
  [
    'digraph a { b [x=] }',
    '1:18 There is no value after the `=`. | Write a quoted text, a number, `true`, `false` or a duration such as `15m`.',
  ],
  ['digraph a { b:n -> c }', '1:14 Ports are not part of the dialect. | Remove the `:` and what follows it.'],
  [
    'digraph a { b -> {c d} }',
    '1:15 An edge leads to a node, not to a subgraph. | Write one edge for each node of the subgraph.',
  ],
  [
    'digraph a { b ->\n}',
    '2:1 Unexpected `}`, expected a name (letters, digits and `_`). | Write a name (letters, digits and `_`) here, or remove `}`.',
  ],
  ['digraph a {\n b [label="x]\n}', '3:2 A text is never closed. | Add the missing `"` at its end.'],
  ['digraph a { /* b }', '1:19 A comment is never closed. | Add the missing `*/`.'],
  ['digraph a { b', '1:14 The graph or a subgraph is never closed. | Add the missing `}` at its end.'],
  [
    'digraph a { b [label="\\l"] }',
    '1:23 `\\l` is not an escape of the dialect. | The escapes are \\" \\n \\t and \\\\.',
  ],
  [
    'digraph a { edge -> b }',
    '1:13 `edge` is a word of DOT and cannot name a node. | Take another name for the node.',
  ],
])('%j is refused with its place, what was expected and one next step', (text, said) => {
  expect(fault(text)).toBe(said);
});

const words = [
  'digraph',
  'a',
  '{',
  '}',
  '[',
  ']',
  '->',
  '--',
  '=',
  ',',
  ';',
  '"',
  '\\',
  '//',
  '/*',
  '*/',
  '\n',
  ' ',
  'subgraph',
  'node',
  '1',
  '.5',
  '900s',
  'true',
  ':',
  '<',
  '&&',
  '!=',
  'outcome',
  'context.',
  '*',
  '#',
];
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.array(fc.constantFrom(...words), { maxLength: 60 }).map((parts) => parts.join('')),
  fc.array(fc.constantFrom(...words), { maxLength: 60 }).map((parts) => `digraph a { ${parts.join(' ')} }`),
);

test('any text is read, or refused at a place inside the text', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      for (const read of [readGraph(text), readCondition(text), readStylesheet(text)]) {
        if (read.ok) continue;
        const { range, message, next } = read.fault;
        expect(range.offset).toBeGreaterThanOrEqual(0);
        expect(range.endOffset).toBeLessThanOrEqual(text.length);
        expect(range.offset).toBeLessThanOrEqual(range.endOffset);
        expect(message.length * next.length).toBeGreaterThan(0);
      }
    }),
    { numRuns: 3000 },
  );
});

test('a text that nests deep or goes on long neither crashes nor hangs', () => {
  const deep = `digraph a {${'subgraph {'.repeat(100_000)}`;
  expect(fault(deep)).toContain('Subgraphs are nested more than 32 deep.');
  const long = (n: number) => `digraph a { ${'b -> c [label="x", weight=3]; '.repeat(n)} }`;
  const time = (text: string) => {
    const before = performance.now();
    expect(readGraph(text).ok).toBe(true);
    return performance.now() - before;
  };
  time(long(2000));
  // Twice the text in not much more than twice the time; a parser that backtracks would take four times or worse.
  expect(time(long(20_000))).toBeLessThan(8 * Math.max(20, time(long(10_000))));
  expect(readGraph(`digraph a { b [label="${'x'.repeat(1_000_000)}"] }`).ok).toBe(true);
});
