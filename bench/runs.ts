// What the event log costs: a hundred thousand events folded, one event made durable, a thousand runs listed.
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunEvent, RunEventBody } from '../extension/core/run/events.ts';
import { replay } from '../extension/core/run/reduce.ts';
import { encodeEvent } from '../extension/node/run-log.ts';
import { listRuns, runsDir } from '../extension/node/run-store.ts';
import { openLog } from '../extension/node/run-writer.ts';
import { temporaryRepository } from '../extension/node/temporary-repository.ts';
import * as samples from '../test/samples/runs.ts';
import { inTurns, type Figure } from './figure.ts';
import { longRun } from './long-run.ts';
import { timed } from './timed.ts';

const at = '2026-11-20T10:00:00.000Z';

/** A run that never comes to an end: four events a turn. */
function manyEvents(count: number): RunEventBody[] {
  const events: RunEventBody[] = samples.started();
  const usage = { input: 900, output: 120, cacheRead: 40_000, cacheWrite: 600 };
  for (let turn = 1; events.length < count; turn += 1) {
    const call = { turn, callId: `call-${turn}`, name: 'read' };
    const content = [
      { type: 'text', text: 'The parser reads one line at a time. '.repeat(8) },
      { type: 'tool_use', id: call.callId, name: 'read', input: { path: `src/part-${turn}.ts` } },
    ];
    const reply = { model: 'rehearsal', stopReason: 'tool_use', usage, dollars: null };
    events.push(
      { type: 'model-asked', turn, round: 1, content: [{ type: 'text', text: 'x'.repeat(200) }] },
      { type: 'model-replied', turn, round: 1, content, ...reply },
      { type: 'tool-started', ...call, summary: `src/part-${turn}.ts` },
      { type: 'tool-finished', ...call, isError: false, milliseconds: 3, output: 'a line\n'.repeat(60) },
    );
  }
  return events.slice(0, count);
}

export async function foldEvents(repeats: number): Promise<Figure> {
  const bodies = manyEvents(100_000);
  const lines = bodies.map((body, index) => encodeEvent(index + 1, at, body));
  const events = bodies.map((body, index) => ({ v: 1, seq: index + 1, at, ...body }) as RunEvent);
  const last = replay(events)?.seq;
  if (last !== events.length) throw new Error(`the fold ended at event ${String(last)}`);
  const { ours, floor } = await inTurns(
    repeats,
    async () => timed(() => replay(events)),
    async () => timed(() => lines.forEach((line) => void JSON.parse(line))),
  );
  return {
    name: 'fold 100,000 events',
    what: 'events in memory to the state of the run',
    ours,
    floor: { name: 'JSON.parse of the same lines', series: floor },
    bar: 250,
  };
}

/** Events for one value; one takes less than a timer can tell from its neighbours. */
const appends = 100;

export async function appendEvent(repeats: number): Promise<Figure> {
  const folder = await mkdtemp(join(tmpdir(), 'dimmer-append-'));
  try {
    const bodies = manyEvents(appends * 4).slice(-appends);
    const opened = openLog(join(folder, 'run'));
    if (!opened.ok) throw new Error(opened.problem);
    const { log } = opened;
    for (const body of samples.started()) log.append(body);
    const bare = openSync(join(folder, 'bare'), 'a');
    const { ours, floor } = await inTurns(
      repeats,
      async () => (await timed(() => bodies.forEach((body) => void log.append(body)))) / appends,
      async () => {
        const lines = bodies.map((body, index) => Buffer.from(encodeEvent(index + 1, at, body)));
        const took = await timed(() =>
          lines.forEach((line) => {
            writeSync(bare, line);
            fdatasyncSync(bare);
          }),
        );
        return took / appends;
      },
    );
    log.close();
    closeSync(bare);
    return {
      name: 'make an event durable',
      what: 'one event from object to disk, of a hundred in a row',
      ours,
      floor: { name: 'a bare write and fdatasync of the same bytes', series: floor },
      mostRatio: 1.2,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const runCount = 1000;

export async function listManyRuns(repeats: number): Promise<Figure> {
  await using repository = await temporaryRepository({ 'a.txt': 'a' });
  const { root, env } = repository;
  const runs = await runsDir(root, env);
  for (let index = 0; index < runCount; index += 1) {
    const runId = `20261120T${String(100_000 + index)}Z-${index.toString(16).padStart(4, '0')}`;
    const opened = openLog(join(runs, runId));
    if (!opened.ok) throw new Error(opened.problem);
    const bodies: RunEventBody[] =
      index % 10 === 0 ? longRun({ runId }) : [...samples.started({ runId }), ...samples.implemented(1)];
    for (const body of bodies) opened.log.append(body);
    opened.log.append({ type: 'run-stopped', by: 'ada', reason: 'enough' });
    opened.log.close();
  }
  const { ours, floor } = await inTurns(
    repeats,
    async () => {
      const start = performance.now();
      const found = await listRuns(root, env);
      const took = performance.now() - start;
      if (found.length !== runCount) throw new Error(`${found.length} runs were listed`);
      return took;
    },
    async () => {
      const start = performance.now();
      const ids = await readdir(runs);
      await Promise.all(ids.map((id) => stat(join(runs, id, 'events.ndjson'))));
      return performance.now() - start;
    },
  );
  return {
    name: 'list 1,000 runs at rest',
    what: 'what a window that opens again waits for: from the folder to the state of every run, a tenth of them with 200 requirements',
    ours,
    floor: { name: 'naming the folders and asking for the size of each log', series: floor },
    bar: 300,
  };
}
