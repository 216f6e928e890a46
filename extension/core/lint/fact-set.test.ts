// A set of files: what each says, who contradicts whom, and who must be looked at again after a change.
import { expect, test } from 'vitest';
import { parseSpec } from '../spec/parse-spec.ts';
import { createAnswerer } from './answer.ts';
import { changedKeys, dependsOn, saidElsewhere } from './fact-set.ts';
import { factsOf } from './facts.ts';
import { lintSpec } from './lint.ts';

const facts = (path: string, text: string) => factsOf(parseSpec(text, path));

test('facts are plain data, and an id range cites what lies between its ends', () => {
  const one = facts('specs/a.md', '- FR-001: The tool MUST list.\n\nSee FR-002 to FR-005.');
  expect(JSON.parse(JSON.stringify(one))).toEqual(one);
  const cited = one.facts.filter(({ kind }) => kind === 'citation').map(({ key }) => key);
  expect(cited).toEqual(['FR-002', 'FR-003', 'FR-004', 'FR-005']);
});

test.each([
  ['specs/a.md', 'specs/b.md', true],
  ['specs/a.md', 'docs/deep/b.spec.md', true],
  ['specs/001-a/spec.md', 'specs/001-a/contracts/x.md', true],
  ['specs/001-a/spec.md', 'specs/002-b/spec.md', false],
  ['openspec/specs/a/spec.md', 'openspec/changes/x/specs/a/spec.md', false],
  ['specs/a.md', 'specs/archive/b.md', false],
  ['specs/a.md', 'specs/a.md', false],
])('%s hears of %s: %s', (own, other, heard) => {
  const set = [facts(other, '## Glossary\n\n- **Lease**: a lock\n')];
  expect(saidElsewhere({ path: own }, { set }, 'definition', 'lease').length > 0).toBe(heard);
});

test('a change concerns the files that say or cite what changed, and no others', () => {
  const before = facts('specs/a.md', '- AUTH-1: The tool MUST list.\n\n## Glossary\n\n- **Lease**: a lock\n');
  const after = facts('specs/a.md', '- AUTH-1: The tool MUST sort.\n\n## Glossary\n\n- **Lease**: a lock\n');
  const changed = changedKeys(before, after);
  expect(changed.has('requirement AUTH-1')).toBe(true);
  expect(changed.has('definition lease')).toBe(false);
  expect(dependsOn(facts('specs/b.md', 'As AUTH-1 says.'), changed)).toBe(true);
  expect(dependsOn(facts('specs/b.md', '## Glossary\n\n- **Lease**: a lease'), changed)).toBe(false);
  expect(changedKeys(before, before).size).toBe(0);
  expect([...changedKeys(undefined, after)]).toEqual([...changedKeys(after, undefined)]);
});

test('a conflict with another file is told in both, each with the place in the other', () => {
  const a = parseSpec('The `http.timeout_ms` defaults to 500.', 'specs/a.md');
  const b = parseSpec('# B\n\nThe `http.timeout_ms` defaults to 800.', 'specs/b.md');
  const set = [factsOf(a), factsOf(b)];
  const said = [a, b].map((spec) =>
    lintSpec(spec, { set }).findings.flatMap(({ code, related }) =>
      related.map(({ path, range }) => `${code} ${path}:${range.line}:${range.column}`),
    ),
  );
  expect(said).toEqual([['CON008 specs/b.md:3:35'], ['CON008 specs/a.md:1:35']]);
});

test('the worker keeps what it learnt, by root, and forgets what is gone', () => {
  const answer = createAnswerer();
  const codes = (text: string, path: string, root: string) => {
    const answered = answer({ type: 'lint', id: 1, text, path, context: { root } });
    return answered?.type === 'linted' ? answered.lint.findings.map(({ code }) => code) : answered;
  };
  const text = 'The `http.timeout_ms` defaults to 500.';
  const learnt = answer({
    type: 'facts',
    id: 2,
    text: text.replace('500', '800'),
    path: '/w/b.md',
    context: {},
  });
  expect(learnt).toMatchObject({ type: 'facts', facts: { path: '/w/b.md' } });
  expect(codes(text, '/w/a.md', '/w/')).toEqual(['CON008']);
  expect(codes(text, '/x/a.md', '/x/')).toEqual([]);
  answer({ type: 'known', facts: [], gone: [{ path: '/w/b.md' }] });
  expect(codes(text, '/w/a.md', '/w/')).toEqual([]);
  if (learnt?.type === 'facts') answer({ type: 'known', facts: [learnt.facts], gone: [] });
  expect(codes(text, '/w/a.md', '/w/')).toEqual(['CON008']);
});

test('dimmer.yaml names the profile of all specs', () => {
  const answer = createAnswerer();
  const text = '# A\n\n## Requirements\n\n- R1: The tool MUST list.\n  - WHEN asked, THEN it lists.\n';
  const context = { configuration: 'lint: { profile: openspec, CMP011: off }' };
  const answered = answer({ type: 'lint', id: 1, text, path: 'a.md', context });
  expect(answered?.type === 'linted' && answered.lint.findings.map(({ code }) => code)).toEqual(['CMP013']);
});
