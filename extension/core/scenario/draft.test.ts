import { expect, test } from 'vitest';
import { isDraft, keptText } from './draft.ts';
import { parseScenario } from './parse-scenario.ts';
import { writeScenario } from './write-scenario.ts';

const proposal = writeScenario({
  id: 'SCN-1',
  spec: 'tally',
  requirements: ['R1'],
  title: 'Words are counted',
  story: 'status: draft',
  vars: {},
  steps: [
    {
      sentence: 'status: draft',
      kind: 'cli',
      cli: { run: ['tally', 'b'], expect: { stdout: { contains: 'status: draft' } } },
    },
  ],
});

test('a proposal is a draft until it is kept, and keeping changes nothing else', () => {
  expect(isDraft(proposal)).toBe(true);
  const kept = keptText(proposal);
  expect(isDraft(kept)).toBe(false);
  const [before, after] = [parseScenario(proposal), parseScenario(kept)];
  if (!before.ok || !after.ok) throw new Error('both parse');
  expect(before.scenario.status).toBe('draft');
  expect(after.scenario.status).toBe('active');
  expect(after.scenario.steps).toEqual(before.scenario.steps);
  expect(kept.split('status: draft')).toHaveLength(proposal.split('status: draft').length - 1);
});

test.each([
  ['no status', '---\nid: SCN-1\n---\n# Scenario: A\n'],
  ['active', '---\nid: SCN-1\nstatus: active\n---\n# Scenario: A\n'],
  ['only in the body', '---\nid: SCN-1\n---\n# Scenario: A\n\nstatus: draft\n'],
  ['no front matter', 'status: draft\n'],
])('%s is no draft, and stays as it is', (_, text) => {
  expect(isDraft(text)).toBe(false);
  expect(keptText(text)).toBe(text);
});

test('a comment after the word stays', () => {
  expect(keptText('---\nstatus: draft # until Monday\n---\n')).toBe(
    '---\nstatus: active # until Monday\n---\n',
  );
});
