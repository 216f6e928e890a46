import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunRequest } from '../core/protocol/run-request.ts';
import { openLog } from '../node/run-store.ts';
import { temporaryRepository, type TemporaryRepository } from '../node/temporary-repository.ts';
import { answerTo } from './answer.ts';
import { serveMode } from './serve-mode.ts';
import { hiddenScenarios, notesProgram, notesSpec } from './test-product.ts';
import { newIdentity } from './vault/cipher.ts';

let repository: TemporaryRepository;
let identity = '';
let vaultDir = '';
let runs = 0;

beforeAll(async () => {
  repository = await temporaryRepository({
    'bin/notes.js': 'process.exit(1);\n',
    'specs/notes.md': notesSpec,
  });
  await repository.write('bin/notes.js', notesProgram('list'));
  repository.commit('write notes');
  ({ identity } = await newIdentity());
  vaultDir = join(repository.base, 'vault');
  const vault = { v: 1, mode: 'vault', vaultDir, identity } as const;
  await answerTo({ ...vault, action: { type: 'init' } });
  await answerTo({
    ...vault,
    action: { type: 'import', scenarios: hiddenScenarios(), repository: repository.root },
  });
});
afterAll(() => repository[Symbol.asyncDispose]());

async function startRun() {
  const runDir = join(repository.base, `run-${++runs}`);
  await mkdir(join(runDir, 'evaluations'), { recursive: true });
  const commit = repository.run('rev-parse', 'HEAD');
  const base = repository.run('rev-parse', 'HEAD~1');
  const request: RunRequest = {
    v: 1,
    runId: `run-${runs}`,
    repository: repository.root,
    spec: {
      ...{ path: 'specs/notes.md', id: 'notes', title: 'Notes', text: notesSpec, requirements: [] },
      digest: createHash('sha256').update(notesSpec).digest('hex'),
      bin: { notes: ['node', 'bin/notes.js'] },
    },
    ...{
      base: { commit: base, branch: 'main' },
      level: 4,
      trial: true,
      backend: 'rehearsal',
      model: 'rehearsal',
      owner: 'Ada',
    },
    limits: { tokens: 1000, minutes: 10, rounds: 3 },
    ...{ requestedAt: '2026-01-01T00:00:00Z', via: 'cli' },
  };
  const opened = openLog(runDir);
  if (!opened.ok) throw new Error(opened.problem);
  opened.log.append({ type: 'run-requested', request });
  const evaluations = join(runDir, 'evaluations');
  const ask = (n: number, split: 'validation' | 'sealed') =>
    writeFile(
      join(evaluations, `${n}.request.json`),
      JSON.stringify({ v: 1, n, runId: request.runId, commit, specDigest: request.spec.digest, split }),
    );
  const read = async (name: string) =>
    JSON.parse(await readFile(join(evaluations, name), 'utf8')) as Record<string, unknown>;
  return { runDir, evaluations, log: opened.log, ask, read };
}

test('requests are answered, tally first, until the run is over; nothing that was hidden lies in the run folder', async () => {
  const run = await startRun();
  await run.ask(1, 'validation');
  const serving = serveMode({ v: 1, mode: 'serve', identity, vaultDir, runDir: run.runDir });
  while (!existsSync(join(run.evaluations, '1.verdict.json')))
    await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await run.read('1.verdict.json')).toEqual({
    ...{ v: 1, gate: 'fail', satisfaction: '70-80', roundsLeft: 9 },
    failing: [{ requirement: 'R2', category: 'wrong-output' }],
  });
  expect(await run.read('1.tally.json')).toMatchObject({
    n: 1,
    split: 'validation',
    satisfied: 7,
    observed: 9,
  });
  await run.ask(2, 'sealed');
  while (!existsSync(join(run.evaluations, '2.verdict.json')))
    await new Promise((resolve) => setTimeout(resolve, 20));
  // The validation gate did not pass on this commit.
  expect(await run.read('2.verdict.json')).toEqual({ v: 1, gate: 'invalid', failing: [], roundsLeft: 3 });
  expect(existsSync(join(run.evaluations, '2.tally.json'))).toBe(false);
  run.log.append({ type: 'run-stopped', by: 'Ada', reason: 'enough' });
  expect(await serving).toBeUndefined();
  const texts = await Promise.all(
    (await readdir(run.evaluations)).map((name) => readFile(join(run.evaluations, name), 'latin1')),
  );
  expect(texts.join('')).not.toMatch(/Bo sees|mistypes|notes\.json|R2-a/);
});

test('a result that may be decided on says how many of its changed lines ran, and nothing more', async () => {
  await repository.write('bin/notes.js', notesProgram());
  repository.commit('mend');
  const run = await startRun();
  await run.ask(1, 'validation');
  await run.ask(2, 'sealed');
  run.log.append({ type: 'run-stopped', by: 'Ada', reason: 'x' });
  await serveMode({ v: 1, mode: 'serve', identity, vaultDir, runDir: run.runDir });
  const [validation, sealed] = [await run.read('1.tally.json'), await run.read('2.tally.json')];
  const lines = validation['lines'] as { changed: number; executed: number };
  expect(Object.keys(lines)).toEqual(['changed', 'executed']);
  expect(lines.executed).toBeGreaterThan(lines.changed / 2);
  expect(lines.executed).toBeLessThanOrEqual(lines.changed);
  expect((sealed['lines'] as typeof lines).executed).toBeGreaterThanOrEqual(lines.executed);
  expect(Object.keys(await run.read('1.verdict.json'))).not.toContain('lines');
  await repository.write('bin/notes.js', notesProgram('list'));
  repository.commit('break again');
});

test('an evaluation that is asked for again after a crash is answered again and counted once', async () => {
  const run = await startRun();
  await run.ask(1, 'validation');
  run.log.append({ type: 'run-stopped', by: 'Ada', reason: 'x' });
  const once = async () => {
    await serveMode({ v: 1, mode: 'serve', identity, vaultDir, runDir: run.runDir });
    return (await run.read('1.verdict.json'))['roundsLeft'];
  };
  const first = await once();
  await rm(join(run.evaluations, '1.verdict.json'));
  expect(await once()).toBe(first);
});

test('a wrong identity leaves a reason in the run folder and claims nothing', async () => {
  const run = await startRun();
  await run.ask(1, 'validation');
  const other = await newIdentity();
  const found = await serveMode({
    v: 1,
    mode: 'serve',
    identity: other.identity,
    vaultDir,
    runDir: run.runDir,
  });
  expect(found?.reason).toBe('wrong-identity');
  expect(await run.read('evaluator.problem.json')).toMatchObject({ v: 1, reason: 'wrong-identity' });
  expect(existsSync(join(run.evaluations, '1.verdict.json'))).toBe(false);
});

test('a split without scenarios is counted as zero, neither passed nor failed', async () => {
  const run = await startRun();
  const empty = join(repository.base, 'empty-vault');
  await answerTo({ v: 1, mode: 'vault', vaultDir: empty, identity, action: { type: 'init' } });
  await run.ask(1, 'sealed');
  run.log.append({ type: 'run-stopped', by: 'Ada', reason: 'x' });
  await serveMode({ v: 1, mode: 'serve', identity, vaultDir: empty, runDir: run.runDir });
  expect(await run.read('1.tally.json')).toMatchObject({ scenarios: 0, observed: 0, low: 0, high: 1 });
  expect(await run.read('1.verdict.json')).toEqual({ v: 1, gate: 'invalid', failing: [], roundsLeft: 3 });
});
