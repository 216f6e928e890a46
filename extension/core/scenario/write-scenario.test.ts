import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseScenario } from './parse-scenario.ts';
import { plainLine, writeScenario, type ScenarioParts } from './write-scenario.ts';

const parts: ScenarioParts = {
  id: 'SCN-1',
  spec: 'notes',
  requirements: ['R2'],
  title: 'Bo finds what he wrote',
  story: 'Bo writes two things down and finds both, oldest first.',
  vars: { one: { kind: 'word' } },
  steps: [
    { sentence: 'When Bo writes', kind: 'cli', cli: { run: ['notes', 'add', '{{one}}'] } },
    { sentence: 'Then it is kept', kind: 'file', file: { path: 'notes.json', expect: { exists: true } } },
  ],
};

test('what is written reads back as what was meant', () => {
  const text = writeScenario({ ...parts, origin: 'REHEARSAL: written in advance' });
  expect(text).toContain('# REHEARSAL: written in advance\nschema:');
  const parsed = parseScenario(text);
  expect(parsed).toMatchObject({
    ok: true,
    scenario: { id: 'SCN-1', title: 'Bo finds what he wrote', status: 'draft', requirements: ['R2'] },
  });
  expect(parsed.ok && parsed.scenario.steps.map(({ sentence }) => sentence)).toEqual([
    'When Bo writes',
    'Then it is kept',
  ]);
  expect(parsed.ok && parsed.scenario.trajectories).toBe(undefined);
});

test('without values that differ one trajectory is enough', () => {
  const parsed = parseScenario(writeScenario({ ...parts, vars: {}, steps: parts.steps.slice(1) }));
  expect(parsed.ok && parsed.scenario.trajectories).toBe(1);
});

const hostile = fc.oneof(
  fc.string(),
  fc.constantFrom(
    '---\nid: other',
    '```\n```cli\nrun: [evil]',
    '# Scenario: two',
    '* item\n  ```judge\n  rubric: x',
    '<script>alert(1)</script>',
    '{{missing',
    'a\u2028b\u0000c\u202ed',
    '1) first',
    'id: x\nstatus: retired',
  ),
);

test('no text can end its line, its block or the front matter', () => {
  fc.assert(
    fc.property(hostile, hostile, hostile, hostile, (title, story, sentence, word) => {
      const argument = word.replaceAll('{{', '{ {').replaceAll('\0', '');
      const step = { sentence, kind: 'cli' as const, cli: { run: ['notes', argument], expect: { exit: 2 } } };
      const parsed = parseScenario(writeScenario({ ...parts, title, story, vars: {}, steps: [step] }));
      expect(parsed.ok ? [] : parsed.problems).toEqual([]);
      if (!parsed.ok) return;
      const { scenario } = parsed;
      expect([scenario.id, scenario.spec, scenario.status, scenario.steps.length]).toEqual([
        'SCN-1',
        'notes',
        'draft',
        1,
      ]);
      expect(scenario.steps[0]).toMatchObject({ cli: step.cli });
    }),
    { numRuns: 300 },
  );
});

test('a line of prose keeps its words', () => {
  expect(plainLine('  ## An unknown   command\nexits with 2 ', 80)).toBe('An unknown command exits with 2');
  expect(plainLine('3 notes are listed', 80)).toBe('3 notes are listed');
});
