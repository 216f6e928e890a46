import { expect, test } from 'vitest';
import { runCommand } from './run-command.ts';

const node = process.execPath;
const options = { env: { PATH: process.env['PATH'] ?? '' }, timeoutMs: 10_000 };
const script = (code: string) => ['-e', code];

test('collects both streams and the exit code, and passes input', async () => {
  const code = `process.stdin.on('data', (d) => { process.stdout.write(d); process.stderr.write('e'); process.exitCode = 3; })`;
  expect(await runCommand(node, script(code), { ...options, input: 'häh\n' })).toEqual({
    exit: 3,
    stdout: 'häh\n',
    stderr: 'e',
    problem: '',
    missing: false,
  });
});

test('a command that is not there is a value, not a throw', async () => {
  expect(await runCommand('no-such-command-of-ours', [], options)).toMatchObject({
    exit: null,
    missing: true,
  });
});

test('a missing folder is said', async () => {
  const result = await runCommand(node, script(''), { ...options, cwd: '/no/such/folder' });
  expect(result).toMatchObject({ exit: null, stdout: '' });
  expect(result.problem).not.toBe('');
});

test('too slow and too loud commands are ended', async () => {
  const slow = await runCommand(node, script('setTimeout(() => {}, 60000)'), { ...options, timeoutMs: 200 });
  expect(slow).toMatchObject({ exit: null, missing: false });
  expect(slow.problem).toContain('took longer');
  const flood =
    'const go = () => { while (process.stdout.write("x".repeat(65536))); process.stdout.once("drain", go); }; go()';
  const loud = await runCommand(node, script(flood), {
    ...options,
    maxBytes: 1_000_000,
  });
  expect(loud.exit).toBeNull();
  expect(loud.problem).toContain('bytes of output');
});

test('nothing of our environment is passed on unasked', async () => {
  process.env['DIMMER_TEST_SECRET'] = 'x';
  const { stdout } = await runCommand(node, script('console.log(process.env.DIMMER_TEST_SECRET)'), options);
  expect(stdout).toBe('undefined\n');
});

test('input to a command that does not read it is no error', async () => {
  const result = await runCommand(node, script('process.exit(0)'), {
    ...options,
    input: 'x'.repeat(5_000_000),
  });
  expect(result.exit).toBe(0);
});
