// dimmer.yaml: what is understood, and that one wrong key never costs another.
import { expect, test } from 'vitest';
import { decodeConfiguration } from './configuration.ts';

test('every documented key is read', () => {
  const text = `
areas: [{ name: api, paths: ["src/api/**"], level: 3, owner: ada }]
guardrails:
  - { name: test, run: npm test, timeout: 2m }
  - { name: types, run: [tsc, -b] }
setup: { run: npm ci, lockfile: package-lock.json }
critical: ["src/auth/**"]
budget: { run: { tokens: 100000, minutes: 30 }, day: { dollars: 20 } }
gate: { bar: 0.9, minimum: 25 }
policy: { merge: never }
vault: shared-vault
owner: ada
level: 4
worktrees: { link: [node_modules], maximum: 5, gigabytes: 20.5 }
lint: { subjective-adjective: off }
backend: anthropic
agent: { effort: high, instructions: Use tabs., output: { shell: { lines: 100 } } }
`;
  const { configuration, problems } = decodeConfiguration(text);
  expect(problems).toEqual([]);
  expect(configuration).toMatchObject({
    guardrails: [
      { name: 'test', run: 'npm test', timeoutSeconds: 120 },
      { name: 'types', run: ['tsc', '-b'], timeoutSeconds: 600 },
    ],
    level: 4,
    budget: { run: { tokens: 100000, minutes: 30 }, day: { dollars: 20 } },
    areas: [{ name: 'api', level: 3 }],
    vault: 'shared-vault',
    agent: { effort: 'high', instructions: 'Use tabs.', output: { shell: { lines: 100 } } },
  });
});

test('a wrong key is named and left out; the others hold', () => {
  const text =
    'level: 7\nowner: ada\nvault: ../../etc\nguradrails: []\nguardrails: [{ name: a, run: x }, { name: a, run: y }]\n';
  const { configuration, problems } = decodeConfiguration(text);
  expect(configuration).toEqual({ owner: 'ada', guardrails: [{ name: 'a', run: 'x', timeoutSeconds: 600 }] });
  expect(problems.length).toBe(4);
  expect(problems.join('\n')).toMatch(/level.*\n?.*vault[^]*"guradrails"[^]*used twice/);
});

test.each([
  ['', 0],
  ['# nothing\n', 0],
  ['- a\n- b\n', 1],
  ['a: [', 1],
  ['owner: &a x\nvault: *a\n', 1],
])('%j gives no configuration and %i problem(s) or more, never an exception', (text, least) => {
  const { problems } = decodeConfiguration(text);
  expect(problems.length).toBeGreaterThanOrEqual(least);
});
