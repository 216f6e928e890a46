// Addresses that stand in a text without brackets, against what GitHub's own syntax makes of the same sentences.
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { expect, test } from 'vitest';
import { bareAddresses } from './bare-addresses.ts';
import type { MarkdownNode } from './markdown.ts';

const sentences = [
  'See https://example.org/a, then (http://example.org/b) and www.example.org.',
  'The page https://en.example.org/wiki/Foo_(bar) is long; (see https://example.org/x_(y)) too.',
  '"https://example.org/q?a=1&b=2#c" or https://example.org/end?!',
  'Mail ada.bell+spec@example.org or grace@example.co.uk today.',
  'No address: @ada, a@b, http:// and 3://4, xhttps://example.org/no.',
  'https://example.org/one;https://example.org/two',
  'A port: http://localhost.example:8080/path/to/it; the rest.',
];

/** What the syntax found: the words of links that were written without brackets. */
function linked(sentence: string): string[] {
  const found: string[] = [];
  const visit = (node: MarkdownNode): void => {
    const words = node.children?.[0]?.value;
    if (node.type === 'link' && words !== undefined) found.push(words);
    node.children?.forEach(visit);
  };
  visit(unified().use(remarkParse).use(remarkGfm).parse(sentence) as MarkdownNode);
  return found;
}

test.each(sentences)('%s', (sentence) => {
  const ours = bareAddresses(sentence).map(({ from, to }) => sentence.slice(from, to));
  expect(ours).toEqual(linked(sentence));
});

test('a text of at signs, brackets or dots is read in time that grows with it', () => {
  for (const part of ['a@', '@', 'www.', 'a.', '(', 'http://(', 'a-b@c.']) {
    const text = part.repeat(200_000 / part.length);
    const started = performance.now();
    bareAddresses(text);
    // A search that looks back would take minutes.
    expect(performance.now() - started).toBeLessThan(5_000);
  }
});
