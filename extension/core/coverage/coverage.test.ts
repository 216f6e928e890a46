import { encode } from '@jridgewell/sourcemap-codec';
import { expect, test } from 'vitest';
import { parseChange } from '../break-glass/change.ts';
import { changedLines } from './changed-lines.ts';
import { countLines, type LinePass } from './count-lines.ts';
import { mappedLines, ranLines } from './ran-lines.ts';

const patch = (path: string, lines: readonly string[]) =>
  [`diff --git a/${path} b/${path}`, '--- /dev/null', `+++ b/${path}`, `@@ -0,0 +1,${lines.length} @@`]
    .concat(lines.map((line) => `+${line}`))
    .join('\n');
const script = (...ranges: [number, number, number][]) => ({
  url: 'file:///app/a.js',
  functions: [
    { ranges: ranges.map(([startOffset, endOffset, count]) => ({ startOffset, endOffset, count })) },
  ],
});
const pass = (change: Partial<LinePass>): LinePass => ({
  ran: new Map(),
  empty: new Map(),
  reports: 1,
  mapped: false,
  scenarios: 1,
  of: 1,
  ...change,
});

test('changed lines are those that could run: no comment, no brace alone, no type, no test, no document', () => {
  const source = [
    '// why',
    'import { a } from "./a.js";',
    'interface A {',
    '}',
    '',
    'call();',
    '});',
    'return x;',
  ];
  const change = [
    patch('src/a.ts', source),
    patch('src/a.test.ts', source),
    patch('README.md', source),
    patch('src/b.py', ['x = 1', '# why', '']),
  ].join('\n');
  const { lines, unseen } = changedLines(parseChange(change));
  expect([[...lines], unseen]).toEqual([[['src/a.ts', [6, 8]]], 2]);
});

test('a line ran unless the smallest range around it has the count 0, in whatever order ranges come', () => {
  const text = 'one();\nif (x) {\n  two();\n} else {\n  three();\n}\nfunction never() {\n  four();\n}\n';
  const at = (part: string) => text.indexOf(part);
  const whole: [number, number, number] = [0, text.length, 1];
  const other: [number, number, number] = [at('{\n  three'), at('}\nfunction') + 1, 0];
  const never: [number, number, number] = [at('function'), text.length - 1, 0];
  for (const ranges of [
    [whole, other, never],
    [never, other, whole],
  ])
    expect(ranLines(text, script(...ranges), [1, 2, 3, 5, 7, 8, 99])).toEqual([1, 2, 3]);
  expect(ranLines(text, script(), [1])).toEqual([]);
});

test('ranges without sense cost bounded time and prove nothing', () => {
  const text = 'x\n'.repeat(2_000);
  const wild = Array.from({ length: 50_000 }, (_, at): [number, number, number] => [
    at % 7,
    1e9 - at,
    at % 2,
  ]);
  const lines = Array.from({ length: 2_000 }, (_, at) => at + 1);
  expect(ranLines(text, script(...wild, [-5, Number.NaN, 1]), lines).length).toBeLessThanOrEqual(2_000);
});

test('what was built is read back to its source by the map', () => {
  const built = 'a();b();\nc();\n';
  const mappings = encode([
    [
      [0, 0, 4, 0],
      [4, 0, 9, 0],
    ],
    [[0, 0, 20, 0]],
  ]);
  const found = mappedLines(built, script([0, built.length, 1], [4, 8, 0]), {
    sources: ['../a.ts'],
    mappings,
  });
  expect([...(found.get(0)?.ran ?? [])]).toEqual([5, 21]);
  expect([...(found.get(0)?.known ?? [])]).toEqual([5, 10, 21]);
  expect(mappedLines(built, script(), { sources: [], mappings: '!!!' }).get(0)?.ran.size ?? 0).toBe(0);
});

test('passes count together; what cannot be looked at is said and not counted', () => {
  const changes = { lines: new Map([['a.js', [1, 2, 3, 4]]]), unseen: 0 };
  const ran = (...lines: number[]) => new Map([['a.js', new Set(lines)]]);
  expect(countLines(changes, [pass({ ran: ran(1) }), pass({ ran: ran(1, 3) })], false)).toMatchObject({
    changed: 4,
    executed: 2,
    unseen: 0,
    problem: null,
  });
  const never = countLines(changes, [pass({})], false);
  expect([never.changed, never.executed, never.problem]).toEqual([4, 0, null]);
  const noMap = countLines(changes, [pass({})], true);
  expect([noMap.changed, noMap.unseen, noMap.problem]).toEqual([
    0,
    4,
    'not measured for built files, the build has no source map',
  ]);
  expect(countLines(changes, [pass({ ran: ran(2), empty: ran(3, 2), mapped: true })], true)).toMatchObject({
    changed: 3,
    executed: 1,
  });
  expect(countLines(changes, [], false).problem).toMatch(/no scenario to run/);
  expect(countLines(changes, [pass({ reports: 0 })], false).problem).toMatch(/no Node program/);
  expect(countLines({ lines: new Map(), unseen: 3 }, [], false).problem).toMatch(
    /only programs that Node runs/,
  );
  expect(countLines({ lines: new Map(), unseen: 0 }, [], false).problem).toBeNull();
  expect(countLines(changes, [pass({ scenarios: 2, of: 5 })], false).instrument).toMatch(/2 of 5 scenarios/);
});
