// What is offered at a place: ids and terms nearest first, the next id, sections that are missing.
import { expect, test } from 'vitest';
import { parseSpec } from '../spec/parse-spec.ts';
import { completionsAt } from './completions.ts';
import { factsOf } from './facts.ts';

const other = parseSpec(
  '# B\n\n- R1: Other.\n- B-07: It stops.\n\n## Glossary\n\n- **Run Log**: a list.\n',
  'specs/b.md',
);

function offered(text: string, path = 'specs/a.md') {
  const offset = text.indexOf('|');
  const spec = parseSpec(text.replace('|', ''), path);
  return completionsAt(spec, [factsOf(spec), factsOf(other)], offset).map((item) => ({
    ...item,
    replaced: text.slice(item.offset, offset),
  }));
}

test('ids of this file before those of others, terms as they are written', () => {
  const items = offered('# A\n\n- R1: It starts.\n- R2: As in R|\n');
  expect(items.map(({ label, detail, replaced }) => [label, detail, replaced])).toEqual([
    ['R1', 'It starts.', 'R'],
    ['R2', 'As in R', 'R'],
    ['B-07', 'b.md: It stops.', 'R'],
    ['Run Log', 'a list.', 'R'],
  ]);
});

test.each([
  ['# A\n\n- R1: It starts.\n- |\n', 'R2: '],
  ['# A\n\n- FR-009: It starts.\n- FR-003: It ends.\n- **F|\n', 'FR-010: '],
  ['# A\n\n- |\n', 'R1: '],
])('the next free id: %j', (text, insert) => {
  expect(offered(text)[0]).toMatchObject({ insert, detail: 'the next free id' });
});

test('after # come the sections that are missing, those of the profile first', () => {
  const items = offered('# A\n\n## Requirements\n\n- R1: It starts.\n\n## Non-goals\n\nNone.\n\n##| ');
  expect(items.map(({ label }) => label)).toEqual([
    ...['## Scenarios', '## Glossary', '## Definition of Done', '## Open questions'],
  ]);
  expect(items[1]?.insert).toBe(
    '## Glossary\n\n- **[NEEDS ANSWER: which term?]**: [NEEDS ANSWER: what does it mean?]\n',
  );
  expect(items[1]?.replaced).toBe('##');
  const kit = offered(
    '---\nprofile: spec-kit\n---\n# Feature Specification: A\n\n## Requirements\n\n- FR-001: It MUST start.\n\n## |\n',
  );
  expect(kit.slice(0, 2).map(({ label }) => label)).toEqual([
    '## User Scenarios & Testing',
    '## Success Criteria',
  ]);
});
