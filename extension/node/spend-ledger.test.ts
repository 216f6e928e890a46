// The ledger of a day: reservations side by side, a crash in a call, a new day, a ledger that is gone.
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test, vi } from 'vitest';
import * as samples from '../../test/samples/runs.ts';
import { openLog } from './run-writer.ts';
import { openLedger } from './spend-ledger.ts';

const noon = new Date(2026, 10, 29, 12);
const call = { tokens: 400, dollars: 0.4 };
const cap = { tokens: 1_000, dollars: 1 };

async function place() {
  const base = await mkdtemp(join(tmpdir(), 'dimmer-spend-'));
  onTestFinished(() => rm(base, { recursive: true, force: true }));
  const runs = join(base, 'runs');
  const open = (runId: string, area?: string) =>
    openLedger(join(runs, runId), { runId, backend: 'anthropic', ...(area === undefined ? {} : { area }) });
  const record = (runId: string, tokens: number) => {
    const opened = openLog(join(runs, runId), () => noon);
    if (!opened.ok) throw new Error(opened.problem);
    opened.log.append({ type: 'run-requested', request: samples.request({ runId, backend: 'anthropic' }) });
    const usage = { input: tokens, output: 0, cacheRead: 0, cacheWrite: 0 };
    const reply = { turn: 1, round: 1, model: 'm', content: [], stopReason: 'end_turn', usage, dollars: 0 };
    opened.log.append({ type: 'model-replied', ...reply });
    opened.log.close();
  };
  record('20261129T110000Z-0000', 0);
  return { base, open, record };
}

test('calls of several runs under way count at the most they can cost, and then at what they did', async () => {
  const { open } = await place();
  const [one, two, three] = [await open('one'), await open('two'), await open('three')];
  expect([one.reserve([cap], call, noon), two.reserve([cap], call, noon)]).toEqual([null, null]);
  expect(three.reserve([cap], call, noon)).toBe(
    'the next model call could use 400 tokens; 800 of 1000 are used in this repository today',
  );
  one.settle({ tokens: 100, dollars: 0.1 }, noon);
  expect(three.reserve([cap], call, noon)).toBeNull();
  two.settle({ tokens: 390, dollars: 0.39 }, noon);
  three.settle({ tokens: 390, dollars: 0.5 }, noon);
  expect(one.reserve([{ dollars: 1 }], call, noon)).toBe(
    'the next model call could cost 0.40 dollars; 0.99 of 1 are spent in this repository today',
  );
  expect(one.reserve([cap], call, new Date(2026, 10, 30, 0, 0, 1))).toBeNull();
  for (const ledger of [one, two, three]) ledger.close();
});

test('the agent and its helpers have calls under way side by side, and a call that is made again counts once', async () => {
  const { open } = await place();
  const run = await open('one');
  expect(run.reserve([cap], call, noon)).toBeNull();
  expect(run.reserve([cap], call, noon, 'A1')).toBeNull();
  expect(run.reserve([cap], call, noon, 'A1')).toBeNull();
  expect(run.reserve([cap], call, noon, 'A2')).toContain('800 of 1000 are used');
  run.settle({ tokens: 10, dollars: 0 }, noon, 'A1');
  expect(run.reserve([cap], call, noon, 'A2')).toBeNull();
  run.close();
});

test('a cap of an area counts the runs of that area', async () => {
  const { open } = await place();
  const [billing, other] = [await open('one', 'billing'), await open('two', 'search')];
  const ofArea = { ...cap, area: 'billing' };
  other.reserve([], { tokens: 900, dollars: 0.9 }, noon);
  expect(billing.reserve([ofArea], call, noon)).toBeNull();
  billing.settle({ tokens: 700, dollars: 0.1 }, noon);
  expect(billing.reserve([ofArea], call, noon)).toContain('700 of 1000 are used in the area "billing" today');
  billing.close();
  other.close();
});

test('a call that a crash cut off counts until the run makes it again', async () => {
  const { open } = await place();
  (await open('one')).reserve([cap], { tokens: 900, dollars: 0 }, noon);
  const two = await open('two');
  expect(two.reserve([cap], call, noon)).toContain('900 of 1000');
  const again = await open('one');
  expect(again.reserve([cap], { tokens: 900, dollars: 0 }, noon)).toBeNull();
  again.settle({ tokens: 10, dollars: 0 }, noon);
  expect(two.reserve([cap], call, noon)).toBeNull();
  again.close();
  two.close();
});

test('a ledger that is gone or damaged is made again from the logs, and the damaged one is kept', async () => {
  vi.useFakeTimers({ now: noon, toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const { base, open, record } = await place();
  record('20261129T120000Z-0001', 700);
  const first = await open('one');
  expect(first.reserve([cap], call, noon)).toContain('700 of 1000');
  first.close();
  await writeFile(
    join(base, 'spend.sqlite'),
    'not a database, but long enough to be taken for one\n'.repeat(50),
  );
  const second = await open('one');
  expect(second.reserve([cap], call, noon)).toContain('700 of 1000');
  second.close();
  expect((await readdir(base)).filter((name) => name.startsWith('spend.sqlite.damaged'))).toHaveLength(1);
});

test('of many processes that reserve at once no more get a call than the cap allows', async () => {
  const { base } = await place();
  const script = `import { openLedger } from ${JSON.stringify(fileURLToPath(new URL('./spend-ledger.ts', import.meta.url)))};
    const runId = process.argv[1];
    const ledger = await openLedger(${JSON.stringify(join(base, 'runs'))} + '/' + runId, { runId, backend: 'anthropic' });
    console.log(ledger.reserve([{ tokens: 1000 }], { tokens: 300, dollars: 0 }, new Date()) ?? 'ok');`;
  const answers = await Promise.all(
    Array.from({ length: 8 }, async (_, index) => {
      const args = ['--no-warnings', '--input-type=module', '-e', script, `run-${index}`];
      const child = spawn(process.execPath, args);
      let said = '';
      child.stdout.on('data', (chunk) => (said += String(chunk)));
      child.stderr.on('data', (chunk) => (said += String(chunk)));
      await new Promise((resolve) => child.once('close', resolve));
      return said.trim();
    }),
  );
  expect(answers.filter((answer) => answer === 'ok')).toHaveLength(3);
  expect(answers.filter((answer) => answer.includes('900 of 1000'))).toHaveLength(5);
});
