// Every fix that needs no answer does what it says: the finding is gone, no edit is left to make, and no new error comes in.
import { expect, test } from 'vitest';
import { parseSpec } from '../spec/parse-spec.ts';
import { applyEdits } from './apply-fixes.ts';
import type { Finding, Fix } from './finding.ts';
import { lintSpec, runRule } from './lint.ts';
import { rules } from './rules.ts';

const path = 'specs/example.md';
const direct = ({ fixes }: Finding) => fixes.filter(({ guided }) => !guided);
const apply = (text: string, { edits }: Fix) =>
  applyEdits(
    text,
    edits.toSorted((a, b) => a.range.offset - b.range.offset),
  );

for (const rule of rules) {
  rule.examples.forEach(({ text }, index) => {
    const findings = runRule(rule, parseSpec(text, path));
    findings.forEach((finding, at) => {
      direct(finding).forEach((fix) => {
        test(`${rule.id}, example ${index + 1}, finding ${at + 1}: “${fix.title}” ends it`, () => {
          const fixed = apply(text, fix);
          expect(fixed).not.toBe(text);
          const spec = parseSpec(fixed, path);
          const left = runRule(rule, spec);
          expect(left.map(({ message }) => message)).not.toContain(finding.message);
          expect(left.length).toBeLessThan(findings.length);
          expect(left.flatMap(direct).map(({ title }) => title)).not.toContain(fix.title);
          const errors = (source: string) =>
            lintSpec(parseSpec(source, path)).findings.filter(({ severity }) => severity === 'error').length;
          expect(errors(fixed)).toBeLessThanOrEqual(errors(text));
        });
      });
    });
  });
}

test('edits of one fix never overlap, and guided fixes leave a mark or offer a choice', () => {
  for (const rule of rules)
    for (const { text } of rule.examples)
      for (const { fixes } of runRule(rule, parseSpec(text, path)))
        for (const { edits } of fixes) {
          const sorted = edits.toSorted((a, b) => a.range.offset - b.range.offset);
          sorted.slice(1).forEach((edit, index) => {
            expect(edit.range.offset).toBeGreaterThanOrEqual(sorted[index]?.range.endOffset ?? Infinity);
          });
        }
});
