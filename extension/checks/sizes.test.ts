// Sizes that keep the product light and the code changeable.
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root, sourceFiles } from './sources.ts';

test.each([
  ['extension.cjs', 310 * 1024],
  ['lint-worker.mjs', 600 * 1024],
  ['workflow-worker.mjs', 160 * 1024],
])('dist/%s stays within %i bytes', async (name, budget) => {
  const { size } = await stat(join(root, 'dist', name));
  expect(size).toBeGreaterThan(1024);
  expect(size).toBeLessThanOrEqual(budget);
});

test.each(['runner.mjs', 'evaluator.mjs', 'cli.mjs', 'lint-worker.mjs'])(
  'dist/%s is ASCII, of which V8 keeps a byte a character',
  async (name) => {
    const text = await readFile(join(root, 'dist', name), 'latin1');
    expect([...new Set(text.match(/[^\x00-\x7f]/g) ?? [])]).toEqual([]);
  },
);

test('what would open TLS is in no bundle', async () => {
  const { inputs } = JSON.parse(await readFile(join(root, 'dist', 'meta.json'), 'utf8')) as {
    readonly inputs: Readonly<Record<string, unknown>>;
  };
  expect(Object.keys(inputs).filter((path) => path.includes('node_modules/node-forge'))).toEqual([]);
});

test('no source file is longer than 300 lines, and the median stays small', async () => {
  const files = await sourceFiles(['extension', 'webview']);
  const lines = files.map((file) => ({ path: file.path, lines: file.text.split('\n').length }));
  expect(lines.filter((file) => file.lines > 300)).toEqual([]);
  const sorted = lines.map((file) => file.lines).sort((a, b) => a - b);
  expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThanOrEqual(120);
});

test('activate.ts is a table of contents', async () => {
  const [activate] = (await sourceFiles(['extension'])).filter(
    (file) => file.path === 'extension/activate.ts',
  );
  expect(activate?.text.split('\n').length).toBeLessThanOrEqual(60);
});

test('every source file says in its first line why it exists', async () => {
  const files = await sourceFiles(['extension', 'webview']);
  expect(files.filter((file) => !/^(\/\/|\/\*\*)/.test(file.text)).map((file) => file.path)).toEqual([]);
});
