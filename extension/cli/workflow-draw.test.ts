// `dimmer workflow draw` as people and programs call it.
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCommandHere } from './test-io.ts';
import { workflowCommand } from './workflow.ts';

const cwd = await mkdtemp(join(tmpdir(), 'dimmer-workflow-'));
const draw = (argv: string[], json = false) =>
  runCommandHere(workflowCommand, ['draw', ...argv], { cwd, env: {}, json });
await writeFile(
  join(cwd, 'good.dot'),
  'digraph G { start [shape=Mdiamond] exit [shape=Msquare] t [shape=parallelogram, tool_command="true"] start -> t -> exit }',
);

test('the picture goes to standard output, or into a file', async () => {
  const { exit, out, err } = await draw(['good.dot']);
  expect([exit, out.startsWith('<svg '), out.endsWith('</svg>\n'), err]).toEqual([0, true, true, '']);
  expect(await draw(['good.dot', '--out', 'good.svg'])).toEqual({
    exit: 0,
    out: '',
    err: 'Drew good.dot into good.svg.\n',
  });
  expect(await readFile(join(cwd, 'good.svg'), 'utf8')).toBe(out);
  expect(JSON.parse((await draw(['good.dot', '--out', 'good.svg'], true)).out)).toEqual({
    v: 1,
    path: 'good.dot',
    out: 'good.svg',
  });
});

test('a workflow with errors is drawn and said to have them; what is no graph is not', async () => {
  await writeFile(join(cwd, 'errors.dot'), 'digraph G { a b a -> b }');
  expect(await draw(['errors.dot'])).toMatchObject({
    exit: 0,
    err: expect.stringContaining('errors; `dimmer workflow check errors.dot` names them.'),
  });
  await writeFile(join(cwd, 'broken.dot'), 'digraph G { a -- b }');
  expect(await draw(['broken.dot'])).toMatchObject({
    exit: 1,
    out: '',
    err: expect.stringContaining('`--` has no direction.'),
  });
  expect((await draw(['good.dot', '--out', 'no/such/folder.svg'])).exit).toBe(2);
});
