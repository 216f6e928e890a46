// What a spec means, on good input and on every kind of bad input: one clear problem each, never a throw.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeSpecBytes } from './decode-bytes.ts';
import { longestSpec, parseSpec } from './parse-spec.ts';

const sample = `---
id: cart
level: 3
bin: {cart: [node, dist/cli.js]}
---
# The cart

## Requirements

- **FR-001**: The cart MUST keep \`items\` for 30 days. See FR-002.
- R7: It **may** show
  a total of 1,000 items. Then it stops.

### AUTH-3. Sign in

The shop shall ask for a password.

#### Scenario: known user
- **GIVEN** a user
- **WHEN** they sign in
- **THEN** the cart is shown

## Glossary
- **Cart**: what a user wants to buy
`;

test('requirements are headings and list items that begin with an id', () => {
  const spec = parseSpec(sample, 'specs/cart.md');
  expect(spec.requirements.map(({ id, text, modality }) => ({ id, text, modality }))).toEqual([
    { id: 'FR-001', text: 'The cart MUST keep items for 30 days. See FR-002.', modality: 'must' },
    { id: 'R7', text: 'It may show a total of 1,000 items. Then it stops.', modality: 'may' },
    { id: 'AUTH-3', text: 'Sign in. The shop shall ask for a password.', modality: 'must' },
  ]);
  expect([spec.id, spec.title, spec.frontMatter]).toEqual([
    'cart',
    'The cart',
    { id: 'cart', level: 3, bin: { cart: ['node', 'dist/cli.js'] } },
  ]);
  expect(spec.problems).toEqual([]);
  expect(spec.terms.map(({ term }) => term)).toEqual(['Cart']);
  expect(spec.scenarios.map(({ title, steps }) => [title, steps.map(({ keyword }) => keyword)])).toEqual([
    ['known user', ['given', 'when', 'then']],
  ]);
  expect(spec.citations.map(({ id }) => id)).toEqual(['FR-002']);
  expect(spec.quantities.map(({ value, unit }) => [value, unit])).toEqual([
    [30, 'd'],
    [1000, null],
  ]);
});

test.each([
  ['- UTF-8: an encoding', []],
  ['- **R1** bold without colon', ['R1']],
  ['- **R1:** colon inside', ['R1']],
  ['- R1 no colon', []],
  ['1. R1. dot', ['R1']],
  ['- [ ] R2: as a task list item', ['R2']],
  ['R1: a paragraph is no requirement', []],
  ['> - R1: a quoted one is none', []],
  ['```\n- R1: code\n```', []],
  ['# Tasks\n- T1: x\n- R1: part of the plan', []],
  ['- ~~R1: retired~~', []],
  ['### REQ-AUTH-007: Export', ['REQ-AUTH-007']],
])('%j has the requirements %j', (text, ids) => {
  expect(parseSpec(text, 'a.md').requirements.map(({ id }) => id)).toEqual(ids);
});

test('positions count CRLF as one line end and a byte order mark as one character', () => {
  const place = (text: string) => {
    const { idRange } = parseSpec(text, 'a.md').requirements[0] ?? { idRange: null };
    return idRange && [idRange.line, idRange.column, text.slice(idRange.offset, idRange.endOffset)];
  };
  expect(place('# A\n\n- R12: The 😀 MUST')).toEqual([3, 3, 'R12']);
  expect(place('# A\r\n\r\n- R12: The 😀 MUST')).toEqual([3, 3, 'R12']);
  expect(place('\uFEFF# A\r\n\r\n- R12: The MUST')).toEqual([3, 3, 'R12']);
  expect(place('\uFEFF- R12: The MUST')).toEqual([1, 4, 'R12']);
  expect(place('# A\r\r- R12: The MUST')).toEqual([3, 3, 'R12']);
});

test.each([
  ['empty', '', /^This spec is empty\./],
  ['blank', ' \n\t\n', /^This spec is empty\./],
  ['binary', 'PK\u0003\u0004\0\0', /is binary/],
  ['5 MB', '- R1: The tool MUST stop.\n'.repeat(200_000), /^This spec has 5\.0 million characters/],
  ['not UTF-8', '# A\n\nna\uFFFDve', /not UTF-8: line 3/],
  ['broken YAML', '---\nid: [a\n---\n# A', /^The front matter is not valid YAML/],
  ['unclosed front matter', '---\nid: a\n\n# A', /no closing `---`/],
  ['front matter that is a list', '---\n- a\n---\n# A', /not a list of `key: value` lines/],
  [
    'a twin without a program',
    '---\ntwins: { mail: { env: MAIL_URL } }\n---\n# A',
    /`twins` must be programs by name/,
  ],
  ['a twin whose name is a path', '---\ntwins: { "../m": { run: [node] } }\n---\n# A', /`twins` must be/],
  ['a level of 9 and a title of 3', '---\nlevel: 9\nbin: x\n---\n# A', /`level` must be .*; `bin` must be/],
  [
    'an alias bomb',
    `---\na: &a [x,x]\n${[...'bcdefghij'].map((c, i) => `${c}: &${c} [*${'abcdefghij'[i]},*${'abcdefghij'[i]},*${'abcdefghij'[i]}]`).join('\n')}\n---\n`,
    /not valid YAML/,
  ],
])('%s gives one clear problem', (_, text, message) => {
  const { problems } = parseSpec(text, 'specs/a.spec.md');
  expect(problems.map((problem) => problem.message)).toEqual([expect.stringMatching(message)]);
});

test('hostile nesting is a problem or is read, never a crash', () => {
  for (const text of ['> '.repeat(8_000), '- '.repeat(2_000), '['.repeat(4_000), '*a '.repeat(4_000)])
    expect(parseSpec(text, 'a.md').problems.length).toBeLessThanOrEqual(1);
});

test('the longest spec is still read', () => {
  const line = '- R1: The tool MUST stop.\n';
  const text = line.repeat(Math.floor(longestSpec / 16 / line.length));
  expect(parseSpec(text, 'a.md').requirements.length).toBeGreaterThan(2000);
});

test('bytes become text, or one problem', () => {
  const bytes = (...values: number[]) => new Uint8Array(values);
  expect(decodeSpecBytes(new TextEncoder().encode('# é'))).toEqual({ text: '# é', bom: false });
  expect(decodeSpecBytes(bytes(0xef, 0xbb, 0xbf, 0x23))).toEqual({ text: '#', bom: true });
  expect(decodeSpecBytes(bytes(0x61, 0x0a, 0xe9, 0x0a)).problem).toMatch(
    /not UTF-8: the first bad byte is in line 2/,
  );
  expect(decodeSpecBytes(bytes(0xff, 0xfe, 0x61, 0)).problem).toMatch(/UTF-16/);
  expect(decodeSpecBytes(bytes(0x50, 0, 1)).problem).toMatch(/binary/);
});

test('plain and masked keep every offset, whatever the text', () => {
  const piece = fc.constantFrom(
    ...'# - **R1**: `x` > \n \r\n | \t[a](b) <!-- --> "q" 1. ~~ --- é 😀 . MUST'.split(' '),
    ' ',
    '\n',
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 60 }).map((parts) => parts.join('')),
      (text) => {
        const spec = parseSpec(text, 'a.md');
        if (spec.problems.some(({ kind }) => kind === 'file')) return;
        expect([spec.plain.length, spec.masked.length]).toEqual([text.length, text.length]);
      },
    ),
  );
});

test('a spec in prose alone binds by its sentences, one with a convention by the convention', () => {
  const binding = (text: string) =>
    parseSpec(text, 'a.md').statements.flatMap(({ normative, offset, endOffset }) =>
      normative ? [text.slice(offset, endOffset)] : [],
    );
  const prose = 'The tool will print its version. The page shows the list. We will see. Paris is big.';
  expect(binding(prose)).toEqual(['The tool will print its version.', 'The page shows the list.']);
  expect(binding(`${prose}\n\nIt MUST stop.`)).toEqual(['It MUST stop.']);
  expect(binding('This document shall describe the tool.')).toEqual([]);
});
