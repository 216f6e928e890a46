// A launch while the disk of the state directory is full, or nearly: one sentence, nothing half made, and the same launch works
// when there is room again.
import { mkdirSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { describeLaunch, launchRun } from '../node/launch.ts';
import { noRoomToLaunch } from '../node/disk-full.ts';
import { listRuns, readRun, runsDir } from '../node/run-store.ts';
import { stateHome } from '../node/state-home.ts';
import { temporaryRepository, type TemporaryRepository } from '../node/temporary-repository.ts';
import { alone } from './crash-testing.ts';
import { canMount, fill, mount } from './disk-testing.ts';
import { bundles, cassette, files, good, resting, until, writes } from './testing.ts';

vi.setConfig({ testTimeout: 180_000 });

async function launchHere(repository: TemporaryRepository) {
  return launchRun({
    ...{ repository: repository.root, specPath: 'specs/greeter.md', level: 3, trial: true },
    ...{ backend: 'rehearsal', cassette: await cassette(repository, writes(good)) },
    ...{ limits: { tokens: 2_000_000, minutes: 10, rounds: 3 }, owner: 'ada', via: 'cli' },
    ...{ bundles, env: repository.env },
  });
}

/** Every name below the state directory, but for what programs keep for their own speed. */
function names(state: string): string[] {
  const all = readdirSync(state, { recursive: true, encoding: 'utf8' });
  return all.filter((name) => !/compiled|selftest|filler/.test(name)).sort();
}

test.skipIf(!canMount())(
  'nothing is made on a full disk, and the same launch works when there is room (needs root)',
  async () => {
    await using repository = await temporaryRepository(files);
    const { root, env } = repository;
    const state = stateHome(env);
    mkdirSync(state, { recursive: true, mode: 0o700 });
    const unmount = mount(state, 48);
    const filler = join(state, 'filler');
    try {
      // Before the bundles are there, and after: a first launch of this version, and any other.
      for (const round of [1, 2]) {
        const before = names(state);
        const head = repository.run('rev-parse', 'HEAD');
        fill(filler);
        const refusal = { ok: false, message: noRoomToLaunch(env) };
        if (round === 1)
          expect(
            await describeLaunch({ repository: root, specPath: 'specs/greeter.md' }, { bundles, env }),
          ).toEqual({ ...refusal, reason: 'failed' });
        expect(await launchHere(repository)).toEqual({ ...refusal, reason: 'disk-full' });
        const made = names(state).filter((name) => !before.includes(name));
        expect(made.filter((name) => /\.tmp|runs\/./.test(name))).toEqual([]);
        expect(await listRuns(root, env)).toHaveLength(round - 1);
        expect(repository.run('rev-parse', 'HEAD')).toBe(head);
        expect(repository.run('status', '--porcelain')).toBe('');
        rmSync(filler);
        const launched = await launchHere(repository);
        if (!launched.ok) throw new Error(launched.message);
        expect(await until(launched.runDir, resting)).toMatchObject({ status: 'awaiting-decision' });
        await alone(launched.runDir);
      }
    } finally {
      unmount();
    }
  },
);

test.skipIf(!canMount())(
  'with a little room a run is refused whole, or begins and says that its disk is full (needs root)',
  async () => {
    await using repository = await temporaryRepository(files);
    const { root, env } = repository;
    const state = stateHome(env);
    mkdirSync(state, { recursive: true, mode: 0o700 });
    const unmount = mount(state, 48);
    const filler = join(state, 'filler');
    try {
      const first = await launchHere(repository);
      if (!first.ok) throw new Error(first.message);
      await until(first.runDir, resting);
      await alone(first.runDir);
      const { bavail, bsize } = statfsSync(state);
      const seen = new Set<string>();
      for (const kilobytes of [8, 24, 96, 136, 160, 200]) {
        writeFileSync(filler, Buffer.alloc(bavail * bsize - kilobytes * 1024, 1));
        const launched = await launchHere(repository);
        if (launched.ok) {
          const { runDir } = launched;
          const rested = await until(runDir, resting);
          await alone(runDir);
          seen.add(rested.status === 'suspended' ? rested.reason : rested.status);
          rmSync(runDir, { recursive: true });
        } else {
          expect(launched).toEqual({ ok: false, reason: 'disk-full', message: noRoomToLaunch(env) });
          seen.add('refused');
        }
        rmSync(filler);
        expect([kilobytes, readdirSync(await runsDir(root, env)).length]).toEqual([kilobytes, 1]);
        for (const run of await listRuns(root, env)) {
          const { problem } = await readRun(join(await runsDir(root, env), run.request.runId));
          expect(problem).toBeUndefined();
        }
      }
      const known = ['refused', 'disk-full', 'awaiting-decision'];
      expect([...seen].filter((one) => !known.includes(one))).toEqual([]);
      expect(seen).toContain('refused');
      expect(seen.size).toBeGreaterThan(1);
    } finally {
      unmount();
    }
  },
);
