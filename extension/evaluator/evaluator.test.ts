import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EvaluatorQuestion } from '../node/evaluator-process.ts';
import { runEvaluator } from '../node/evaluator-process.ts';
import { temporaryRepository, type TemporaryRepository } from '../node/temporary-repository.ts';
import { bundles } from '../node/testing.ts';
import { answerTo } from './answer.ts';
import { hiddenScenarios, notesProgram, notesSpec, visibleScenario } from './test-product.ts';
import { decrypt } from './vault/cipher.ts';
import { rebuildManifest } from './vault/rebuild.ts';

const root = mkdtempSync(join(tmpdir(), 'dimmer-evaluator-'));
let repository: TemporaryRepository;
let identity = '';
let vaults = 0;

const files = (wrong?: Parameters<typeof notesProgram>[0]) => ({
  'bin/notes.js': notesProgram(wrong),
  'specs/notes.md': notesSpec,
  'scenarios/v1.md': visibleScenario,
});

beforeAll(async () => {
  repository = await temporaryRepository(files());
  identity = (
    (await ask({ v: 1, mode: 'vault', vaultDir: '', action: { type: 'new-identity' } })).body as {
      identity: string;
    }
  ).identity;
});
afterAll(async () => {
  await repository[Symbol.asyncDispose]();
  rmSync(root, { recursive: true, force: true });
});

async function change(next: Record<string, string>, message: string): Promise<void> {
  for (const [path, text] of Object.entries(next)) await repository.write(path, text);
  repository.commit(message);
}

/** In this process; the last test asks a process of its own. */
async function ask(input: EvaluatorQuestion) {
  const { exit, body } = await answerTo(input);
  return { exit, body, stdout: JSON.stringify(body) };
}
const vault = (
  vaultDir: string,
  action: Extract<EvaluatorQuestion, { mode: 'vault' }>['action'],
  key = identity,
) => ask({ v: 1, mode: 'vault', vaultDir, identity: key, action });

async function vaultWith(scenarios: { name: string; text: string }[]) {
  const vaultDir = join(root, `vault-${++vaults}`);
  await vault(vaultDir, { type: 'init' });
  const { body } = await vault(vaultDir, { type: 'import', scenarios, repository: repository.root });
  return {
    vaultDir,
    results: body['results'] as { name: string; stored: boolean; problems: { message: string }[] }[],
  };
}
const evaluate = (vaultDir: string, more: Partial<Extract<EvaluatorQuestion, { mode: 'evaluate' }>> = {}) =>
  ask({
    v: 1,
    mode: 'evaluate',
    vaultDir,
    identity,
    repository: repository.root,
    spec: 'specs/notes.md',
    split: 'validation',
    ...more,
  });

test('when the manifest was lost, a scenario counts again only when it has proved itself again', async () => {
  const { vaultDir } = await vaultWith(hiddenScenarios().slice(0, 4));
  rmSync(join(vaultDir, 'manifest.age'));
  expect(await rebuildManifest(vaultDir, identity)).toMatchObject({ ok: true });
  const unproved = await evaluate(vaultDir);
  expect([unproved.exit, (unproved.body['error'] as { reason: string }).reason]).toEqual([1, 'no-scenarios']);
  rmSync(join(vaultDir, 'manifest.age'));
  const rebuilt = await vault(vaultDir, { type: 'rebuild', repository: repository.root });
  expect((rebuilt.body['results'] as { stored: boolean }[]).map(({ stored }) => stored)).toEqual([
    true,
    true,
    true,
    true,
  ]);
  const proved = await evaluate(vaultDir);
  expect((proved.body['tally'] as { observed: number }).observed).toBeGreaterThan(0);
});

test('a right product passes, a wrong one learns ids and categories and nothing else', async () => {
  const { vaultDir, results } = await vaultWith(hiddenScenarios());
  expect(results.filter((one) => !one.stored)).toEqual([]);
  const early = await evaluate(vaultDir, { split: 'sealed' });
  expect([early.exit, (early.body['error'] as { reason: string }).reason]).toEqual([1, 'not-validated']);

  const right = await evaluate(vaultDir);
  expect([right.exit, right.body['feedback']]).toEqual([
    0,
    { v: 1, gate: 'pass', satisfaction: '90-100', failing: [], roundsLeft: 9 },
  ]);
  expect(right.body['tally']).toMatchObject({
    satisfied: 9,
    observed: 9,
    scenarios: 9,
    minimum: 29,
    infraErrors: 0,
    split: 'validation',
  });
  const sealed = await evaluate(vaultDir, { split: 'sealed' });
  expect([sealed.exit, sealed.body['feedback']]).toEqual([
    0,
    { v: 1, gate: 'pass', failing: [], roundsLeft: 2 },
  ]);

  await change(files('list'), 'break list');
  const wrong = await evaluate(vaultDir);
  expect([wrong.exit, wrong.body['feedback']]).toEqual([
    1,
    {
      v: 1,
      gate: 'fail',
      satisfaction: '90-100',
      improved: false,
      failing: [{ requirement: 'R2', category: 'wrong-output' }],
      roundsLeft: 8,
    },
  ]);
  expect(wrong.stdout).not.toMatch(/Bo\b|mistypes|writes something|R2-a/);
  await change(files(), 'mend');

  const [evidence] = await readdir(join(vaultDir, 'evidence'));
  const bytes = await readFile(join(vaultDir, 'evidence', evidence as string));
  expect(bytes.toString('latin1')).not.toContain('notes.json');
  expect(await decrypt(bytes, identity)).toMatchObject({ ok: true });
});

test('a visible scenario tells everything, needs no identity and never counts', async () => {
  const { exit, body } = await ask({
    v: 1,
    mode: 'evaluate',
    vaultDir: '',
    repository: repository.root,
    spec: 'specs/notes.md',
    split: 'visible',
  });
  expect([exit, body['details'], body['problems']]).toMatchObject([
    0,
    [
      {
        scenario: 'V1',
        satisfied: true,
        failures: [],
        requirements: ['R1'],
        steps: [{ run: ['notes', 'add', 'milk'], exit: 0, stdout: 'added 1\n' }],
      },
    ],
    [],
  ]);
  await change({ ...files(), 'bin/notes.js': 'process.exit(1)', 'scenarios/bad.md': 'x' }, 'break');
  const broken = await ask({
    v: 1,
    mode: 'evaluate',
    vaultDir: '',
    repository: repository.root,
    spec: 'specs/notes.md',
    split: 'visible',
  });
  expect(broken.body['details']).toMatchObject([
    { scenario: 'V1', satisfied: false, failures: ['When Ada adds milk: exit: expected 0, found 1'] },
  ]);
  expect(broken.body['problems']).toMatchObject([{ path: 'scenarios/bad.md' }]);
  await change({ ...files(), 'scenarios/bad.md': visibleScenario.replace('V1', 'V2') }, 'mend');
});

test('a product that special-cases the visible scenario passes it and fails hidden ones', async () => {
  const { vaultDir } = await vaultWith(hiddenScenarios());
  await change(files('special-case'), 'cheat');
  expect((await evaluate(vaultDir, { split: 'visible' })).body['details']).toMatchObject([
    { satisfied: true },
    { satisfied: true },
  ]);
  const hidden = await evaluate(vaultDir);
  expect(hidden.body['feedback']).toMatchObject({
    gate: 'fail',
    failing: [{ requirement: 'R1', category: 'state-not-persisted' }, { requirement: 'R2' }],
  });
  await change(files(), 'mend');
});

test('two vaults that differ in text only cannot be told apart', async () => {
  await change(files('remove'), 'break remove');
  const outputs = [];
  for (const flavour of ['Bo', 'a rather more verbose accountant from Bergen']) {
    const { vaultDir } = await vaultWith(hiddenScenarios(flavour));
    const { body } = await evaluate(vaultDir);
    outputs.push(
      JSON.stringify([
        body['feedback'],
        { ...(body['tally'] as object), vaultManifest: '', milliseconds: 0 },
      ]),
    );
  }
  expect(outputs[0]).toBe(outputs[1]);
  expect(outputs[0]).toContain('"gate":"fail"');
  await change(files(), 'mend');
});

test('what cannot be evaluated is said with a reason, and nothing is changed', async () => {
  const { vaultDir } = await vaultWith(hiddenScenarios());
  const other = (
    (await ask({ v: 1, mode: 'vault', vaultDir: '', action: { type: 'new-identity' } })).body as {
      identity: string;
    }
  ).identity;
  const reason = async (reply: Promise<{ exit: number; body: Record<string, unknown> }>) => {
    const { exit, body } = await reply;
    return [exit, (body['error'] as { reason: string }).reason];
  };
  expect(await reason(evaluate(vaultDir, { identity: other }))).toEqual([3, 'wrong-identity']);
  expect(await reason(evaluate(vaultDir, { identity: 'nonsense' }))).toEqual([3, 'wrong-identity']);
  expect(await reason(evaluate(vaultDir, { identity: undefined }))).toEqual([3, 'no-identity']);
  expect(await reason(evaluate(join(root, 'none')))).toEqual([3, 'no-vault']);
  expect(await reason(evaluate(vaultDir, { commit: 'nope' }))).toEqual([2, 'bad-commit']);
  expect(await reason(evaluate(vaultDir, { spec: 'specs/none.md' }))).toEqual([2, 'no-spec']);
  expect(await reason(vault(vaultDir, { type: 'show', id: 'none' }))).toEqual([1, 'unknown-scenario']);
  expect(await reason(vault(vaultDir, { type: 'init' }))).toEqual([1, 'exists']);
  expect((await ask({ v: 1, mode: 'coverage', vaultDir, identity, spec: 'notes' })).body).toEqual({
    v: 1,
    coverage: { R1: 3, R2: 3, R3: 3, R4: 3 },
    scenarios: 12,
  });
});

test('backups are sealed to the vault and come back; a window can add, show and list', async () => {
  const { vaultDir } = await vaultWith(hiddenScenarios().slice(0, 1));
  const sealed = (await vault(vaultDir, { type: 'seal', text: 'half a scenario' })).body['sealed'] as string;
  expect(sealed).toContain('BEGIN AGE ENCRYPTED FILE');
  expect((await vault(vaultDir, { type: 'unseal', sealed })).body['text']).toBe('half a scenario');
  const text = (hiddenScenarios()[3] as { text: string }).text;
  const added = await vault(vaultDir, { type: 'add', text, repository: repository.root, replaces: 'R1-a' });
  expect([added.exit, added.body['id']]).toEqual([0, 'R2-a']);
  expect((await vault(vaultDir, { type: 'show', id: 'R2-a' })).body['text']).toBe(text);
  expect((await vault(vaultDir, { type: 'list' })).body['scenarios']).toMatchObject([
    { id: 'R2-a', split: 'validation', provedRed: true },
  ]);
  const refused = await vault(vaultDir, { type: 'add', text: 'no', repository: repository.root });
  expect([refused.exit, (refused.body['error'] as { message: string }).message]).toEqual([
    1,
    expect.stringContaining('Line 1: no front matter'),
  ]);
});

test('a process of its own answers over stdin and stdout, and says nothing else', async () => {
  const { vaultDir } = await vaultWith(hiddenScenarios().slice(0, 3));
  const input: EvaluatorQuestion = {
    ...{ v: 1, mode: 'evaluate', vaultDir, identity, repository: repository.root },
    ...{ spec: 'specs/notes.md', split: 'validation' },
  };
  const reply = await runEvaluator(input, { bundleDir: bundles });
  expect([reply.exit, reply.stderr]).toEqual([0, '']);
  expect(JSON.parse(reply.stdout)).toMatchObject({ v: 1, tally: { satisfied: 3, observed: 3 } });
  const wrong = await runEvaluator({ ...input, v: 2 } as never, { bundleDir: bundles });
  expect([wrong.exit, JSON.parse(wrong.stdout)]).toMatchObject([2, { error: { reason: 'usage' } }]);
});
