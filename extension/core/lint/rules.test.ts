// Every rule's examples are its tests; the catalogue, where it is at hand, holds codes, severities and tiers still.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parseSpec } from '../spec/parse-spec.ts';
import type { Finding } from './finding.ts';
import { factsOf } from './facts.ts';
import { runRule } from './lint.ts';
import type { Example } from './rule.ts';
import { rules } from './rules.ts';

const say = ({ range, message }: Finding) =>
  `${range.line}:${range.column}-${range.endLine}:${range.endColumn} ${message}`;

/** An example and the facts of the files around it. */
const read = ({ text, others = {} }: Example) => {
  const spec = parseSpec(text, 'specs/example.md');
  const set = Object.entries(others).map(([path, other]) => factsOf(parseSpec(other, path)));
  return [spec, { set: [factsOf(spec), ...set] }] as const;
};

for (const rule of rules) {
  rule.examples.forEach((example, index) => {
    test(`${rule.id}: example ${index + 1}`, () => {
      expect(runRule(rule, ...read(example)).map(say)).toEqual(example.findings);
    });
  });
}

test('every rule shows a violation and a clean text, and asks a question', () => {
  for (const rule of rules) {
    const violating = rule.examples.filter(({ findings }) => findings.length > 0);
    expect([rule.id, violating.length > 0, violating.length < rule.examples.length]).toEqual([
      rule.id,
      true,
      true,
    ]);
    for (const example of violating)
      for (const finding of runRule(rule, ...read(example))) expect(finding.question).not.toBe('');
  }
});

test('codes and ids are unique', () => {
  expect(new Set(rules.flatMap(({ code, id }) => [code, id])).size).toBe(rules.length * 2);
});

const catalogue = fileURLToPath(new URL('../../../../shared/design/5-spec-lint-rules.json', import.meta.url));

test.skipIf(!existsSync(catalogue))('codes, ids, severities and tiers are the catalogue’s', () => {
  const entries = JSON.parse(readFileSync(catalogue, 'utf8')) as {
    code: string;
    id: string;
    severity: string;
    tier: string;
  }[];
  const known = new Map(entries.map((entry) => [entry.code, entry]));
  for (const { code, id, severity, tier, off } of rules.filter((rule) => !rule.code.startsWith('DOC')))
    expect({ code, id, severity: off ? 'off' : severity, tier }).toEqual({
      code,
      id: known.get(code)?.id,
      severity: known.get(code)?.severity,
      tier: known.get(code)?.tier,
    });
});
