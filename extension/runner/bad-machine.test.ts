// What a machine does to a run: its disk fills up, it sleeps, its clock is set. Nothing is lost, and sleep is not work.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test, vi } from 'vitest';
import { workedMilliseconds } from '../core/run/reduce-work.ts';
import { readRun } from '../node/run-store.ts';
import { repositoryState } from '../node/state-home.ts';
import { temporaryRepository } from '../node/temporary-repository.ts';
import { alone, preloadedBundles, visit } from './crash-testing.ts';
import { canMount, fill, mount } from './disk-testing.ts';
import { bundles, files, good, launch, resting, types, until, writes } from './testing.ts';
import { watchClock } from './slept.ts';

vi.setConfig({ testTimeout: 120_000 });

test.skipIf(!canMount())(
  'a full disk rests the run with one message; with room it goes on (needs root)',
  async () => {
    await using repository = await temporaryRepository(files);
    const { base } = await repositoryState(repository.root, repository.env);
    mkdirSync(base, { recursive: true, mode: 0o700 });
    const unmount = mount(base, 4);
    try {
      const long = { text: 'I write it, and I say so at length. ', times: 400 };
      const [first, done] = writes(good, { delayMs: 2_000 }) as [{ reply: object[] }, object];
      const { runDir, runId } = await launch(repository, [{ ...first, reply: [long, ...first.reply] }, done]);
      while (!(await types(runDir)).includes('model-asked'))
        await new Promise((resolve) => setTimeout(resolve, 20));
      const before = (await readRun(runDir)).events;
      fill(join(base, 'filler'));
      const state = await until(runDir, resting);
      expect(state).toMatchObject({
        ...{ status: 'suspended', reason: 'disk-full', next: 'Make room, then `dimmer resume RUN`.' },
        message: `The disk that holds ${runDir} is full. What the log has recorded is safe.`,
      });
      await alone(runDir);
      const { events, problem } = await readRun(runDir);
      expect(problem).toBeUndefined();
      expect(events.slice(0, before.length)).toEqual(before);
      expect(readdirSync(runDir).filter((name) => name.startsWith('events.tail'))).toEqual([]);
      rmSync(join(base, 'filler'));
      await visit(repository, bundles, runDir);
      expect((await readRun(runDir)).state?.status).toBe('awaiting-decision');
      expect(repository.run('show', `dimmer/${runId}:greet.js`)).toBe(good.trim());
    } finally {
      unmount();
    }
  },
);

test('a clock that goes on by two hours while a run works is said, and is not counted as its work', async () => {
  await using repository = await temporaryRepository(files);
  const { base } = repository;
  const [slept, clock] = [join(base, 'slept'), join(base, 'clock.mjs')];
  writeFileSync(
    clock,
    `import { existsSync } from 'node:fs';
     const Real = Date;
     const now = () => Real.now() + (existsSync(${JSON.stringify(slept)}) ? 7_200_000 : 0);
     globalThis.Date = class extends Real {
       constructor(...all) { super(...(all.length === 0 ? [now()] : all)); }
       static now() { return now(); }
     };`,
  );
  const woken = preloadedBundles(repository, pathToFileURL(clock).href);
  const { runDir } = await launch(repository, writes(good, { delayMs: 2_500 }), { bundles: woken });
  await until(runDir, (state) => state.stages['implement'] === 'active');
  writeFileSync(slept, '');
  const state = await until(runDir, resting);
  expect(state.status).toBe('awaiting-decision');
  const { events } = await readRun(runDir);
  const jumps = events.flatMap((event) => (event.type === 'machine-slept' ? [event.milliseconds] : []));
  expect(jumps).toHaveLength(1);
  expect(Math.round((jumps[0] ?? 0) / 60_000)).toBe(120);
  const ended = Date.parse(events.at(-1)?.at ?? '');
  expect(ended - Date.parse(events[0]?.at ?? '')).toBeGreaterThan(7_200_000);
  expect(workedMilliseconds(state.worked, ended)).toBeLessThan(10 * 60_000);
});

test('a tick that is late is a busy machine; one that is very late, or before the last one, is a jump', () => {
  let now = 1_000_000;
  const jumped = watchClock(500, () => now);
  const after = (milliseconds: number) => {
    now += milliseconds;
    return jumped();
  };
  expect([after(500), after(3_000), after(20_400)]).toEqual([0, 0, 0]);
  expect(after(3_600_500)).toBe(3_600_000);
  expect(after(500)).toBe(0);
  expect(after(-3_600_000)).toBe(-3_600_500);
  expect(after(500)).toBe(0);
});
