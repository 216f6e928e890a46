// `dimmer workflow check` as people and programs call it.
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { workflowCheckSchema } from '../core/workflow/printed.ts';
import { runCommandHere } from './test-io.ts';
import { workflowCommand } from './workflow.ts';

const cwd = await mkdtemp(join(tmpdir(), 'dimmer-workflow-'));
const check = (argv: string[], json = false) => runCommandHere(workflowCommand, argv, { cwd, env: {}, json });

const good =
  'digraph G { start [shape=Mdiamond] exit [shape=Msquare] t [shape=parallelogram, tool_command="true"] start -> t -> exit }';
await writeFile(join(cwd, 'good.dot'), good);
await writeFile(
  join(cwd, 'bad.dot'),
  good.replace('-> exit', '-> exit [condition="outcome=success || x"]').replaceAll(' t', '\n  t'),
);

test('a good workflow is exit 0', async () => {
  expect(await check(['check', 'good.dot'])).toEqual({
    exit: 0,
    out: '0 errors, 0 warnings in good.dot. It may be run.\n',
    err: '',
  });
});

test('a bad one is exit 1, with the line, the place and what to do', async () => {
  const { exit, out } = await check(['check', 'bad.dot']);
  expect(exit).toBe(1);
  expect(out.split('\n').slice(0, 5)).toEqual([
    'bad.dot',
    expect.stringMatching(
      /^ {2}\d+:\d+ {2}error {2}condition_syntax {2}Condition: Conditions know no `\|\|`\.$/,
    ),
    expect.stringContaining('condition="outcome=success || x"'),
    expect.stringMatching(/\| +\^\^$/),
    '    Write a second edge to the same node, with the other condition.',
  ]);
});

test('--json prints the document of the schema, and one for an error in the syntax', async () => {
  await writeFile(join(cwd, 'broken.dot'), 'digraph G {\n  a -- b\n}');
  for (const [file, ok] of [
    ['good.dot', true],
    ['bad.dot', false],
    ['broken.dot', false],
  ] as const) {
    const { exit, out } = await check(['check', file], true);
    const document = workflowCheckSchema.parse(JSON.parse(out));
    expect([document.path, document.ok, exit]).toEqual([file, ok, ok ? 0 : 1]);
  }
});

test('types of yours are named', async () => {
  await writeFile(
    join(cwd, 'mine.dot'),
    good.replace('shape=parallelogram, tool_command="true"', 'type=mine'),
  );
  expect((await check(['check', 'mine.dot'])).out).toContain('type_known');
  expect((await check(['check', 'mine.dot', '--type', 'mine'])).out).not.toContain('type_known');
});

test('a missing file, no file, an unknown verb and an unknown flag are exit 2', async () => {
  for (const argv of [
    ['check', 'no.dot'],
    ['check'],
    ['check', 'a', 'b'],
    ['paint'],
    [],
    ['check', 'good.dot', '--bad'],
  ]) {
    const { exit, err } = await check(argv);
    expect([argv, exit, err.length > 20]).toEqual([argv, 2, true]);
  }
  expect((await check(['check', 'no.dot'])).err).toContain(
    'no.dot cannot be read (ENOENT). Nothing was done. Check the path.',
  );
});
