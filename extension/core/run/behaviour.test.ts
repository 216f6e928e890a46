import { expect, test } from 'vitest';
import type { VisibleDetail } from '../protocol/evaluator-answer.ts';
import { compareBehaviour, compareTime, verdictOf, type Compared } from './behaviour.ts';

const step = (stdout: string, exit = 0, milliseconds = 10) => ({
  run: ['stint', 'list', '--day', "o'clock"],
  exit,
  stdout,
  stderr: '',
  milliseconds,
});
const scenario = (name: string, satisfied: boolean, stdout: string, exit = 0): VisibleDetail => ({
  scenario: name,
  satisfied,
  failures: [],
  requirements: ['R1'],
  steps: [step(stdout, exit)],
});
const compare = (before: VisibleDetail[], after: VisibleDetail[], more: Partial<Compared> = {}) =>
  compareBehaviour({
    base: 'b',
    head: 'h',
    requirements: ['R1'],
    atBase: [before],
    atHead: [after, after],
    bin: { stint: ['node', 'cli.js'] },
    ...more,
  });

test('a difference is explained by a requirement that was not met before, and by nothing else', () => {
  const { inputs, problem } = compare(
    [
      scenario('same', true, 'a at 2026-11-24T10:00:00Z in 12 ms'),
      scenario('new', false, 'error', 1),
      scenario('drift', true, 'one\ntwo'),
      scenario('gone', true, 'x'),
    ],
    [
      scenario('same', true, 'a at 2026-11-24T11:00:00Z in 13 ms'),
      scenario('new', true, 'works'),
      scenario('drift', true, 'one\nthree'),
      scenario('gone', false, '', 2),
    ],
  );
  expect(
    inputs.map(({ scenario: name, change, explained, negative }) => [name, change, explained, negative]),
  ).toEqual([
    ['same', 'same', true, false],
    ['new', 'now-possible', true, false],
    ['drift', 'changed', false, false],
    ['gone', 'no-longer-possible', false, true],
  ]);
  expect(inputs[2]).toMatchObject({
    difference: ' one\n-two\n+three',
    input: `$ stint list --day 'o'\\''clock'`,
    replay: `node cli.js list --day 'o'\\''clock'`,
    replays: true,
  });
  expect(problem).toBeNull();
});

test('a requirement of another spec explains nothing', () => {
  const { inputs } = compare([scenario('a', false, 'x')], [scenario('a', true, 'y')], {
    requirements: ['Z9'],
  });
  expect(inputs[0]?.explained).toBe(false);
});

test('a result that comes out otherwise the second time does not replay', () => {
  const { inputs } = compare([scenario('a', true, 'x')], [], {
    atHead: [[scenario('a', true, 'x')], [scenario('a', true, 'y')]],
  });
  expect(inputs.map(({ change, replays }) => [change, replays])).toEqual([['same', false]]);
});

test('without a command there is nothing to compare, and that is said', () => {
  expect(compare([], [])).toMatchObject({
    inputs: [],
    problem: 'no visible scenario runs a command or sends a request',
  });
});

test('slower is only said where it is beyond noise', () => {
  expect(verdictOf([10, 11, 12, 10, 11], [20, 21, 19, 22, 20])).toBe('worse');
  expect(verdictOf([20, 21, 19, 22, 20], [10, 11, 12, 10, 11])).toBe('better');
  expect(verdictOf([10, 11, 12, 10, 30], [20, 21, 19, 22, 20])).toBe('same');
  expect(verdictOf([100, 101, 102, 100, 101], [103, 104, 105, 106, 107])).toBe('same');
  expect(verdictOf([10, 10], [50, 50])).toBe('same');
  expect(verdictOf([], [1])).toBe('new');
  const run = [scenario('a', true, 'x')];
  expect(
    compareTime({ base: '', head: '', requirements: [], atBase: [run], atHead: [run, run], bin: {} }),
  ).toEqual([
    {
      name: 'time',
      unit: 'ms',
      subject: 'all visible inputs',
      base: [10],
      head: [10, 10],
      budget: null,
      verdict: 'same',
    },
  ]);
});

test('chance alone calls no more than 1 in 100 equal products slower', () => {
  let seed = 7;
  const noise = () => ((seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648), 100 + (seed % 1_000) / 10);
  const five = () => Array.from({ length: 5 }, noise);
  const trials = 5_000;
  const wrong = Array.from({ length: trials }, () => verdictOf(five(), five())).filter(
    (one) => one === 'worse',
  ).length;
  expect(wrong / trials).toBeLessThan(0.01);
});

test('answers over HTTP are compared by status, headers and body; what differs each time is not a difference', () => {
  const answer = (request: string, status: number, body: string, date: string): VisibleDetail => ({
    ...scenario(request, true, ''),
    steps: [
      {
        ...step(body, status),
        run: [],
        http: {
          request,
          ...(request.startsWith('POST') ? { sent: '{"text":"it\'s"}' } : {}),
          headers: { 'content-type': 'text/plain', date, etag: date },
        },
      },
    ],
  });
  const { inputs } = compare(
    [
      answer('GET /a', 200, 'one', 'Mon'),
      answer('POST /b', 200, 'two', 'Mon'),
      answer('GET /c', 404, 'no', 'Mon'),
    ],
    [
      answer('GET /a', 200, 'one', 'Tue'),
      answer('POST /b', 201, 'two', 'Tue'),
      answer('GET /c', 404, 'no', 'Tue'),
    ],
    { start: 'node server.js' },
  );
  expect(inputs.map(({ input, kind, change, negative }) => [input, kind, change, negative])).toEqual([
    ['GET /a', 'http', 'same', false],
    ['POST /b', 'http', 'changed', false],
    ['GET /c', 'http', 'same', true],
  ]);
  expect(inputs[1]).toMatchObject({
    difference: '-HTTP 200\n+HTTP 201\n content-type: text/plain\n two',
    replay: `PORT=8080 node server.js & curl -si --retry 50 --retry-connrefused --retry-delay 1 -X POST -H 'content-type: application/json' --data-binary '{"text":"it'\\''s"}' http://127.0.0.1:8080/b; kill $!`,
  });
});
