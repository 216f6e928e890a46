// What crashed runs leave is reported with what to do about it; what an open run needs is not.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RunEventBody } from '../core/run/events.ts';
import type { RunRequest } from '../core/protocol/run-request.ts';
import { findLeftovers } from './leftovers.ts';
import { encodeEvent } from './run-log.ts';
import { repositoryState } from './state-home.ts';
import { temporaryRepository } from './temporary-repository.ts';

const ids = [
  '20260101T000000Z-0001',
  '20260101T000000Z-0002',
  '20260101T000000Z-0003',
  '20260101T000000Z-0004',
] as const;

function request(runId: string, repository: string, commit: string): RunRequest {
  return {
    v: 1,
    runId,
    repository,
    spec: {
      path: 'a.md',
      id: 'a',
      title: 'A',
      digest: '0'.repeat(64),
      text: '# A\n',
      requirements: [],
      bin: {},
    },
    base: { commit },
    level: 3,
    trial: true,
    backend: 'rehearsal',
    model: 'rehearsal',
    limits: { tokens: 1000, minutes: 10, rounds: 1 },
    owner: 'Ada',
    requestedAt: '2026-01-01T00:00:00.000Z',
    via: 'cli',
  };
}

test('stray worktrees, lost runners and damaged logs are found; a resting run is left alone', async () => {
  await using repository = await temporaryRepository({ 'a.txt': 'a' });
  const { root, env } = repository;
  const { runs, worktrees } = await repositoryState(root, env);
  const commit = repository.run('rev-parse', 'HEAD');
  const write = async (id: string, more: RunEventBody[], tail = '') => {
    await mkdir(join(runs, id), { recursive: true });
    const bodies: RunEventBody[] = [{ type: 'run-requested', request: request(id, root, commit) }, ...more];
    const lines = bodies.map((body, index) => encodeEvent(index + 1, '2026-01-01T00:00:00.000Z', body));
    await writeFile(join(runs, id, 'events.ndjson'), lines.join('') + tail);
  };
  const [resting, stopped, lost, damaged] = ids;
  const rests = { type: 'run-suspended', reason: 'budget', message: 'm', next: 'n' } as const;
  await write(resting, [rests]);
  await write(stopped, [{ type: 'run-stopped', by: 'Ada', reason: 'r' }]);
  await write(lost, [
    { type: 'runner-started', pid: 2 ** 22 + 1, startTime: 'x', node: '24', resumed: false },
  ]);
  await write(damaged, [rests], 'garbage\n');
  for (const id of ids)
    repository.run('worktree', 'add', '--quiet', '-b', `dimmer/${id}`, join(worktrees, id));
  await mkdir(join(worktrees, `${stopped}.scratch`));
  await mkdir(join(worktrees, '20250101T000000Z-9999.check'));
  await rm(join(worktrees, resting), { recursive: true });
  const found = await findLeftovers(root, env);
  expect(found.map(({ what }) => what.replaceAll(worktrees, 'W')).sort()).toEqual([
    `W/20250101T000000Z-9999.check belongs to no open run`,
    `W/${stopped} belongs to no open run`,
    `W/${stopped}.scratch belongs to no open run`,
    `git still lists the worktree W/${resting}, which is gone`,
    `run ${lost} lost its runner`,
    `run ${damaged}: line 3 of the event log is damaged (no checksum); the 2 events before it are kept`,
  ]);
  expect(found.every(({ fix }) => fix !== '')).toBe(true);
});
