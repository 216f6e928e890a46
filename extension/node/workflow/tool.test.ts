// Stages that run a command.
import { expect, test } from 'vitest';
import { graph, run } from './testing.ts';

const of = (command: string, more = '') =>
  graph(`t [shape=parallelogram, tool_command="${command}"${more}] start -> t -> exit`);
test('exit 0 is a success with its output, any other a failure', async () => {
  expect((await run(of('echo hello'))).state.line.context).toMatchObject({
    'tool.output': 'hello\n',
    'tool.exit_code': 0,
  });
  expect(await run(of('echo no >&2; exit 3'))).toMatchObject({
    status: 'fail',
    reason: '`echo no >&2; exit 3` ended with exit code 3',
  });
  expect(await run(of('kill -9 $$'))).toMatchObject({
    status: 'fail',
    reason: expect.stringContaining('SIGKILL'),
  });
});
test('output stays within its limit, the marker included', async () => {
  const { state, read } = await run(of('yes 0123456789 | head -c 200000'));
  const output = String(state.line.context['tool.output']);
  expect([
    output.length <= 30_000,
    output.includes('left out'),
    (await read('t/output.txt')).length <= 30_000,
  ]).toEqual([true, true, true]);
});
test('a stage that takes too long fails', async () => {
  expect(await run(of('sleep 30', ', timeout=50ms'))).toMatchObject({
    status: 'fail',
    reason: expect.stringContaining('took longer than'),
  });
});
