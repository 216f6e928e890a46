// The whole suite on this machine: in this process, and by the bundle as a user without any privilege.
import { spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  cpSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodeJson } from '../../core/protocol/decode.ts';
import { selftestAnswerSchema, type SelftestAnswer } from '../../core/protocol/evaluator-answer.ts';
import { closeInheritedDescriptors } from '../../node/sandbox/descriptors.ts';
import { bundles } from '../../node/testing.ts';
import { hangMark } from './exhausting.ts';
import { processesWith } from './processes.ts';
import { runAttacks } from './selftest-mode.ts';

type Case = Exclude<SelftestAnswer, { error: unknown }>['cases'][number];

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'dimmer-selftest-'));
  chmodSync(root, 0o755);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** What has no teeth here, by id, and what got through ours. */
const facts = (cases: readonly Case[]) => ({
  leaked: cases.filter((one) => one.evaluator === 'leaks' || one.agent === 'leaks').map((one) => one.attack),
  toothless: cases.filter((one) => one.control === 'holds').map((one) => one.id),
  untried: cases.filter((one) => one.evaluator === 'not-run' && one.agent === 'not-run').map((one) => one.id),
  run: cases.filter((one) => one.control === 'leaks').length,
  naive: cases.filter((one) => one.naive === 'leaks').length,
});

test('every attack succeeds without a sandbox, a good part where only the vault is denied, and none in ours', async () => {
  closeInheritedDescriptors();
  const seen = facts(await runAttacks());
  expect(seen.leaked).toEqual([]);
  // Devices cannot be opened in some virtual machines, and only root may open or plant some of the rest.
  const needsPower = process.getuid?.() === 0 ? ['30'] : ['11', '12', '30', '63'];
  expect(seen.toothless.filter((id) => !needsPower.includes(id))).toEqual([]);
  expect(seen.untried.filter((id) => !['23b', '38', '65'].includes(id))).toEqual([]);
  expect(seen.run).toBeGreaterThanOrEqual(50);
  // What others ship is not what we claim to be better than without having measured it.
  expect(seen.naive).toBeGreaterThanOrEqual(12);
  for (const mark of [`${hangMark}-`, 'dimmer-daemon-']) expect(processesWith(mark)).toEqual([]);
});

test.runIf(process.getuid?.() === 0)('the same suite as an unprivileged user', async () => {
  const user = 23_456;
  const home = join(root, 'home');
  mkdirSync(home, { mode: 0o700 });
  chownSync(home, user, user);
  const bin = join(root, 'bin');
  mkdirSync(bin, { mode: 0o755 });
  provide(process.execPath, join(bin, 'node'));
  copyFileSync(join(bundles, 'evaluator.mjs'), join(bin, 'evaluator.mjs'));
  cpSync(join(bundles, 'vendor'), join(bin, 'vendor'), { recursive: true });
  for (const path of readdirSync(bin, { recursive: true, encoding: 'utf8' }))
    if (path !== 'node') chownSync(join(bin, path), user, user);
  const as = ['--reuid', `${user}`, '--regid', `${user}`, '--clear-groups', '--no-new-privs'];
  const argv = [...as, join(bin, 'node'), '--no-warnings', join(bin, 'evaluator.mjs')];
  const child = spawn('setpriv', argv, {
    env: { PATH: `${bin}:/usr/bin:/bin`, HOME: home, DIMMER_STATE: join(home, 'state') },
    stdio: ['pipe', 'pipe', 'inherit'],
    cwd: root,
  });
  let text = '';
  child.stdout.on('data', (chunk) => (text += String(chunk)));
  child.stdin.end(JSON.stringify({ v: 1, mode: 'selftest', vaultDir: '' }));
  const exit = await new Promise((resolve) => child.once('close', resolve));
  const answer = decodeJson(selftestAnswerSchema, text);
  if (!answer.ok || 'error' in answer.value) throw new Error(text);
  const seen = facts(answer.value.cases);
  expect([exit, answer.value.user, seen.leaked]).toEqual([0, 'user', []]);
  expect(seen.toothless.filter((id) => !['11', '12', '30', '63'].includes(id))).toEqual([]);
  expect(seen.run).toBeGreaterThanOrEqual(50);
});

/** A node that another user may run: linked where that is possible, it is large. */
function provide(file: string, target: string): void {
  try {
    linkSync(file, target);
  } catch {
    copyFileSync(file, target);
  }
  chmodSync(target, 0o755);
}
