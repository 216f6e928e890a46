import { expect, test } from 'vitest';
import { copiedOf, lengthOf, nestingOf } from './measure.ts';

const block = [
  'const a = read(one);',
  'const b = read(two);',
  'if (a > b) {',
  'swap(a, b);',
  'log(a, b);',
  'send(a, b);',
  'close(a, b);',
];
const sources = (files: Readonly<Record<string, readonly string[]>>) =>
  new Map(Object.entries(files).map(([path, lines]) => [path, lines.join('\n')]));

test('length counts written lines, nesting counts steps of whatever width the file uses', () => {
  const two = sources({ 'a.ts': ['f {', '  g {', '    h', '  }', '', '}'] });
  const tabs = sources({ 'a.go': ['f {', '\tg {', '\t\th', '\t}', '}'] });
  const four = sources({ 'a.py': ['f:', '    g:', '        h', '    i'] });
  expect([lengthOf(two), nestingOf(two), nestingOf(tabs), nestingOf(four)]).toEqual([5, 4, 4, 4]);
  expect([nestingOf(new Map()), nestingOf(sources({ a: ['x'] }))]).toEqual([0, 0]);
});

test('six lines in a row that come again are copied, in another file as well; five are not', () => {
  const alone = sources({ 'a.ts': block });
  const copied = sources({ 'a.ts': block, 'b.ts': ['other(1);', ...block.map((line) => `    ${line}`)] });
  const near = sources({ 'a.ts': block, 'b.ts': block.slice(0, 5) });
  expect([copiedOf(['a.ts'], alone), copiedOf(['b.ts'], copied), copiedOf(['b.ts'], near)]).toEqual([
    0, 7, 0,
  ]);
  const imports = sources({ 'a.ts': Array(9).fill('import { a } from "a";'), 'b.ts': Array(9).fill('}') });
  expect(copiedOf(['a.ts', 'b.ts'], imports)).toBe(0);
});
