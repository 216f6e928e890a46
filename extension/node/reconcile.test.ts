// What a crash left of ended runs is given back before the next one starts; what may hold work is not, and nothing in it is run.
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import * as samples from '../../test/samples/runs.ts';
import type { RunEventBody } from '../core/run/events.ts';
import { savePins } from './git-pins.ts';
import { reconcileWorktrees } from './reconcile.ts';
import { openLog } from './run-writer.ts';
import { repositoryState } from './state-home.ts';
import { temporaryRepository } from './temporary-repository.ts';
import { createWorktree } from './worktree.ts';

const stopped: RunEventBody = { type: 'run-stopped', by: 'ada', reason: 'enough' };
const rests: RunEventBody = { type: 'run-suspended', reason: 'budget', message: 'm', next: 'n' };

async function place() {
  const repository = await temporaryRepository({ 'a.txt': 'a', '.gitignore': 'node_modules\n' });
  const { root, env } = repository;
  const { runs, worktrees } = await repositoryState(root, env);
  const commit = repository.run('rev-parse', 'HEAD');
  const make = async (runId: string, end: RunEventBody) => {
    const path = join(worktrees, runId);
    const branch = `dimmer/${runId}`;
    const opened = openLog(join(runs, runId));
    if (!opened.ok) throw new Error(opened.problem);
    opened.log.append({ type: 'run-requested', request: samples.request({ runId, repository: root }) });
    opened.log.append({ type: 'worktree-created', path, branch, commit });
    opened.log.append(end);
    opened.log.close();
    await savePins(join(runs, runId), await createWorktree({ repository: root, path, branch, commit }));
    await mkdir(`${path}.scratch`, { recursive: true });
    return path;
  };
  return { repository, root, env, make };
}

test('the folder of a run that is over goes, its branch stays; a run that rests keeps its own', async () => {
  const { repository, root, env, make } = await place();
  await using _ = repository;
  const over = await make('20260101T000000Z-0001', stopped);
  const open = await make('20260101T000000Z-0002', rests);
  await mkdir(join(over, 'node_modules'));
  expect(await reconcileWorktrees(root, env)).toEqual({
    removed: ['20260101T000000Z-0001'],
    left: ['20260101T000000Z-0002'],
  });
  expect([existsSync(over), existsSync(`${over}.scratch`), existsSync(open)]).toEqual([false, false, true]);
  expect(repository.run('branch', '--list', 'dimmer/*').split('\n')).toHaveLength(2);
  expect(repository.run('worktree', 'list').split('\n')).toHaveLength(2);
  expect((await reconcileWorktrees(root, env)).removed).toEqual([]);
});

test('folders of parallel branches go with their run, and keep it while one of them holds work', async () => {
  const { repository, root, env, make } = await place();
  await using _ = repository;
  const id = '20260101T000000Z-0001';
  const path = await make(id, stopped);
  const lane = `${path}.lane.worker_a`;
  const commit = repository.run('rev-parse', 'HEAD');
  const pins = join(dirname(dirname(path)), 'runs', id, 'lanes', 'worker_a');
  await mkdir(pins, { recursive: true });
  const branch = `dimmer/${id}.lane.worker_a`;
  await savePins(pins, await createWorktree({ repository: root, path: lane, branch, commit }));
  await mkdir(`${lane}.scratch`);
  await writeFile(join(lane, 'work.txt'), 'not committed');
  expect((await reconcileWorktrees(root, env)).removed).toEqual([]);
  expect([existsSync(path), existsSync(lane)]).toEqual([true, true]);
  await rm(join(lane, 'work.txt'));
  expect((await reconcileWorktrees(root, env)).removed).toEqual([id]);
  expect([path, lane, `${lane}.scratch`].filter((one) => existsSync(one))).toEqual([]);
});

test('a folder with work that is on no branch stays', async () => {
  const { repository, root, env, make } = await place();
  await using _ = repository;
  const path = await make('20260101T000000Z-0001', stopped);
  await writeFile(join(path, 'work.txt'), 'not committed');
  expect((await reconcileWorktrees(root, env)).removed).toEqual([]);
  await rm(join(path, 'work.txt'));
  expect((await reconcileWorktrees(root, env)).removed).toHaveLength(1);
});

test('what an agent wrote into the git metadata of its folder is not followed and runs nothing', async () => {
  const { repository, root, env, make } = await place();
  await using _ = repository;
  const path = await make('20260101T000000Z-0001', stopped);
  const [trap, mark] = [join(repository.base, 'trap.sh'), join(repository.base, 'sprung')];
  await writeFile(trap, `#!/bin/sh\ntouch ${mark}\n`, { mode: 0o755 });
  const evil = join(repository.base, 'evil');
  repository.run('init', '-q', evil);
  repository.run('-C', evil, 'config', 'core.fsmonitor', trap);
  await writeFile(join(path, '.git'), `gitdir: ${join(evil, '.git')}\n`);
  expect((await reconcileWorktrees(root, env)).removed).toEqual([]);
  expect([existsSync(path), existsSync(mark)]).toEqual([true, false]);
});
