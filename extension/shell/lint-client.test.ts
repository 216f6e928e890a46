// A real worker thread: findings cross, a hanging or broken worker costs one request and is replaced.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isWorkflowPath } from '../core/workflow/workflow-path.ts';
import { createLintClient } from './lint-client.ts';

const workerFile = fileURLToPath(new URL('../lint-worker/main.ts', import.meta.url));
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dimmer-lint-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('lints and parses in the worker, with the context of the file', async () => {
  const asked: string[] = [];
  const client = createLintClient({
    workerFile,
    context: async (uri) => {
      asked.push(uri);
      return { configuration: 'lint: { AMB017: off, TST001: off, escape-clause: error }' };
    },
  });
  const text = '- R1: The tool MUST stop immediately if possible.';
  const [lint, spec] = await Promise.all([
    client.lint(text, 'file:///w/specs/my%20tool.spec.md'),
    client.parse(text, 'specs/a.md'),
  ]);
  expect(lint.findings.map(({ code }) => code)).toEqual(['AMB004']);
  expect(lint.path).toBe('/w/specs/my tool.spec.md');
  expect([spec.id, spec.requirements[0]?.id, 'masked' in spec]).toEqual(['a', 'R1', false]);
  expect(asked).toEqual(['file:///w/specs/my%20tool.spec.md']);
  client.dispose();
  await expect(client.lint('', 'a')).resolves.toBeDefined();
  client.dispose();
});

test('workflows have a worker of their own, and say the same there', async () => {
  const client = createLintClient({
    workerFile: fileURLToPath(new URL('../lint-worker/workflows.ts', import.meta.url)),
  });
  const text =
    'digraph G {\n  start [shape=Mdiamond]\n  exit [shape=Msquare]\n  work [type=guardrial]\n  start -> work -> exit\n}\n';
  const said = async (words: string, uri: string) =>
    (await client.lint(words, uri)).findings.map(({ rule, code, severity, range, fixes }) => [
      rule,
      code,
      severity,
      range.line,
      fixes[0]?.edits[0]?.newText,
    ]);
  expect(await said(text, 'file:///w/workflows/release.dot')).toEqual([
    ['type_known', 'FLO012', 'warning', 4, '"guardrails"'],
  ]);
  expect(await said('digraph G {\n  a -- b\n}', 'file:///w/specs/workflows/a.dot')).toEqual([
    ['syntax', 'FLO000', 'error', 2, undefined],
  ]);
  await expect(client.parse('digraph G { a }', 'file:///w/workflows/a.dot')).rejects.toThrow('not asked for');
  expect(await said(text, 'file:///w/workflows/release.dot')).toHaveLength(1);
  expect(await client.workflow(text)).toMatchObject({
    title: 'G',
    problem: { line: null, message: expect.stringContaining('work (guardrial)') as string },
    picture: { nodes: [{ id: 'start' }, { id: 'work', label: 'work' }, { id: 'exit' }] },
  });
  expect(
    [
      '/w/workflows/a.dot',
      '/w/specs/workflows/A.DOT',
      '/w/docs/graph.dot',
      '/w/workflows/a.md',
      '/w/my-workflows/a.dot',
    ].map(isWorkflowPath),
  ).toEqual([true, true, false, false, false]);
  client.dispose();
});

test('names and completions of the whole set come from the worker', async () => {
  const client = createLintClient({ workerFile, context: async () => ({ root: '/w/' }) });
  const [a, b, far] = ['file:///w/specs/a.md', 'file:///w/specs/b.md', 'file:///v/specs/c.md'];
  const [home, user] = ['# A\n\n- R1: It MUST stop.\n', '# B\n\n- B1: As in R1, it MUST start.\n'];
  await client.learn(home, a);
  await client.learn('- R9: It MUST rest.\n', far);
  const symbol = await client.symbol(user, b, user.indexOf('R1'), 'R5');
  expect(symbol).toMatchObject({ key: 'R1', homes: ['/w/specs/a.md'] });
  if (!symbol) return;
  expect(await client.mentions(home, a, symbol, 'R5')).toMatchObject([{ defines: true, newText: 'R5' }]);
  expect(await client.mentions(user, b, symbol, 'R5')).toMatchObject([{ defines: false, newText: 'R5' }]);
  expect((await client.complete(user, b, user.length)).map(({ label }) => label)).toEqual(['B1', 'R1']);
  client.dispose();
});

test('a worker that hangs is stopped, and the next request gets a new one', async () => {
  const hanging = join(folder, 'hang.mjs');
  await writeFile(
    hanging,
    `import { parentPort } from 'node:worker_threads';
     parentPort.on('message', ({ id, text }) => {
       if (text === 'hang') for (;;);
       if (text === 'die') process.exit(1);
       parentPort.postMessage({ type: 'failed', id, message: 'no such rule' });
     });`,
  );
  const client = createLintClient({ workerFile: hanging, timeoutMs: 1500 });
  await expect(client.lint('hang', 'a.md')).rejects.toThrow(/took too long .* Nothing was changed/);
  await expect(client.lint('die', 'a.md')).rejects.toThrow(/linter stopped/);
  await expect(client.lint('x', 'a.md')).rejects.toThrow(/no such rule/);
  client.dispose();
});
