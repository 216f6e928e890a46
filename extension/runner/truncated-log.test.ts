// A log that lost its end, as after a power cut: at whatever byte it is cut, no whole event is lost, what is left of the last
// one is set aside, and the run comes to the same end. The short form cuts the last record of a run that awaits its decision
// and of one that was merged; the whole form also the last record of each type, with everything behind it gone.
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { sendControl } from '../node/control.ts';
import { openLog, readRun } from '../node/run-store.ts';
import { temporaryRepository, type TemporaryRepository } from '../node/temporary-repository.ts';
import { bundles, whole } from '../node/testing.ts';
import { alone, approval, careful, leftBehind, restorable, visit } from './crash-testing.ts';
import { files, launch } from './testing.ts';

vi.setConfig({ testTimeout: whole ? 3_600_000 : 300_000, hookTimeout: 300_000 });

let repository: TemporaryRepository;
let runDir: string;
let waiting: ReturnType<typeof restorable>;
let merged: ReturnType<typeof restorable>;

beforeAll(async () => {
  repository = await temporaryRepository(files);
  ({ runDir } = await launch(repository, careful.slice(1)));
  await alone(runDir);
  waiting = restorable(repository, 'waiting');
  await sendControl(runDir, approval, { bundles, env: repository.env });
  await alone(runDir);
  merged = restorable(repository, 'merged');
});
afterAll(async () => {
  for (const one of [waiting, merged]) one?.remove();
  await repository?.[Symbol.asyncDispose]();
});

const log = () => join(runDir, 'events.ndjson');

interface Cut {
  readonly at: number;
  /** Whole events that are left. */
  readonly events: number;
  /** What is left of the next one. */
  readonly tail: Buffer;
}

/** Every cut inside the record of event `seq`: from nothing of it to all but its newline, which is all of it. */
function cutsOf(data: Buffer, seq: number): Cut[] {
  const lines = data.toString('utf8').split('\n');
  const from = Buffer.byteLength(lines.slice(0, seq - 1).join('\n')) + 1;
  const length = Buffer.byteLength(lines[seq - 1] ?? '');
  return Array.from({ length: length + 1 }, (_, kept) => ({
    at: from + kept,
    events: kept === length ? seq : seq - 1,
    tail: kept === length ? Buffer.alloc(0) : data.subarray(from, from + kept),
  }));
}

/** Opens a copy of the run folder for writing, as the next runner would, and says what it found. */
function opened(data: Buffer, { at }: Cut) {
  const copy = join(repository.base, 'copy');
  rmSync(copy, { recursive: true, force: true });
  cpSync(runDir, copy, { recursive: true });
  writeFileSync(join(copy, 'events.ndjson'), data.subarray(0, at));
  const result = openLog(copy);
  if (!result.ok) return { events: 0, problem: result.problem };
  const events = result.log.events.length;
  result.log.close();
  const tails = readdirSync(copy).filter((name) => name.startsWith('events.tail-'));
  const kept = readFileSync(join(copy, 'events.ndjson'));
  return { events, kept, tails: tails.map((name) => readFileSync(join(copy, name))) };
}

function expectNothingLost(data: Buffer, cuts: readonly Cut[]): void {
  for (const cut of cuts) {
    const whole = cut.tail.length === 0 ? cut.at : cut.at - cut.tail.length;
    const ended = data.subarray(0, whole).at(-1) === 10;
    expect(opened(data, cut)).toEqual({
      events: cut.events,
      kept: Buffer.concat([data.subarray(0, whole), Buffer.from(ended ? '' : '\n')]),
      tails: cut.tail.length === 0 ? [] : [cut.tail],
    });
  }
}

/** The first, the middle and the last of the cuts that leave something, and the one that only took the newline. */
function sampled(cuts: readonly Cut[]): readonly Cut[] {
  if (whole) return cuts;
  return [0, cuts.length >> 1, cuts.length - 2, cuts.length - 1].flatMap((index) => cuts[index] ?? []);
}

const lastOf = async () => (await readRun(runDir)).events.length;
const tipOf = (branch: string) => repository.run('rev-parse', branch);

test('cut in the record that hands a run to its human, it is handed over again with the same result', async () => {
  waiting.restore();
  const data = readFileSync(log());
  const before = await readRun(runDir);
  expect(before.events.at(-1)?.type).toBe('awaiting-decision');
  const cuts = cutsOf(data, before.events.length);
  expectNothingLost(data, cuts);
  const branch = before.state?.worktree?.branch ?? '';
  const tip = tipOf(branch);
  for (const cut of sampled(cuts)) {
    writeFileSync(log(), data.subarray(0, cut.at));
    expect(await visit(repository, bundles, runDir)).toBe(false);
    const { state, problem } = await readRun(runDir);
    expect([cut.at, problem, state?.status]).toEqual([cut.at, undefined, 'awaiting-decision']);
    expect([state?.head, tipOf(branch)]).toEqual([before.state?.head, tip]);
  }
});

test('cut in the record that ends a merged run, it stays merged once', async () => {
  merged.restore();
  const data = readFileSync(log());
  const seq = await lastOf();
  const cuts = cutsOf(data, seq);
  expectNothingLost(data, cuts);
  const main = tipOf('main');
  for (const cut of sampled(cuts)) {
    writeFileSync(log(), data.subarray(0, cut.at));
    await visit(repository, bundles, runDir);
    const { state, events } = await readRun(runDir);
    expect([cut.at, state?.status, events.at(-1)?.type]).toEqual([cut.at, 'approved', 'worktree-removed']);
    expect(tipOf('main')).toBe(main);
  }
  for (const name of readdirSync(runDir).filter((one) => one.startsWith('events.tail-')))
    rmSync(join(runDir, name));
  expect(await leftBehind(repository, runDir)).toEqual([]);
});

test.runIf(whole)(
  'cut in the last record of any type, a run loses nothing before it and is merged once',
  async () => {
    merged.restore();
    const { events } = await readRun(runDir);
    const handedOver = events.find(({ type }) => type === 'awaiting-decision')?.seq ?? 0;
    const last = new Map(events.map(({ type, seq }) => [type, seq]));
    last.delete('run-requested');
    for (const [type, seq] of last) {
      (seq > handedOver ? merged : waiting).restore();
      const data = readFileSync(log());
      const cuts = cutsOf(data, seq);
      expectNothingLost(data, cuts);
      writeFileSync(log(), data.subarray(0, cuts[cuts.length >> 1]?.at));
      await visit(repository, bundles, runDir);
      if ((await readRun(runDir)).state?.status === 'awaiting-decision') {
        await sendControl(runDir, approval, { bundles, env: repository.env });
        await alone(runDir);
      }
      expect([type, (await readRun(runDir)).state?.status]).toEqual([type, 'approved']);
      expect([type, repository.run('rev-list', '--count', 'main')]).toEqual([type, '2']);
    }
  },
);
