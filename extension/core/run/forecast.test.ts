// Forecasts against runs whose numbers are known, and in words.
import { expect, test } from 'vitest';
import { forecastLine } from '../protocol/forecast-text.ts';
import { forecastFor, forecasts, kindOf } from './forecast.ts';
import type { RunState } from './state.ts';

interface Used {
  readonly tokens: number;
  readonly dollars?: number | null;
  readonly minutes?: number;
}

const run = ({ tokens, dollars = 1, minutes = 5 }: Used, change: object = {}, request: object = {}) =>
  ({
    status: 'approved',
    request: { level: 4, backend: 'anthropic', model: 'm', ...request },
    usage: { input: tokens, output: 0, cacheRead: 0, cacheWrite: 0 },
    turnsUncounted: 0,
    dollars,
    worked: { milliseconds: minutes * 60_000, since: null },
    ...change,
  }) as unknown as RunState;

const like = kindOf({ level: 4, backend: 'anthropic', model: 'm' });
const of = (runs: readonly RunState[], kind = like) => forecastFor(forecasts(runs), kind);

test('without history it says so', () => {
  expect(of([])).toEqual({ ...like, n: 0, tokens: null, dollars: null, minutes: null });
  expect(forecastLine(of([]))).toBe('no history yet: no run like this has come to a result here');
});

test('under ten runs the range is the least and the most, from ten on 10th to 90th percentile', () => {
  const runs = (n: number) => Array.from({ length: n }, (_, at) => run({ tokens: (at + 1) * 1000 }));
  expect(of(runs(9)).tokens).toEqual({ n: 9, median: 5000, low: 1000, high: 9000 });
  expect(of(runs(11)).tokens).toEqual({ n: 11, median: 6000, low: 2000, high: 10_000 });
  expect(of(runs(2)).tokens).toMatchObject({ median: 1500 });
  expect(forecastLine(of(runs(9)))).toBe(
    'tokens 5k (1k to 9k); dollars $1.00; at work 5 min; from 9 runs like this here: median (least to most)',
  );
  expect(forecastLine(of(runs(11)))).toContain('median (10th to 90th percentile)');
  expect(forecastLine(of(runs(1)))).toBe(
    'tokens 1k; dollars $1.00; at work 5 min; from 1 run like this here',
  );
});

test('only runs of the same level, backend and builder count, and a rehearsal for nothing else', () => {
  const runs = [
    run({ tokens: 1 }),
    run({ tokens: 2 }, {}, { level: 3 }),
    run({ tokens: 3 }, {}, { model: 'other' }),
    run({ tokens: 4, dollars: null }, {}, { backend: 'rehearsal', model: 'm' }),
    run({ tokens: 5 }, {}, { backend: 'acp', model: 'm', agent: { id: 'codex' } }),
  ];
  expect(of(runs).tokens).toEqual({ n: 1, median: 1, low: 1, high: 1 });
  expect(of(runs, kindOf({ level: 4, backend: 'rehearsal', model: 'any' }))).toMatchObject({
    n: 1,
    tokens: { median: 4 },
    dollars: null,
  });
  expect(of(runs, kindOf({ level: 4, backend: 'acp', agent: 'codex' })).tokens?.median).toBe(5);
  expect(of(runs, kindOf({ level: 4, backend: 'acp', agent: 'gemini' })).n).toBe(0);
});

test('a run that ended early, judged only, or began with the work of another is left out', () => {
  const runs = [
    run({ tokens: 1 }, { status: 'awaiting-decision' }),
    ...['failed', 'stopped', 'suspended', 'working'].map((status) => run({ tokens: 9 }, { status })),
    run({ tokens: 9 }, {}, { branchedFrom: { run: 'r', seq: 4 } }),
  ];
  expect(of(runs)).toMatchObject({ n: 1, tokens: { median: 1 } });
  expect(forecasts([run({ tokens: 1 }, {}, { backend: 'none' })])).toEqual([]);
});

test('what some runs did not report has an n of its own', () => {
  const runs = [run({ tokens: 7000 }), run({ tokens: 0, dollars: null }, { turnsUncounted: 3 })];
  expect(of(runs)).toMatchObject({ n: 2, tokens: { n: 1, median: 7000 }, dollars: { n: 1 } });
  expect(forecastLine(of(runs))).toBe(
    'tokens 7k, n = 1; dollars $1.00, n = 1; at work 5 min; from 2 runs like this here: median (least to most)',
  );
});
