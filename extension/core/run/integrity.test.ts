// What counts as touching the judge: one planted change per kind, and an honest change that raises nothing.
import { expect, test } from 'vitest';
import { checkIntegrity, patchLines, type IntegrityInput } from './integrity.ts';

const guardrails = [
  { name: 'test', run: ['npm', 'run', 'test'], timeoutSeconds: 1 },
  { name: 'lint', run: 'npm run lint', timeoutSeconds: 1 },
];

function input(part: Partial<IntegrityInput>): IntegrityInput {
  const scripts = { test: 'vitest run', lint: 'eslint .' };
  return {
    files: [],
    lines: new Map(),
    guardrails,
    scriptsAtBase: scripts,
    scriptsAtHead: scripts,
    guardrailsAtHead: null,
    nested: [],
    ...part,
  };
}

const file = (path: string, status = 'M') => ({ path, status, added: 1, removed: 1 });

test('an honest change raises nothing', () => {
  const files = [
    file('src/cli.js'),
    file('test/cli.test.js', 'A'),
    file('README.md'),
    file('specs/a.spec.md'),
  ];
  const lines = new Map([
    ['test/cli.test.js', { added: ["test('x', () => expect(1).toBe(1));"], removed: [] }],
  ]);
  expect(checkIntegrity(input({ files, lines }))).toEqual([]);
});

test.each([
  ['test-removed', [file('test/a.test.ts', 'D')], {}],
  ['test-skipped', [file('test/a.test.ts')], { added: ["it.skip('x', () => {})"], removed: [] }],
  ['test-weakened', [file('src/a.test.ts')], { added: ['run();'], removed: ['expect(run()).toBe(1);'] }],
  ['ci-changed', [file('.github/workflows/ci.yml')], {}],
  ['check-configuration-changed', [file('vitest.config.ts')], {}],
  ['executable-configuration', [file('.npmrc', 'A')], {}],
  ['visible-scenario-changed', [file('scenarios/a.md')], {}],
  ['suppression-added', [file('src/a.ts')], { added: ['// eslint-disable-next-line'], removed: [] }],
])('%s', (kind, files, changed) => {
  const lines = new Map([[files[0]?.path ?? '', { added: [], removed: [], ...changed }]]);
  expect(checkIntegrity(input({ files, lines })).map((one) => one.kind)).toEqual([kind]);
});

test('a guardrail that is gone or hollow is disabled, another command is a change', () => {
  const kinds = (part: Partial<IntegrityInput>) => checkIntegrity(input(part)).map((one) => one.kind);
  expect(kinds({ scriptsAtHead: { lint: 'eslint .' } })).toEqual(['guardrail-disabled']);
  expect(kinds({ scriptsAtHead: { lint: 'eslint .', test: 'exit 0' } })).toEqual(['guardrail-disabled']);
  expect(kinds({ scriptsAtHead: { lint: 'eslint .', test: 'vitest run a' } })).toEqual(['guardrail-changed']);
  expect(kinds({ guardrailsAtHead: [guardrails[0] as never] })).toEqual(['guardrail-disabled']);
  expect(kinds({ nested: ['inner'] })).toEqual(['nested-repository']);
});

test('a patch is read by path; lines that look like headers stay lines', () => {
  const patch = `diff --git a/a.txt b/a.txt
--- a/a.txt
+++ b/a.txt
@@ -1,2 +1 @@
--- a line that began with two dashes
-old
+new
diff --git a/gone.txt b/gone.txt
--- a/gone.txt
+++ /dev/null
@@ -1 +0,0 @@
-x
`;
  expect([...patchLines(patch)]).toEqual([
    ['a.txt', { added: ['new'], removed: ['-- a line that began with two dashes', 'old'] }],
    ['gone.txt', { added: [], removed: ['x'] }],
  ]);
});
