// Parsed piece by piece, a text gives what it gives parsed whole: on real specs, on every arrangement of what opens and closes
// something that a generator can think of, and after edits.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { expect, test } from 'vitest';
import { whole } from '../../node/testing.ts';
import { parseMarkdown, parserOptions, type ParsedPiece } from './markdown.ts';
import { piecesOf } from './pieces.ts';
import { readProse, type Prose } from './prose.ts';

const inPieces = (text: string) => said(parseMarkdown(text), text);
const atOnce = (text: string) => {
  const tree = fromMarkdown(text, parserOptions);
  return said([{ start: 0, end: text.length, tree, shift: 0 }], text);
};

function said(parsed: readonly ParsedPiece[], text: string): Omit<Prose, 'pieces'> {
  const { pieces, ...prose } = readProse(parsed, text, 0);
  expect(pieces.length).toBe(parsed.length);
  return prose;
}

const corpus = fileURLToPath(new URL('../../../../shared/data/corpus', import.meta.url));

test.skipIf(!existsSync(corpus))(
  'every real spec reads the same in pieces, and most long ones are cut',
  () => {
    const names = readdirSync(corpus, { recursive: true, encoding: 'utf8' }).filter((one) =>
      one.endsWith('.md'),
    );
    const texts = names
      .filter((_, at) => whole || at % 8 === 0)
      .map((one) => readFileSync(join(corpus, one), 'utf8'));
    for (const text of texts) expect(inPieces(text)).toEqual(atOnce(text));
    const long = texts.filter(({ length }) => length > 20_000);
    expect(long.filter((text) => piecesOf(text).length > 2).length).toBeGreaterThan(long.length * 0.8);
  },
);

/** Longer than a piece has to be, so that every heading after one is a place to cut. */
const filler = `${'Words that fill a paragraph. '.repeat(40)}\n`;
const lines = [
  ...['# One', '## Two', '### Three', '#no heading', '', '', '', filler, 'text', '  indented', '    code'],
  ...[
    '- item',
    '  - nested',
    '1. first',
    '- ```',
    '  ```',
    '```',
    '```js',
    '````',
    '~~~',
    '  ~~~',
    '    ```',
    '> quote',
    '> ```',
  ],
  ...[
    '<!--',
    '-->',
    '<!-- a -->',
    '  <!--',
    '- <!--',
    '<div>',
    '</div>',
    '<pre>',
    '</pre>',
    '<?x',
    '?>',
    '<![CDATA[',
    ']]>',
    '<!X',
    '<b>c</b>',
  ],
  ...[
    '---',
    '===',
    '| a | b |',
    '|---|---|',
    '[a]: x',
    '[^n]: note',
    'see [a] and [^n] and [b][a]',
    '**bold**',
    'a\\',
    '`open',
  ],
];
const document = fc
  .array(fc.constantFrom(...lines), { maxLength: 40 })
  .chain((body) => fc.constantFrom('\n', '\r\n').map((end) => body.join(end)));

test.each(['  ```\n\n# One', '  <!--\n\n# One -->\n\n## Two', '  ~~~\n\n# One\n\n  ~~~\n\n## Two'])(
  'a fence or comment that is indented, and may or may not be in a list, holds the heading after it: %j',
  (end) => {
    const text = `${filler}\n${end}`;
    expect(inPieces(text)).toEqual(atOnce(text));
  },
);

test('whatever is open where a heading stands, the pieces read like the whole', () => {
  fc.assert(
    fc.property(document, (text) => {
      expect(inPieces(text)).toEqual(atOnce(text));
    }),
    { numRuns: whole ? 20_000 : 1_500 },
  );
});

test('after any edit the pieces, some of them remembered, still read like the whole', () => {
  fc.assert(
    fc.property(
      document,
      fc.array(fc.tuple(fc.nat(), fc.nat(60), fc.constantFrom(...lines)), { maxLength: 5 }),
      (text, edits) => {
        let now = text;
        for (const [at, length, put] of edits) {
          const offset = now.length === 0 ? 0 : at % now.length;
          now = `${now.slice(0, offset)}${put}${now.slice(offset + length)}`;
          expect(inPieces(now)).toEqual(atOnce(now));
          const again = piecesOf(now);
          // Another text in between: nothing of the cut before is left.
          piecesOf('');
          expect(piecesOf(now)).toEqual(again);
        }
      },
    ),
    { numRuns: whole ? 5_000 : 300 },
  );
});
