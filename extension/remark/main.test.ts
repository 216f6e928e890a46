// The plugin in real pipelines: what becomes of a finding, and that the package's own name leads to it.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { VFile } from 'vfile';
import { expect, test } from 'vitest';
import { root } from '../checks/sources.ts';
import type { DimmerLintOptions } from './lint.d.ts';
import { dimmerLint } from './main.ts';

async function messages(value: string, options?: DimmerLintOptions) {
  const file = new VFile({ value, path: 'specs/a.md' });
  const pipeline = unified().use(remarkParse).use(remarkGfm).use(dimmerLint, options);
  const tree = pipeline.parse(file);
  const before = structuredClone(tree);
  expect(await pipeline.run(tree, file)).toEqual(before);
  return file.messages;
}

const text = '# A\n\n- R1: The 😀 tool MUST edit/copy it immediately.\n  - Given x, when y, then z.\n';

test('a finding is a message: rule, place, page, question', async () => {
  const [only, ...more] = await messages(text, { rulePages: 'https://rules.example/' });
  expect(more).toEqual([]);
  expect(only).toMatchObject({
    ...{ ruleId: 'vague-time', source: 'dimmer', fatal: false, actual: 'immediately' },
    reason: 'Unexpected “immediately”, expected a time limit or an event.',
    place: { start: { line: 3, column: 37, offset: 41 }, end: { line: 3, column: 48, offset: 52 } },
    ...{ note: 'How fast? Within ___ of ___.', url: 'https://rules.example/vague-time.md' },
    file: 'specs/a.md',
  });
});

test('errors are fatal on request only, hints are infos, grades and show are heard', async () => {
  expect((await messages(text, { fatal: true })).map(({ fatal }) => fatal)).toEqual([true]);
  const all = await messages(text, { show: 'all', fatal: true });
  expect(all.length).toBeGreaterThan(1);
  expect(all.filter(({ fatal }) => fatal === true)).toHaveLength(1);
  const graded = await messages(text, { show: 'all', grades: { 'vague-time': 'info', AMB008: 'off' } });
  expect(graded.find(({ ruleId }) => ruleId === 'vague-time')?.fatal).toBeUndefined();
  expect(graded.map(({ ruleId }) => ruleId)).not.toContain('and-or-slash');
});

test('suppressions hold, empty and clean files are no trouble', async () => {
  const kept = text.replace('- R1', '<!-- dimmer-disable-next-line vague-time: meant -->\n- R1');
  expect(await messages(kept)).toEqual([]);
  expect((await messages('')).map(({ ruleId }) => ruleId)).toEqual(['unreadable-spec']);
});

const built = existsSync(join(root, 'dist/lint.mjs')) && existsSync(join(root, 'dist/lint.d.ts'));

test.skipIf(!built)('`dimmer/lint` is the built plugin, and its pages are in the package', async () => {
  const program = `
    import { existsSync } from 'node:fs';
    import { unified } from 'unified';
    import remarkParse from 'remark-parse';
    import { VFile } from 'vfile';
    import { dimmerLint } from 'dimmer/lint';
    const file = new VFile({ value: ${JSON.stringify(text)}, path: 'a.md' });
    const pipeline = unified().use(remarkParse).use(dimmerLint);
    await pipeline.run(pipeline.parse(file), file);
    console.log(JSON.stringify(file.messages.map(({ ruleId, url }) => [ruleId, existsSync(new URL(url))])));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: root,
  });
  expect(JSON.parse(stdout)).toEqual([['vague-time', true]]);
});
