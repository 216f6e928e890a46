import { expect, test } from 'vitest';
import { missingProgram } from './missing-program.ts';

const go = { name: 'test', run: ['go', 'test', './...'], timeoutSeconds: 60 };
const pytest = { name: 'test', run: ['python3', '-m', 'pytest', '-q'], timeoutSeconds: 60 };
const build = { name: 'build', run: ['npm', 'run', 'build'], timeoutSeconds: 60 };
const failed = (exit: number | null, output: string) => ({ outcome: 'fail' as const, exit, output });

test.each([
  ['a program', go, failed(127, 'bash: line 1: go: command not found'), 'go'],
  [
    'a program that only a script names',
    build,
    failed(127, '> build\n> tsc\n\nsh: 1: tsc: not found\n'),
    'tsc',
  ],
  ['a program without words', go, failed(127, ''), 'go'],
  ['a module of Python', pytest, failed(1, '/usr/bin/python3: No module named pytest'), 'pytest'],
  ['a module that the code under test misses', pytest, failed(1, "E   No module named 'requests'"), null],
  ['a test that fails', go, failed(1, 'FAIL: go: command not found'), null],
  ['a test that passes', go, { outcome: 'pass' as const, exit: 0, output: '' }, null],
  ['one that was not run', go, undefined, null],
])('%s', (_, guardrail, result, missing) => {
  expect(missingProgram(guardrail, result)).toBe(missing);
});
