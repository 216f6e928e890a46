// A baseline holds back what it names, wherever the line has moved to, and nothing more.
import { expect, test } from 'vitest';
import { parseSpec } from '../spec/parse-spec.ts';
import { baselineOf, readBaseline, withoutBaseline } from './baseline.ts';
import { lintSpec } from './lint.ts';

const linted = (text: string, path = 'specs/a.md') => ({ text, lint: lintSpec(parseSpec(text, path)) });
const vague = '- R1: The tool MUST retry immediately.\n';
const all = () => true;

test('a line that moved, or whose spaces changed, is the same; a new one and a second one are reported', () => {
  const baseline = baselineOf([linted(vague)], all);
  expect(baseline.findings).toContainEqual({
    ...{ path: 'specs/a.md', rule: 'vague-time', line: '- R1: The tool MUST retry immediately.' },
  });
  const read = readBaseline(JSON.stringify(baseline));
  if (typeof read === 'string') throw new Error(read);
  const moved = withoutBaseline(
    [linted(`# A\n\nWords.\n\n-  R1: The tool  MUST retry immediately.\n`)],
    read,
  );
  expect(moved.files[0]?.lint.findings.filter(({ rule }) => rule === 'vague-time')).toEqual([]);
  const more = withoutBaseline([linted(`${vague}- R2: The tool MUST stop immediately.\n`)], read);
  expect(
    more.files[0]?.lint.findings.filter(({ rule }) => rule === 'vague-time').map(({ range }) => range.line),
  ).toEqual([2]);
  const twice = withoutBaseline([linted(`${vague}\n## Again\n\n${vague}`)], read);
  expect(twice.files[0]?.lint.findings.filter(({ rule }) => rule === 'vague-time')).toHaveLength(1);
  expect(withoutBaseline([linted(vague, 'specs/b.md')], read).held).toBe(0);
});

test('entries that hold nothing back are named, for the files that were linted', () => {
  const baseline = baselineOf([linted(vague)], ({ rule }) => rule === 'vague-time');
  const fixed = linted('- R1: The tool MUST retry within 2 s.\n');
  expect(withoutBaseline([fixed], baseline).stale).toEqual(baseline.findings);
  expect(withoutBaseline([linted(vague)], baseline)).toMatchObject({ held: 1, stale: [] });
  expect(withoutBaseline([], baseline, (path) => path !== 'specs/a.md').stale).toEqual([]);
});

test('a secret is not copied, and long lines differ by their ends', () => {
  const secret = '- R1: The job uses `postgres://app:Tr0ub4dor@db.internal/app`, etc.\n';
  const recorded = baselineOf([linted(secret)], all);
  expect(recorded.findings.map(({ rule }) => rule)).toEqual(
    expect.arrayContaining(['secret-in-spec', 'open-list']),
  );
  expect(JSON.stringify(recorded)).not.toContain('Tr0ub4dor');
  expect(withoutBaseline([linted(secret)], recorded).stale).toEqual([]);
  const long = (end: string) =>
    linted(`- R1: The tool MUST stop immediately, ${'and so on '.repeat(30)}${end}.\n`);
  const held = baselineOf([long('a')], ({ rule }) => rule === 'vague-time');
  expect(withoutBaseline([long('a')], held).held).toBe(1);
  expect(withoutBaseline([long('b')], held).held).toBe(0);
});

test.each([
  ['', 'it is not JSON'],
  ['[]', 'it is not a baseline of dimmer lint'],
  ['{"v":2,"findings":[]}', 'it is not a baseline of dimmer lint'],
])('%j is refused: %s', (text, why) => expect(readBaseline(text)).toBe(why));
