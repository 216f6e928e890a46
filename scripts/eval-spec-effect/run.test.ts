// The whole evaluation, really run: both arms are built and judged, nothing of the hidden scenarios is told, and nothing is left behind.
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { parseScenario } from '../../extension/core/scenario/parse-scenario.ts';
import { builtInPair } from './pairs.mjs';

// Two whole runs and two judgements in a row: twenty seconds on a quiet machine, minutes on a slow and busy one.
vi.setConfig({ testTimeout: 600_000 });

const script = join(import.meta.dirname, '..', 'eval-spec-effect.mjs');
const hidden = [0, 9, 23, 38];
let folder: string;
let temporary: string;

/** The built-in pair as a folder, with a tenth of its scenarios and without what makes a run long: guardrails and visible scenarios. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dimmer-effect-test-'));
  temporary = join(folder, 'tmp');
  mkdirSync(temporary);
  const pair = builtInPair();
  const at = (...parts: string[]) => join(folder, 'pairs', 'stint', ...parts);
  cpSync(pair.repository, at('repository'), { recursive: true });
  rmSync(at('repository', 'scenarios'), { recursive: true });
  writeFileSync(at('repository', 'dimmer.yaml'), 'owner: Ada Bell\nlevel: 4\n');
  mkdirSync(at('hidden'));
  for (const one of hidden) writeFileSync(at('hidden', `${one}.md`), pair.scenarios[one]);
  for (const arm of ['before', 'after'] as const) {
    writeFileSync(at(`${arm}.md`), pair.texts[arm]);
    writeFileSync(at(`cassette-${arm}.yaml`), pair.cassettes[arm]);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function start(...args: string[]) {
  const env = { ...process.env, DIMMER_BUILT: 'yes', TMPDIR: temporary };
  const child = spawn(process.execPath, [script, '--pairs', join(folder, 'pairs'), ...args], { env });
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (data: string) => (said.stdout += data));
  child.stderr.setEncoding('utf8').on('data', (data: string) => (said.stderr += data));
  const ended = new Promise<number | null>((done) => child.once('close', done));
  return { child, said, ended };
}

/** Processes whose command line names the temporary folder. */
function running(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      } catch {
        return '';
      }
    })
    .filter((line) => line.includes(temporary));
}

test('both arms are built and judged by the same scenarios; counts come out and no effect', async () => {
  const { said, ended } = start('--json', '--seed', '3');
  expect([await ended, said.stderr]).toEqual([0, expect.stringMatching(/run 2 of 2/)]);
  const lines = said.stdout.trimEnd().split('\n');
  const told = JSON.parse(lines.at(-1) ?? '');
  expect(told).toMatchObject({
    v: 1,
    rehearsal: true,
    backend: 'rehearsal',
    seed: 3,
    repeats: 1,
    effect: null,
  });
  const [pair] = told.pairs;
  expect(pair).toMatchObject({ name: 'stint', scenarios: 4, leftOut: 0, effect: null });
  expect(pair.treatment.before.A).toBeGreaterThan(pair.treatment.after.A);
  expect(pair.treatment.before.readiness).toMatch(/to settle/);
  // What the two attempts of the demo really are: the second satisfies everything, the first little.
  expect(pair.arms.after).toMatchObject({ runs: 1, withoutCommit: [], satisfied: 4, observed: 4 });
  expect(pair.arms.before).toMatchObject({ runs: 1, withoutCommit: [], observed: 4 });
  expect(pair.arms.before.satisfied).toBeLessThan(4);
  expect(pair.arms.before.tokens).toBeGreaterThan(0);
  expect(lines.at(-2)).toMatch(/^effect: not yet measured/);
  for (const at of hidden) {
    const parsed = parseScenario(builtInPair().scenarios[at]);
    if (!parsed.ok) throw new Error('the demo holds no such scenario');
    const { id, title, steps } = parsed.scenario;
    for (const word of [id, title, ...steps.map(({ sentence }) => sentence)])
      expect(said.stdout + said.stderr).not.toContain(word);
  }
  expect([readdirSync(temporary), running()]).toEqual([[], []]);
});

test(
  'Ctrl-C in a run stops it and takes the folder away',
  { skip: process.platform !== 'linux' },
  async () => {
    const { child, said, ended } = start();
    const until = async (there: () => boolean) => {
      while (!there()) await new Promise((resolve) => setTimeout(resolve, 100));
    };
    await until(
      () => /run 1 of 2/.test(said.stderr) && running().some((line) => line.includes('runner.mjs')),
    );
    child.kill('SIGINT');
    expect([await ended, said.stdout]).toEqual([130, '']);
    expect(said.stderr).toMatch(/Interrupted/);
    expect([readdirSync(temporary), running()]).toEqual([[], []]);
  },
);
