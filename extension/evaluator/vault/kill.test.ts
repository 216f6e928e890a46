import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { VaultAction } from '../../core/protocol/evaluator-input.ts';
import { bundles } from '../../node/testing.ts';
import { storeScenarios } from './change-vault.ts';
import { newIdentity } from './cipher.ts';
import { makeVault, newScenario, stateOf } from './test-vault.ts';
import { openTexts } from './vault.ts';

const root = mkdtempSync(join(tmpdir(), 'dimmer-kill-'));
const hook = join(root, 'hook.mjs');
const [mine, next] = [await newIdentity(), await newIdentity()];
let [template, other] = ['', ''];
let runs = 0;

/** Ends its process at the Nth thing it does to the disk: before it, or, of a write, in the middle. */
const hookText = `
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
const last = Number(process.env.KILL_AT);
let count = 0;
const die = () => process.kill(process.pid, 'SIGKILL');
const wrap = (name) => {
  const real = fs[name];
  fs[name] = async (...args) => {
    const inVault = String(args[0]).startsWith(process.env.KILL_IN);
    const changes = name !== 'open' || String(args[1]).startsWith('w');
    if (inVault && changes && ++count === last) die();
    const result = await real(...args);
    if (inVault && name === 'open' && changes) watch(result);
    return result;
  };
};
const watch = (handle) => {
  const write = handle.writeFile.bind(handle);
  handle.writeFile = async (content) => {
    if (++count === last) {
      await write(content.slice(0, content.length / 2));
      die();
    }
    return write(content);
  };
};
for (const name of ['open', 'rename', 'rm', 'writeFile', 'copyFile']) wrap(name);
syncBuiltinESMExports();
process.on('exit', () => process.stderr.write('steps ' + count));
`;

beforeAll(async () => {
  writeFileSync(hook, hookText);
  template = await makeVault(join(root, 'template'), mine.identity, ['S1', 'S2']);
  other = join(root, 'other');
  cpSync(template, other, { recursive: true });
  await storeScenarios(other, mine.identity, [newScenario('S1', 'yak'), newScenario('S3')]);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** The action in a process of its own that is killed at the step; -1 for never. */
async function perform(action: VaultAction, step: number) {
  const directory = join(root, `run-${++runs}`);
  cpSync(template, directory, { recursive: true });
  const input = { v: 1, mode: 'vault', vaultDir: directory, identity: mine.identity, action };
  const child = spawn(process.execPath, ['--no-warnings', '--import', hook, join(bundles, 'evaluator.mjs')], {
    env: { ...process.env, KILL_AT: String(step), KILL_IN: directory },
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk) => (said += String(chunk)));
  child.stdin.end(JSON.stringify(input));
  const signal = await new Promise((resolve) => child.once('close', (_, by) => resolve(by)));
  return { directory, signal, steps: Number(/steps (\d+)/.exec(said)?.[1] ?? 0) };
}

async function stateIn(directory: string): Promise<string> {
  for (const { identity } of [mine, next]) {
    const opened = await openTexts(directory, identity);
    if (!opened.ok) continue;
    const bad = opened.vault.problems.filter(({ reason }) => reason !== 'not-in-manifest');
    return bad.length === 0 ? stateOf(opened.vault) : JSON.stringify(bad);
  }
  return 'cannot be opened';
}

test.each<[string, () => VaultAction]>([
  ['taking in and replacing', () => ({ type: 'import-folder', folder: other })],
  ['removing', () => ({ type: 'remove', id: 'S1' })],
  ['exchanging the key', () => ({ type: 'rotate', next: next.identity })],
])('killed at any step of %s, a vault is as before or as after', { timeout: 120_000 }, async (_, make) => {
  const action = make();
  const before = await stateIn(template);
  const whole = await perform(action, -1);
  const after = await stateIn(whole.directory);
  expect(whole.steps).toBeGreaterThan(3);
  const outcomes: string[] = [];
  const steps = Array.from({ length: whole.steps }, (_unused, at) => at + 1);
  for (const three of chunks(steps, 3))
    outcomes.push(
      ...(await Promise.all(
        three.map(async (step) => {
          const { directory, signal } = await perform(action, step);
          const state = await stateIn(directory);
          const seen = state === before ? 'before' : state === after ? 'after' : state;
          return `${signal} ${seen}`;
        }),
      )),
    );
  expect(outcomes.filter((one) => !/^SIGKILL (before|after)$/.test(one))).toEqual([]);
  // Once as after, never as before again: the manifest is the one step that counts.
  const turn = outcomes.indexOf('SIGKILL after');
  if (before !== after) expect(outcomes.slice(turn).every((one) => one.endsWith('after'))).toBe(true);
});

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) =>
    items.slice(at * size, (at + 1) * size),
  );
}
