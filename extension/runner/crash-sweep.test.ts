// A runner that is killed at every boundary of its event log, from the first start to the end of the decision: nothing recorded
// is lost, nothing is done twice, and nothing is left behind. The short form kills one run again and again, after every event
// and before those that record a side effect; the whole form also before every other, and one run of its own at each.
import { expect, test, vi } from 'vitest';
import { temporaryRepository, type TemporaryRepository } from '../node/temporary-repository.ts';
import { whole } from '../node/testing.ts';
import {
  boundariesOf,
  careful,
  carryThrough,
  killingBundles,
  leftBehind,
  type Swept,
} from './crash-testing.ts';
import { files, good } from './testing.ts';

vi.setConfig({ testTimeout: whole ? 3_600_000 : 300_000 });

/** After each of these a runner has already done what the event will say. */
const sideEffects =
  /^after |^before (worktree-created|tool-finished|work-committed|awaiting-decision|merged|worktree-removed)/;
const every = whole ? /^/ : sideEffects;

const once = ['worktree-created', 'work-committed', 'decided', 'merged', 'worktree-removed'];

async function expectOneResult(
  repository: TemporaryRepository,
  { runDir, runId, events }: Swept,
  hits: readonly string[],
): Promise<void> {
  const { run } = repository;
  for (const type of once)
    expect([type, events.filter((event) => event.type === type).length]).toEqual([type, 1]);
  const calls = events.flatMap((event) => (event.type === 'tool-started' ? [event.callId] : []));
  expect(new Set(calls).size).toBe(calls.length);
  const shells = events.filter((event) => event.type === 'tool-started' && event.name === 'shell').length;
  const neverBegun = hits.includes('after tool-started shell') ? 1 : 0;
  expect(run('show', 'main:trace.txt').split('\n')).toHaveLength(shells - neverBegun);
  expect(run('log', '--format=%(trailers:key=Dimmer-Run,valueonly)', 'main^..main').trim()).toBe(runId);
  expect(run('rev-list', '--count', 'main')).toBe('2');
  expect(await leftBehind(repository, runDir)).toEqual([]);
}

test('killed at every boundary of its log in turn, a run comes to its decision and is merged once', async () => {
  await using repository = await temporaryRepository(files);
  const killing = killingBundles(repository, every);
  const swept = await carryThrough(repository, killing, careful);
  const hits = killing.hits();
  expect(hits.toSorted()).toEqual(boundariesOf(swept.events).filter((boundary) => every.test(boundary)));
  expect(hits.length).toBeGreaterThan(40);
  await expectOneResult(repository, swept, hits);
});

test.runIf(whole)('a run of its own for each boundary comes to the same end', async () => {
  const calm = await (async () => {
    await using repository = await temporaryRepository(files);
    const swept = await carryThrough(repository, killingBundles(repository, /never/), careful);
    await expectOneResult(repository, swept, []);
    return swept;
  })();
  for (const boundary of boundariesOf(calm.events)) {
    await using repository = await temporaryRepository(files);
    const killing = killingBundles(repository, new RegExp(`^${boundary}$`));
    const swept = await carryThrough(repository, killing, careful);
    expect(killing.hits()).toEqual([boundary]);
    await expectOneResult(repository, swept, [boundary]);
    expect([boundary, repository.run('show', 'main:greet.js')]).toEqual([boundary, good.trim()]);
  }
});
