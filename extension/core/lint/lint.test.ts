// The engine: order, suppression, readiness; and that no text whatever makes it throw, waver or point outside.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseSpec } from '../spec/parse-spec.ts';
import { applyEdits, safeEdits } from './apply-fixes.ts';
import { mentionsOf } from './coverage.ts';
import { shownByDefault } from './finding.ts';
import { lintSpec } from './lint.ts';

const lint = (text: string, context = {}) => lintSpec(parseSpec(text, 'specs/a.md'), context);
const codes = (text: string, context = {}) => lint(text, context).findings.map(({ code }) => code);

test('a comment with a reason silences one rule, by code or id, for the paragraph below it', () => {
  const line = '- R1: The tool MUST retry\n  immediately.';
  expect(codes(line)).toContain('AMB017');
  for (const name of ['AMB017', 'vague-time', 'CMP001, AMB017'])
    expect(codes(`<!-- dimmer-disable-next-line ${name}: the peer decides -->\n${line}`)).not.toContain(
      'AMB017',
    );
  expect(codes(`<!-- dimmer-disable-next-line AMB017 -->\n${line}`)).toEqual(
    expect.arrayContaining(['AMB017', 'DOC003']),
  );
  expect(codes(`<!-- dimmer-disable-next-line AMB001: other rule -->\n${line}`)).toContain('AMB017');
  expect(codes(`<!-- dimmer-disable-next-line AMB017: far -->\n\nText.\n\n${line}`)).toContain('AMB017');
});

test('grades switch a rule off or on, or regrade it', () => {
  const text = '- R1: The tool MUST retry immediately.';
  expect(codes(text, { grades: { 'vague-time': 'off' } })).not.toContain('AMB017');
  const [finding] = lint(text, { grades: { AMB017: 'info' } }).findings.filter(
    ({ code }) => code === 'AMB017',
  );
  expect(finding?.severity).toBe('info');
  const off = '- R1: The form shall not accept an empty title.';
  expect(codes(off)).not.toContain('TST008');
  expect(codes(off, { grades: { 'negative-requirement': 'error' } })).toContain('TST008');
});

test('readiness is counts and words', () => {
  const text =
    '# A\n\n- R1: The limit is TBD.\n- R2: The tool stops.\n\n### R3: Stop\n\n#### Scenario: s\n- WHEN x\n- THEN y\n';
  expect(lint(text).readiness).toEqual({
    blocking: 1,
    openQuestions: 1,
    requirements: 3,
    withoutScenario: 2,
    summary: '1 to settle, 3 requirements, 2 lack a scenario',
  });
  expect(lint(text, { scenarios: [{ spec: 'a', ids: ['R1', 'R2'] }] }).readiness.withoutScenario).toBe(0);
  expect(lint(text, { scenarios: [{ spec: 'b', ids: ['R1', 'R2'] }] }).readiness.withoutScenario).toBe(2);
  expect(mentionsOf('---\nspec: a\nrequirements: [R1, AUTH-2]\n---\nR9')).toEqual({
    spec: 'a',
    ids: ['R1', 'AUTH-2'],
  });
  expect(mentionsOf('---\r\nrequirements:\r\n  - R1\r\n---\r\n')).toEqual({ ids: ['R1'] });
  expect(mentionsOf('no front matter R1')).toEqual({ ids: [] });
});

test('readiness counts nothing twice', () => {
  const says = (text: string, grades = {}) => lint(text, { grades }).readiness.summary;
  const vague = '- R2: The tool MUST retry immediately.\n';
  const asks = '- R1: The limit is TBD.\n- R3: The name is TBD.\n';
  expect(says(asks)).toBe('2 to settle, 2 requirements lack a scenario');
  expect(says(asks + vague)).toBe('3 to settle, 3 requirements lack a scenario');
  expect(says(asks, { placeholder: 'info' })).toBe(
    'nothing blocks, 2 open questions, 2 requirements lack a scenario',
  );
  const asked = `## Edge Cases\n\n- What happens when two users edit the same row?\n\n## Requirements\n\n${vague}`;
  expect(says(`${asked}${asks}`, { placeholder: 'warning' })).toBe(
    '2 to settle, 2 more open questions, 3 requirements lack a scenario',
  );
  expect(says('- R1: The tool stops.\n')).toBe('nothing blocks, 1 requirement lacks a scenario');
  expect(says('Words.')).toBe('nothing blocks, no requirement has an id');
});

test('what is shown by default is tier A and the errors of tier B', () => {
  expect(shownByDefault({ tier: 'A', severity: 'info' })).toBe(true);
  expect(shownByDefault({ tier: 'B', severity: 'error' })).toBe(true);
  expect(shownByDefault({ tier: 'B', severity: 'warning' })).toBe(false);
  expect(shownByDefault({ tier: 'C', severity: 'error' })).toBe(false);
});

const words =
  '# ## - * 1. > | --- R1: **FR-2**: FR-3 The tool MUST may shall not be if possible, etc. and/or TBD ??? immediately about 30 MB s `x` "q" “z” <!-- dimmer-disable-next-line AMB017: a --> <!-- assistant: x --> Scenario: WHEN THEN GIVEN Section 4.2 [a](#b) Glossary Non-Goals \n \n\n \r\n \t \u202e \u200b 😀 \ufffd é □ ? . : ; ( ) [ ] default `k` defaults to 3'.split(
    ' ',
  );

test('never throws, always says the same, never points outside the text', () => {
  const text = fc
    .array(fc.oneof(fc.constantFrom(...words, ' ', '\n'), fc.string()), { maxLength: 80 })
    .map((parts) => parts.join(' '));
  fc.assert(
    fc.property(text, (source) => {
      const result = lint(source);
      expect(lint(source)).toEqual(result);
      for (const { range, related, fixes } of result.findings) {
        const ranges = [
          range,
          ...related.map((r) => r.range),
          ...fixes.flatMap((f) => f.edits.map((e) => e.range)),
        ];
        for (const { offset, endOffset, line, column } of ranges) {
          expect(offset >= 0 && offset <= endOffset && endOffset <= source.length).toBe(true);
          expect(line >= 1 && column >= 1).toBe(true);
        }
      }
    }),
    { numRuns: 400 },
  );
});

test('fixes that need no answer never overlap, and each round of them ends', () => {
  const piece = fc.constantFrom(
    ...words,
    'CSV, JSON, etc.',
    'The tool shall be able to stop.',
    '\n- R1: x',
    ' ',
    '\n',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (parts) => {
      let source = parts.join(' ');
      for (let round = 0; round < 5; round++) {
        const edits = safeEdits(lint(source).findings);
        if (edits.length === 0) return;
        edits
          .slice(1)
          .forEach((edit, index) =>
            expect(edit.range.offset).toBeGreaterThan(edits[index]?.range.endOffset ?? Infinity),
          );
        const next = applyEdits(source, edits);
        expect(next).not.toBe(source);
        source = next;
      }
    }),
    { numRuns: 200 },
  );
});
