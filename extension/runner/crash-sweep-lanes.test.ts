// A runner that is killed while parallel branches of a workflow work: nothing recorded is lost, each branch goes on where it was, what
// they built is combined once, and no folder, git branch or process of theirs is left. The short form kills one run around the side
// effects of one branch and of the fan-in; the whole form at every boundary of every branch.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { temporaryRepository } from '../node/temporary-repository.ts';
import { whole } from '../node/testing.ts';
import { boundariesOf, carryThrough, killingBundles, leftBehind } from './crash-testing.ts';
import { files } from './testing.ts';

vi.setConfig({ testTimeout: whole ? 3_600_000 : 300_000 });

const shipped = new URL('../../specs-templates/workflows/planner-workers.dot', import.meta.url);

/** A planner, and three workers that claim and write a file each, and do both again when they are told that a call was cut off. */
const entries = [
  { when: 'Split the work', reply: [{ text: 'Worker A: a.txt. Worker B: b.txt. Worker C: greet.js.' }] },
  ...[
    ['Worker A', 'a.txt'],
    ['Worker B', 'b.txt'],
    ['Worker C', 'greet.js'],
  ].map(([name, path]) => ({
    when: `called "${name}"`,
    reply: [
      { tool: 'claim', input: { paths: [path] } },
      { tool: 'write_file', input: { path, content: `// ${name}\n` } },
    ],
  })),
].map(({ when, reply }) => ({ role: 'builder', when: { contains: when }, reply }));
const done = { role: 'builder', reply: [{ text: 'Done.' }], repeat: 60 };

const around =
  /^(before (worker_a )?(work-committed|worktree-removed)|after (worker_a (worktree-|files-claimed|work-committed)|work-committed|stage-finished combine))/;
const every = whole ? /^/ : around;

test('killed while branches work and while they are combined, a run comes to one result', async () => {
  await using repository = await temporaryRepository(files);
  // Each kill may cost a worker a turn, and the file allows it one more.
  const workflow = join(repository.base, 'planner-workers.dot');
  writeFileSync(workflow, readFileSync(shipped, 'utf8').replace('max_retries=1', 'max_retries=40'));
  const killing = killingBundles(repository, every);
  const { runDir, runId, events } = await carryThrough(repository, killing, [...entries, done], { workflow });
  const hits = killing.hits();
  expect(hits.toSorted()).toEqual(boundariesOf(events).filter((boundary) => every.test(boundary)));
  expect(hits.length).toBeGreaterThan(whole ? 100 : 8);
  const { run } = repository;
  const calls = events.flatMap((event) =>
    event.type === 'tool-started' ? [`${event.lane}:${event.callId}`] : [],
  );
  expect(new Set(calls).size).toBe(calls.length);
  const combined = events.filter((event) => event.type === 'stage-finished' && event.stage === 'combine');
  expect(combined.map((event) => 'status' in event && event.status)).toEqual(['success']);
  expect(['a.txt', 'b.txt', 'greet.js'].map((path) => run('show', `main:${path}`))).toEqual([
    '// Worker A',
    '// Worker B',
    '// Worker C',
  ]);
  expect(run('log', '--format=%(trailers:key=Dimmer-Run,valueonly)', 'main^..main').trim()).toBe(runId);
  expect(run('rev-list', '--count', 'main')).toBe('2');
  expect(await leftBehind(repository, runDir)).toEqual([]);
});
