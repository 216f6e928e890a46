import { expect, test } from 'vitest';
import { breakGlass } from './break-glass.ts';
import { parseChange } from './change.ts';
import { matchesGlob } from './glob.ts';
import { noFacts } from './rule.ts';

const patch = [
  'diff --git a/src/api.ts b/src/api.ts',
  'index 1..2 100644',
  '--- a/src/api.ts',
  '+++ b/src/api.ts',
  '@@ -3,2 +3,4 @@ export',
  "-const a = '--- a/not/a/header';",
  '-  if (!verifyToken(request)) return;',
  '+const a = 1;',
  '++++ b/still/code.ts',
  '+const b = 2;',
  '+const c = 3;',
  '@@ -9 +11 @@',
  '-old',
  '+  eval(input);',
  '\\ No newline at end of file',
  'diff --git "a/tools/\\303\\244.sh" "b/tools/\\303\\244.sh"',
  'old mode 100644',
  'new mode 100755',
  'diff --git a/bin/tool b/bin/tool',
  'new file mode 100755',
  'Binary files /dev/null and b/bin/tool differ',
].join('\n');

test('a patch is read line by line, whatever its lines look like', () => {
  const { files } = parseChange(patch);
  expect(files.map(({ path, status, binary }) => [path, status, binary])).toEqual([
    ['src/api.ts', 'modified', false],
    ['tools/\u00c3\u00a4.sh', 'modified', false],
    ['bin/tool', 'added', true],
  ]);
  expect(files[0]?.hunks).toEqual([
    {
      removed: [
        { number: 3, text: "const a = '--- a/not/a/header';" },
        { number: 4, text: '  if (!verifyToken(request)) return;' },
      ],
      added: [
        { number: 3, text: 'const a = 1;' },
        { number: 4, text: '+++ b/still/code.ts' },
        { number: 5, text: 'const b = 2;' },
        { number: 6, text: 'const c = 3;' },
      ],
    },
    { removed: [{ number: 9, text: 'old' }], added: [{ number: 11, text: '  eval(input);' }] },
  ]);
});

test('exactly the lines open, each with one question, the same ids every time', () => {
  const first = breakGlass(parseChange(patch), noFacts);
  expect(first.forced.map(({ id, path, side, start, lines }) => [id, path, side, start, lines])).toEqual([
    ['authentication-1', 'src/api.ts', 'base', 4, 1],
    ['untrusted-input-1', 'src/api.ts', 'head', 11, 1],
    ['unreadable-content-1', 'bin/tool', 'head', 1, 1],
  ]);
  expect(first.forced.map(({ question }) => question)).toEqual([
    'Who gets past `verifyToken(` now that did not before, and with what?',
    'Can anything from outside reach `eval(`?',
    'Where does this file come from, and what runs it?',
  ]);
  expect(first.risk).toEqual({
    score: 75,
    reasons: ['authentication', 'parsing of untrusted input', 'binary or unreadable content'],
  });
  expect(breakGlass(parseChange(patch), noFacts)).toEqual(first);
});

test('lines of a deleted file are those of the base, whole files among them', () => {
  const gone = [
    'diff --git a/src/gate.ts b/src/gate.ts',
    'deleted file mode 100644',
    '--- a/src/gate.ts',
    '+++ /dev/null',
    '@@ -1,9 +0,0 @@',
    '-export function gate(request) {',
    '-  if (!verifyToken(request)) return;',
    '-  one();',
    '-  two();',
    '-  three();',
    '-  four();',
    '-  five();',
    '-  verifyToken(request.next);',
    '-}',
    'diff --git a/test/gate.test.ts b/test/gate.test.ts',
    'deleted file mode 100644',
    '--- a/test/gate.test.ts',
    '+++ /dev/null',
    '@@ -1,2 +0,0 @@',
    "-test('nobody passes', () => {",
    '-  expect(gate({})).toBe(undefined);',
  ];
  const { forced } = breakGlass(parseChange(gone.join('\n')), noFacts);
  expect(forced.map(({ id, path, side, start, lines }) => [id, path, side, start, lines])).toEqual([
    ['authentication-1', 'src/gate.ts', 'base', 2, 1],
    ['authentication-2', 'src/gate.ts', 'base', 8, 1],
    ['weakened-tests-1', 'test/gate.test.ts', 'base', 1, 2],
  ]);
});

test('a plain change forces nothing and offers at most three places', () => {
  const files = ['a', 'b', 'c', 'd'].flatMap((name, at) => [
    `diff --git a/src/${name}.ts b/src/${name}.ts`,
    `--- a/src/${name}.ts`,
    `+++ b/src/${name}.ts`,
    `@@ -1 +1,${at + 1} @@`,
    '-x',
    ...Array.from({ length: at + 1 }, () => '+y'),
  ]);
  const { forced, offered, risk, said, refused } = breakGlass(parseChange(files.join('\n')), noFacts);
  expect([forced, said, refused, risk]).toEqual([[], [], [], { score: 0, reasons: [] }]);
  expect(offered.map(({ path, lines }) => [path, lines])).toEqual([
    ['src/d.ts', 4],
    ['src/c.ts', 3],
    ['src/b.ts', 2],
  ]);
});

test('hostile lines cost no more than their length', () => {
  const hostile = [
    'a'.repeat(1_000_000),
    '('.repeat(1_000_000),
    'SELECT '.repeat(150_000),
    '"'.repeat(1_000_000),
  ];
  const lines = hostile.map((text) => `+${text}`);
  const change = parseChange(
    ['diff --git a/a.ts b/a.ts', '+++ b/a.ts', `@@ -0,0 +1,${lines.length} @@`, ...lines].join('\n'),
  );
  expect(breakGlass(change, noFacts).forced.map(({ rule }) => rule)).toContain('unreadable-content');
});

test('globs know folders', () => {
  const cases: [string, string, boolean][] = [
    ['src/**', 'src/a/b.ts', true],
    ['src/*.ts', 'src/a.ts', true],
    ['src/*.ts', 'src/a/b.ts', false],
    ['src', 'src/a/b.ts', true],
    ['**/auth/**', 'a/b/auth/c.ts', true],
    ['**/auth/**', 'a/authors/c.ts', false],
    ['a?c', 'abc', true],
    ['*.ts', 'a.tsx', false],
    ['**/**/**/**/x', `${'a/'.repeat(500)}y`, false],
  ];
  expect(cases.map(([glob, path]) => [glob, path, matchesGlob(glob, path)])).toEqual(cases);
});
