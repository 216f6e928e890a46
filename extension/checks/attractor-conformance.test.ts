// The conformance page: all items are there, the counts are right, and every test that it names exists in the file that it names.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { root } from './sources.ts';

const page = await readFile(join(root, 'docs/attractor-conformance.md'), 'utf8');

/** Items of each section of the definition of done, 11.1 to 11.12. */
const perSection = [10, 10, 8, 4, 5, 9, 6, 6, 7, 6, 5, 22];

const rows = [...page.matchAll(/^\| (11\.(\d+)\.(\d+)) ([^\n]+?) \| ([^\n|]+) \|$/gm)].map(
  ([, id = '', section, item, , shownBy = '']) => ({
    id,
    section: Number(section),
    item: Number(item),
    shownBy,
  }),
);

/** `[file](path): ‹name›` -> path from the root, and name. */
const named = [...page.matchAll(/\]\(\.\.\/([\w./-]+\.test\.ts)\): ‹([^›]+)›/g)].map(
  ([, path = '', name = '']) => ({ path, name }),
);

/** Names of the tests of a file: those of `test`, and for `test.each` the first cell of each row. */
function testNames(text: string): Set<string> {
  const names = new Set<string>();
  const literal = (node: ts.Node | undefined) => {
    if (node && ts.isStringLiteralLike(node)) names.add(node.text);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const { expression: called } = node;
      if (ts.isIdentifier(called) && called.text === 'test') literal(node.arguments[0]);
      if (ts.isCallExpression(called) && /^test\.each$/.test(called.expression.getText())) {
        literal(node.arguments[0]);
        const table = called.arguments[0];
        if (table && ts.isArrayLiteralExpression(table))
          for (const row of table.elements) literal(ts.isArrayLiteralExpression(row) ? row.elements[0] : row);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('x.test.ts', text, ts.ScriptTarget.Latest, true));
  return names;
}

test('all 98 items are listed once, in their sections', () => {
  const wanted = perSection.flatMap((count, at) =>
    Array.from({ length: count }, (_, item) => `11.${at + 1}.${item + 1}`),
  );
  expect(wanted).toHaveLength(98);
  expect(rows.map(({ id }) => id)).toEqual(wanted);
});

test('each item names a test, or says that it is not yet; at least 80 are shown, and the page counts right', () => {
  const missing = rows.filter(({ shownBy }) => shownBy.trim() === 'not yet');
  const shown = rows.filter(({ shownBy }) => /‹[^›]+›/.test(shownBy));
  expect(missing.length + shown.length).toBe(98);
  expect(shown.length).toBeGreaterThanOrEqual(80);
  expect(page).toContain(`${shown.length} are shown, ${missing.length} is not yet.`);
});

test('every test that the page names exists in its file', async () => {
  expect(named.length).toBeGreaterThan(110);
  const files = new Map<string, Set<string>>();
  for (const path of new Set(named.map((one) => one.path))) {
    expect([path, existsSync(join(root, posix.normalize(path)))]).toEqual([path, true]);
    files.set(path, testNames(await readFile(join(root, path), 'utf8')));
  }
  expect(named.filter(({ path, name }) => !files.get(path)?.has(name))).toEqual([]);
  // Whatever stands between the marks was seen by the line above, but for the sentence about levels.
  expect(page.match(/‹/g)).toHaveLength(named.length + 2);
});

test('the scan sees what is no test', () => {
  const names = testNames(
    `test('a', () => {}); test.each([['b', 1], ['c', 2]])('%s', () => {}); it('d'); const e = 'e'; describe('f', () => {});`,
  );
  expect([...names].sort()).toEqual(['%s', 'a', 'b', 'c']);
});
