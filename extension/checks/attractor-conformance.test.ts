// The conformance page of workflows: all 98 items are there, the counts are right, and so are rows of tests that have a table.
// That the named tests exist is held by conformance.test.ts, for every such page.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { root } from './sources.ts';

const page = await readFile(join(root, 'docs/attractor-conformance.md'), 'utf8');

/** Items of each section of the definition of done, 11.1 to 11.12. */
const perSection = [10, 10, 8, 4, 5, 9, 6, 6, 7, 6, 5, 22];

const rows = [...page.matchAll(/^\| (11\.\d+\.\d+) [^\n]+? \| ([^\n|]+) \|$/gm)].map(
  ([, id = '', shownBy = '']) => ({
    id,
    shownBy,
  }),
);

/** `file`: "title" ‹row› */
const tabled = [...page.matchAll(/`([\w./-]+\.test\.ts)`: "([^"\n]+)" ‹([^›\n]+)›/g)].map(
  ([, file = '', title = '', row = '']) => ({ file, title, row }),
);

/** Title and first cell of each row, for every `test.each` of a file. */
function tableRows(text: string): Set<string> {
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isCallExpression(node.expression)) {
      const [title] = node.arguments;
      const [table] = node.expression.arguments;
      const isEach = node.expression.expression.getText() === 'test.each';
      if (isEach && title && ts.isStringLiteralLike(title) && table && ts.isArrayLiteralExpression(table))
        for (const row of table.elements) {
          const first = ts.isArrayLiteralExpression(row) ? row.elements[0] : row;
          if (first && ts.isStringLiteralLike(first)) found.add(`${title.text} ‹${first.text}›`);
        }
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('x.test.ts', text, ts.ScriptTarget.Latest, true));
  return found;
}

test('all 98 items are listed once, in their sections', () => {
  const wanted = perSection.flatMap((count, at) =>
    Array.from({ length: count }, (_, item) => `11.${at + 1}.${item + 1}`),
  );
  expect(wanted).toHaveLength(98);
  expect(rows.map(({ id }) => id)).toEqual(wanted);
});

test('each item names a test, or says why not yet; at least 80 are shown, and the page counts right', () => {
  const missing = rows.filter(({ shownBy }) => /^not yet: \S/.test(shownBy));
  const shown = rows.filter(({ shownBy }) => /^`[\w./-]+\.test\.ts`: "/.test(shownBy));
  expect(missing.length + shown.length).toBe(98);
  expect(shown.length).toBeGreaterThanOrEqual(80);
  expect(page).toContain(`${shown.length} are shown, ${missing.length} is not yet.`);
});

test('every row of a table that the page names is a row of that test', async () => {
  expect(tabled.length).toBeGreaterThan(25);
  const files = new Map<string, Set<string>>();
  for (const { file } of tabled)
    files.set(file, files.get(file) ?? tableRows(await readFile(join(root, file), 'utf8')));
  expect(tabled.filter(({ file, title, row }) => !files.get(file)?.has(`${title} ‹${row}›`))).toEqual([]);
  // None is written in a way that the scan overlooks, but for the sentence that explains the marks.
  expect(page.match(/‹/g)).toHaveLength(tabled.length + 1);
});

test('the scan sees rows of tables, and no others', () => {
  const text = `test('a'); test.each([['b', 1], 'c'])('%s', f); describe.each([['d']])('%s', f); const e = [['e']];`;
  expect([...tableRows(text)]).toEqual(['%s ‹b›', '%s ‹c›']);
});
