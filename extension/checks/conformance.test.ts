// A conformance page is held by the tests that it names: each exists under that very name, and every item has one or a reason.
import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { root } from './sources.ts';

const pages = (await readdir(join(root, 'docs'))).filter((name) => name.endsWith('-conformance.md'));

/** `file.test.ts` in code marks, and the quoted names that follow it. */
const reference = /`([\w./-]+\.test\.ts)`:?((?:[;,]? ?"[^"\n]+")*)/g;

function named(text: string): { file: string; names: string[] }[] {
  return [...text.matchAll(reference)].map(([, file = '', names = '']) => ({
    file,
    names: [...names.matchAll(/"([^"]+)"/g)].map(([, name = '']) => name),
  }));
}

/** Titles of the tests of a file; what is skipped or still to do shows nothing. */
async function titles(file: string): Promise<Set<string>> {
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const [title] = node.arguments;
      const callee = node.expression.getText();
      if (title && ts.isStringLiteralLike(title) && isTest(callee)) found.add(title.text);
    }
    ts.forEachChild(node, visit);
  };
  const text = await readFile(join(root, file), 'utf8');
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  return found;
}

const isTest = (callee: string): boolean =>
  /^(?:test|it)\b/.test(callee) && !/^\w+\.(?:skip|todo|fails)\b/.test(callee);

/** The last cells of the tables that end in a column "shown by". */
function verdicts(text: string): string[] {
  return text.split(/\n\n+/).flatMap((block) => {
    const rows = block.split('\n').filter((line) => line.startsWith('|'));
    const cells = rows.map((row) => row.split('|').at(-2)?.trim() ?? '');
    return cells[0] === 'shown by' ? cells.slice(2) : [];
  });
}

test.each(pages)('%s names tests that exist', async (page) => {
  const references = named(await readFile(join(root, 'docs', page), 'utf8'));
  expect(references.length).toBeGreaterThan(10);
  for (const { file, names } of references) {
    expect([file, existsSync(join(root, file)), names.length > 0]).toEqual([file, true, true]);
    const there = await titles(file);
    expect([file, names.filter((name) => !there.has(name))]).toEqual([file, []]);
  }
});

test.each(pages)('%s answers for every item, and counts right', async (page) => {
  const text = await readFile(join(root, 'docs', page), 'utf8');
  const found = verdicts(text);
  const silent = found.filter(
    (cell) => named(cell).length === 0 && !/^(?:not yet: \S|other provider)/.test(cell),
  );
  expect(silent).toEqual([]);
  const said = /(\d+) shown, (\d+) not yet, (\d+) other provider/.exec(text);
  if (said === null) return;
  const count = (start: string) => found.filter((cell) => cell.startsWith(start)).length;
  const [notYet, other] = [count('not yet'), count('other provider')];
  expect(said.slice(1).map(Number)).toEqual([found.length - notYet - other, notYet, other]);
});
