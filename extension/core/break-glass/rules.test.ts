import { expect, test } from 'vitest';
import type { Change, ChangedPath } from './change.ts';
import { noFacts, type Example, type ExampleFile } from './rule.ts';
import { forcingRules, rules } from './rules.ts';

function fileOf({ path, added = [], removed = [], status, binary }: ExampleFile): ChangedPath {
  const numbered = (lines: readonly string[]) => lines.map((text, at) => ({ number: 10 + at, text }));
  const hunks =
    added.length + removed.length === 0 ? [] : [{ added: numbered(added), removed: numbered(removed) }];
  return {
    path,
    status: status ?? 'modified',
    binary: binary ?? false,
    hunks,
  };
}

const changeOf = (example: Example): Change => ({ files: (example.files ?? []).map(fileOf) });

test.each(rules.map((rule) => [rule.id, rule] as const))(
  '%s fires on what it is for, and not beside it',
  (_, rule) => {
    const fires = (example: Example) => {
      const found: readonly unknown[] = rule.find(changeOf(example), { ...noFacts, ...example.facts });
      return [example.name, found.length > 0];
    };
    expect(rule.triggers.length).toBeGreaterThan(0);
    expect(rule.passes.length).toBeGreaterThan(0);
    expect(rule.triggers.map(fires)).toEqual(rule.triggers.map(({ name }) => [name, true]));
    expect(rule.passes.map(fires)).toEqual(rule.passes.map(({ name }) => [name, false]));
  },
);

test('what a rule opens lies within the changed lines, with a question of its own', () => {
  for (const rule of forcingRules) {
    for (const example of rule.triggers) {
      for (const spot of rule.find(changeOf(example), { ...noFacts, ...example.facts })) {
        const file = example.files?.find(({ path }) => path === spot.path);
        const lines = (spot.side === 'head' ? file?.added : file?.removed) ?? [];
        const inside =
          file?.binary === true ||
          (lines.length === 0 && spot.start === 1) ||
          (spot.start >= 10 && spot.start + spot.lines <= 10 + lines.length);
        expect([
          rule.id,
          example.name,
          inside,
          spot.question.endsWith('?') || spot.question.endsWith('.'),
        ]).toEqual([rule.id, example.name, true, true]);
      }
    }
  }
});

test('ids are unique and titles are words for people', () => {
  expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
  expect(rules.filter(({ title, reason }) => title.length > 80 || !reason.endsWith('.'))).toEqual([]);
});
