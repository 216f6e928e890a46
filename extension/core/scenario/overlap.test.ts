import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bodyOf, overlapWords, quoteFinder, sharedWords } from './overlap.ts';

const vocabulary = fc.constantFrom(
  'ada',
  'bo',
  'writes',
  'a',
  'note',
  'and',
  'finds',
  'it',
  '7',
  'été',
  'again',
);
const secret = fc.array(vocabulary, { minLength: overlapWords, maxLength: 40 });
const outside = fc.array(fc.constantFrom('xyzzy', 'plugh', 'frotz'), { maxLength: 12 });
const punctuation = fc.constantFrom(' ', '\n', ', ', ' -- ', '\n// ', '.\n\n* ', '": "');

test('eight words in a row are found wherever they stand, in whatever dress', () => {
  fc.assert(
    fc.property(secret, outside, outside, punctuation, fc.nat(), (words, before, after, between, at) => {
      const start = at % (words.length - overlapWords + 1);
      const quoted = words
        .slice(start, start + overlapWords)
        .map((word, i) => (i % 2 ? word.toUpperCase() : word));
      const text = [...before, ...quoted, ...after].join(between);
      const [found, ...more] = quoteFinder([{ of: 'S1', text: words.join(' ') }]).find(text);
      expect([found?.of, more]).toEqual(['S1', []]);
      expect(found?.words.split(' ')).toHaveLength(overlapWords);
      expect(text.split('\n').length).toBeGreaterThanOrEqual(found?.line ?? Infinity);
    }),
  );
});

test('seven are never enough, however often they come', () => {
  fc.assert(
    fc.property(secret, fc.array(fc.nat(), { maxLength: 6 }), (words, starts) => {
      const pieces = starts.map((at) =>
        words
          .slice(at % words.length)
          .slice(0, overlapWords - 1)
          .join(' '),
      );
      expect(quoteFinder([{ of: 1, text: words.join(' ') }]).find(pieces.join(' xyzzy '))).toEqual([]);
    }),
  );
});

test('each of several texts is found once, with the line where the quotation ends', () => {
  const one = 'Bo forgets the lamp on Tuesday and buys another';
  const two = 'Ada reads the list twice before she goes home';
  const finder = quoteFinder([
    { of: 'one', text: one },
    { of: 'two', text: two },
  ]);
  const found = finder.find(`# Title\n\n${two}\n${one}\n${one}\n`);
  expect(found.map(({ of, line }) => [of, line])).toEqual([
    ['two', 3],
    ['one', 4],
  ]);
  expect(sharedWords(one, [two, `x ${one}`])).toBe('bo forgets the lamp on tuesday and buys');
});

test('the front matter, which scenarios of a spec share, is no part of what is compared', () => {
  expect(bodyOf('---\nschema: dimmer/scenario@1\nid: A\n---\n# Feature: x\n')).toBe('\n# Feature: x\n');
});
