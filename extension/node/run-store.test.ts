// The event log against crashes: cut anywhere, flipped anywhere, raced for; and what readers make of it.
import { spawn } from 'node:child_process';
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { RunRequest } from '../core/protocol/run-request.ts';
import type { RunEventBody } from '../core/run/events.ts';
import { encodeEvent, readLog } from './run-log.ts';
import { takeLock } from './run-lock.ts';
import {
  findRun,
  isAlive,
  listRuns,
  loadText,
  openLog,
  readRun,
  runsDir,
  storeText,
  watchRuns,
} from './run-store.ts';
import { ownIdentity, startTimeOf } from './process-identity.ts';
import { temporaryRepository } from './temporary-repository.ts';

const request: RunRequest = {
  v: 1,
  runId: '20261120T100000Z-0001',
  repository: '/repository',
  spec: { path: 'specs/a.md', id: 'a', title: 'A', digest: 'd', text: '# Ä', requirements: [], bin: {} },
  base: { commit: 'b'.repeat(40), branch: 'main' },
  level: 4,
  trial: true,
  backend: 'rehearsal',
  model: 'rehearsal',
  limits: { tokens: 1000, minutes: 5, rounds: 3 },
  owner: 'ada',
  requestedAt: '2026-11-20T10:00:00Z',
  via: 'cli',
};

const bodies: RunEventBody[] = [
  { type: 'run-requested', request },
  { type: 'stage-entered', stage: 'implement', round: 1 },
  { type: 'steered', text: 'häßlich \u2028 "quoted" \\ \n', by: 'ada' },
];

async function folder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'dimmer-log-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

function opened(dir: string) {
  const result = openLog(dir);
  if (!result.ok) throw new Error(result.problem);
  return result.log;
}

test('what is appended is read back, numbered and dated, and the log goes on after reopening', async () => {
  const dir = await folder();
  const first = opened(dir);
  for (const body of bodies) first.append(body);
  first.close();
  const second = opened(dir);
  expect(second.events.map((event) => event.type)).toEqual(bodies.map((body) => body.type));
  expect(second.append({ type: 'steered', text: 'x', by: 'y' }).seq).toBe(4);
  second.close();
  const reading = await readRun(dir);
  expect(reading.problem).toBeUndefined();
  expect(reading.state).toMatchObject({ status: 'working', steers: 2, seq: 4 });
  const line = (await readFile(join(dir, 'events.ndjson'), 'utf8')).split('\n')[2] ?? '';
  expect(line).toMatch(/^\{"v":1,"seq":3,"at":"[^"]+Z","type":"steered",.*,"crc":"[0-9a-f]{8}"\}$/s);
});

test('a log that did not change is read once; one that grew, or was written anew with as many bytes, is read again', async () => {
  const dir = await folder();
  const log = opened(dir);
  for (const body of bodies) log.append(body);
  const first = await readRun(dir);
  expect(await readRun(dir)).toBe(first);
  log.append({ type: 'steered', text: 'on', by: 'ada' });
  const second = await readRun(dir);
  expect(second.events.length).toBe(first.events.length + 1);
  log.close();
  const path = join(dir, 'events.ndjson');
  const bytes = await readFile(path);
  bytes[bytes.length - 3] = (bytes[bytes.length - 3] ?? 0) ^ 1;
  await writeFile(path, bytes);
  expect((await readRun(dir)).problem).toBeDefined();
  await rm(path);
  expect(await readRun(dir)).toMatchObject({ state: undefined, problem: 'the run has no event log yet' });
});

test('of a log that grows only the new lines are read, and what was read before stays', async () => {
  const dir = await folder();
  const log = opened(dir);
  for (const body of bodies) log.append(body);
  const path = join(dir, 'events.ndjson');
  const first = await readRun(dir);
  // A half line is no line yet; the writer cuts it and goes on.
  await appendFile(path, '{"v":1,"seq":4,"at":');
  expect(await readRun(dir)).toEqual(first);
  log.close();
  const again = opened(dir);
  again.append({ type: 'steered', text: 'on', by: 'ada' });
  const second = await readRun(dir);
  expect(second.events[0]).toBe(first.events[0]);
  expect(second.events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  expect(second.state).toEqual(again.state());
  again.close();
  // In the same file, and longer: nothing of what it said before is believed.
  const lines = [...bodies, ...bodies].map((body, at) =>
    encodeEvent(at + 1, '2026-11-21T10:00:00.000Z', body),
  );
  await writeFile(path, lines.join(''));
  const third = await readRun(dir);
  expect(third.problem).toBeUndefined();
  expect(third.events.map(({ at }) => at)).toEqual(lines.map(() => '2026-11-21T10:00:00.000Z'));
});

test('a list reads the summary of a run and not its log, but only one made from this log by this fold', async () => {
  await using repository = await temporaryRepository({ 'a.txt': 'a' });
  const { root, env } = repository;
  const dir = join(await runsDir(root, env), request.runId);
  const log = opened(dir);
  for (const body of bodies) log.append(body);
  log.close();
  const summary = join(dir, 'summary.json');
  const said = await readFile(summary, 'utf8');
  const titles = async () => (await listRuns(root, env)).map((run) => run.request.spec.title);
  await writeFile(summary, said.replace('"title":"A"', '"title":"from the summary"'));
  expect(await titles()).toEqual(['from the summary']);
  for (const bad of [
    said.replace('"fold":"', '"fold":"other '),
    '{',
    '{}',
    said.replace('"v":1,"fold"', '"v":2,"fold"'),
  ]) {
    await writeFile(summary, bad.replace('"title":"A"', '"title":"from the summary"'));
    expect(await titles()).toEqual(['A']);
  }
  await writeFile(summary, said.replace('"title":"A"', '"title":"from the summary"'));
  const more = opened(dir);
  more.append({ type: 'steered', text: 'on', by: 'ada' });
  expect(await titles()).toEqual(['A']);
  more.close();
});

test('a log cut at any byte of its last record reads as before it, and the writer sets the tail aside', async () => {
  const lines = bodies.map((body, index) => encodeEvent(index + 1, '2026-11-20T10:00:00.000Z', body));
  const whole = Buffer.from(lines.join(''));
  const lastAt = whole.length - Buffer.byteLength(lines[2] ?? '');
  for (let cut = lastAt; cut <= whole.length; cut += 1) {
    const dir = await folder();
    await writeFile(join(dir, 'events.ndjson'), whole.subarray(0, cut));
    const complete = cut >= whole.length - 1;
    expect(readLog(whole.subarray(0, cut))).toMatchObject({ events: { length: complete ? 3 : 2 } });
    const log = opened(dir);
    log.append({ type: 'steered', text: 'after', by: 'z' });
    log.close();
    const { events, problem } = await readRun(dir);
    expect(problem).toBeUndefined();
    expect(events.map((event) => event.seq)).toEqual(complete ? [1, 2, 3, 4] : [1, 2, 3]);
    const tails = (await readdir(dir)).filter((name) => name.startsWith('events.tail-'));
    expect(tails.length).toBe(complete || cut === lastAt ? 0 : 1);
    for (const tail of tails) expect(await readFile(join(dir, tail))).toEqual(whole.subarray(lastAt, cut));
  }
});

test('every flipped bit is noticed: nothing wrong is read, everything before it is kept', async () => {
  const text = bodies.map((body, index) => encodeEvent(index + 1, '2026-11-20T10:00:00.000Z', body)).join('');
  const original = readLog(Buffer.from(text)).events;
  const start = Buffer.byteLength(text.split('\n')[0] ?? '') + 1;
  for (let at = start; at < Buffer.byteLength(text); at += 1) {
    const flipped = Buffer.from(text);
    flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
    const { events } = readLog(flipped);
    expect(events.length).toBeGreaterThanOrEqual(1);
    expect(events).toEqual(original.slice(0, events.length));
  }
});

test('a damaged middle line is one clear problem; the log is not written to', async () => {
  const dir = await folder();
  const log = opened(dir);
  for (const body of bodies) log.append(body);
  log.close();
  const path = join(dir, 'events.ndjson');
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace('"round":1', '"round":2'));
  const reading = await readRun(dir);
  expect(reading.problem).toBe(
    'line 2 of the event log is damaged (checksum differs); the 1 events before it are kept',
  );
  expect(reading.state).toMatchObject({
    ...{ status: 'failed', reason: 'log-damaged', message: /^Line 2 of the event log is damaged/ },
    next: /^Copy .*`head -n 1 events\.ndjson`.*`dimmer resume 20/,
  });
  expect(openLog(dir)).toMatchObject({ ok: false });
  expect((await readFile(path, 'utf8')).length).toBe(text.length);
});

test('events from the future are kept and change nothing', async () => {
  const dir = await folder();
  const log = opened(dir);
  log.append(bodies[0] as RunEventBody);
  log.append({ type: 'invented-later', x: 1 } as unknown as RunEventBody);
  log.append({ type: 'stage-entered', stage: 'a-new-stage', round: 'x' } as unknown as RunEventBody);
  log.close();
  const reading = await readRun(dir);
  expect(reading).toMatchObject({ events: { length: 3 }, state: { status: 'requested' } });
  expect(reading.problem).toBeUndefined();
});

test('long outputs become blobs, stored once, and come back whole', async () => {
  const dir = await folder();
  const long = 'ö'.repeat(20_000);
  const stored = storeText(dir, long);
  expect(stored).toMatchObject({ bytes: 40_000 });
  expect(storeText(dir, long)).toEqual(stored);
  expect((await readdir(join(dir, 'artifacts'))).length).toBe(1);
  expect(await loadText(dir, stored)).toBe(long);
  expect(storeText(dir, 'short')).toBe('short');
  const log = opened(dir);
  const finished = { turn: 1, callId: 'c', name: 'shell', isError: false, milliseconds: 1, output: long };
  expect(log.append({ type: 'tool-finished', ...finished })).toMatchObject({ output: stored });
  log.close();
  await rm(join(dir, 'artifacts'), { recursive: true });
  expect(await loadText(dir, stored)).toMatch(/^ö+\n\[the rest of this text is missing/);
});

test('of many processes that want the lock one gets it, and a killed holder frees it at once', async () => {
  const dir = await folder();
  const module = new URL('./run-lock.ts', import.meta.url).href;
  const script = `import { takeLock } from ${JSON.stringify(module)};
    const lock = takeLock(${JSON.stringify(dir)});
    process.stdout.write(lock ? 'won' : 'lost');
    if (lock) setInterval(() => {}, 1000);`;
  const start = () => {
    const child = spawn(process.execPath, ['--no-warnings', '--input-type=module', '-e', script]);
    const said = new Promise<string>((resolve) => child.stdout.once('data', (data) => resolve(String(data))));
    return { child, said };
  };
  const racers = Array.from({ length: 6 }, start);
  const results = await Promise.all(racers.map((racer) => racer.said));
  expect(results.filter((result) => result === 'won').length).toBe(1);
  expect(takeLock(dir)).toBeNull();
  const winner = racers[results.indexOf('won')]?.child;
  winner?.kill('SIGKILL');
  await new Promise((resolve) => winner?.once('exit', resolve));
  const lock = takeLock(dir);
  expect(lock).not.toBeNull();
  expect(takeLock(dir)).toBeNull();
  lock?.release();
});

test('a pid is alive only with its own start time, and a zombie is dead', async () => {
  const own = ownIdentity();
  expect(isAlive(own)).toBe(true);
  expect(isAlive({ pid: own.pid, startTime: 'another' })).toBe(false);
  const child = spawn('sleep', ['60']);
  const identity = { pid: child.pid ?? 0, startTime: startTimeOf(child.pid ?? 0) ?? '' };
  expect(isAlive(identity)).toBe(true);
  child.kill('SIGKILL');
  await new Promise((resolve) => child.once('exit', resolve));
  expect(isAlive(identity)).toBe(false);
});

test('runs are listed newest first, found by prefix, and one damaged run hides no other', async () => {
  await using repository = await temporaryRepository({ 'a.txt': 'a' });
  const { root, env } = repository;
  const runs = await runsDir(root, env);
  expect(await listRuns(root, env)).toEqual([]);
  for (const runId of ['20261120T100000Z-0001', '20261120T100001Z-00ff', '20261120T100002Z-0003']) {
    const log = opened(join(runs, runId));
    log.append({ type: 'run-requested', request: { ...request, runId } });
    log.close();
  }
  await mkdir(join(runs, 'not-a-run'));
  await writeFile(join(runs, '20261120T100001Z-00ff', 'events.ndjson'), 'garbage\n');
  expect((await listRuns(root, env)).map((run) => run.request.runId)).toEqual([
    '20261120T100002Z-0003',
    '20261120T100000Z-0001',
  ]);
  expect(await findRun(root, '20261120T100000', env)).toMatchObject({
    ok: true,
    id: '20261120T100000Z-0001',
  });
  expect(await findRun(root, 'last', env)).toMatchObject({ ok: true, id: '20261120T100002Z-0003' });
  expect(await findRun(root, '2026', env)).toMatchObject({ ok: false });
  expect(await findRun(root, '1999', env)).toMatchObject({ ok: false });
  expect(await listRuns(repository.base, env)).toEqual([]);
});

test('a watcher hears of appended events', async () => {
  await using repository = await temporaryRepository({ 'a.txt': 'a' });
  const runs = await runsDir(repository.root, repository.env);
  const log = opened(join(runs, request.runId));
  log.append({ type: 'run-requested', request });
  log.close();
  await new Promise<void>((resolve) => {
    // Again and again: its first look may come late on a busy machine, and only what changes after it is news.
    const appending = setInterval(() => void appendFile(join(runs, request.runId, 'events.ndjson'), 'x'), 60);
    const watcher = watchRuns(
      repository.root,
      () => {
        watcher.dispose();
        clearInterval(appending);
        resolve();
      },
      { everyMs: 20, env: repository.env },
    );
  });
});
