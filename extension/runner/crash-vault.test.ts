// Crashes around hidden evaluation: a run that is judged by a vault is killed before and after each request and verdict, and its
// evaluator between the two. No look at the vault is spent twice or lost: what is answered, and what is left of the looks,
// is what a run that nobody kills gets. The short form kills at the evaluations, the whole form at every boundary.
import { join } from 'node:path';
import { beforeAll, expect, test, vi } from 'vitest';
import { hiddenScenarios, notesProgram, notesSpec } from '../evaluator/test-product.ts';
import { evaluatorIdentity, serveInput, startEvaluator, startRunner } from '../node/launch.ts';
import { runEvaluator, type EvaluatorQuestion } from '../node/evaluator-process.ts';
import { isAlive, readRun } from '../node/run-store.ts';
import { repoKey, vaultHome } from '../node/state-home.ts';
import { temporaryRepository, type TemporaryRepository } from '../node/temporary-repository.ts';
import { whole } from '../node/testing.ts';
import { alone, killingBundles, visit } from './crash-testing.ts';
import { bundles, launch, resting, types, until } from './testing.ts';

vi.setConfig({ testTimeout: whole ? 3_600_000 : 300_000, hookTimeout: 300_000 });

const write = (content: string) => ({ tool: 'write_file', input: { path: 'bin/notes.js', content } });

/** Wrong in one thing at first, again when that call was cut off, and right when the vault's feedback says which requirement fails. */
const learns = [
  {
    role: 'builder',
    when: { contains: 'interrupted: outcome unknown' },
    reply: [write(notesProgram('list'))],
  },
  { role: 'builder', when: { contains: 'R2: wrong-output' }, reply: [write(notesProgram())] },
  { role: 'builder', reply: [write(notesProgram('list'))] },
  { role: 'builder', reply: [{ text: 'Done: it keeps notes.' }], repeat: 60 },
];

interface Judged {
  readonly repository: TemporaryRepository;
  readonly identity: string;
}

async function withVault(): Promise<Judged> {
  const repository = await temporaryRepository({
    'bin/notes.js': 'process.exit(1);\n',
    'specs/greeter.md': notesSpec,
    'dimmer.yaml': 'guardrails:\n  - { name: syntax, run: [node, --check, bin/notes.js] }\n',
  });
  const { root, env } = repository;
  const ask = async (question: EvaluatorQuestion) => {
    const { exit, stdout } = await runEvaluator(question, { bundleDir: bundles, env });
    if (exit !== 0) throw new Error(stdout);
    return JSON.parse(stdout) as Record<string, unknown>;
  };
  const made = await ask({ v: 1, mode: 'vault', vaultDir: '', action: { type: 'new-identity' } });
  const identity = String(made['identity']);
  const vaultDir = join(vaultHome(env), await repoKey(root));
  const vault = { v: 1, mode: 'vault', vaultDir, identity } as const;
  await ask({ ...vault, action: { type: 'init' } });
  await ask({ ...vault, action: { type: 'import', scenarios: hiddenScenarios(), repository: root } });
  return { repository, identity };
}

/** What was asked of the vault and what it said, in order. */
async function judgements(runDir: string) {
  const { events, state, problem } = await readRun(runDir);
  const said = state !== undefined && 'message' in state ? state.message : '';
  expect([problem, state?.status, said]).toEqual([undefined, 'awaiting-decision', '']);
  const asked = events.flatMap((event) =>
    event.type === 'evaluation-requested' ? [[event.n, event.split, event.round]] : [],
  );
  const answered = events.flatMap((event) =>
    event.type === 'evaluation-finished' ? [[event.n, event.feedback, event.tally?.satisfied]] : [],
  );
  return { asked, answered };
}

/** Of a run that nobody kills: one look that fails, one that passes, and the sealed one. */
let calm: Awaited<ReturnType<typeof judgements>>;
beforeAll(async () => {
  const { repository, identity } = await withVault();
  await using _ = repository;
  const { runDir } = await launch(repository, learns, { identity });
  await until(runDir, resting);
  await alone(runDir);
  calm = await judgements(runDir);
  expect(calm.asked).toEqual([
    [1, 'validation', 1],
    [2, 'validation', 2],
    [3, 'sealed', 2],
  ]);
  expect(calm.answered).toMatchObject([
    [1, { gate: 'fail', roundsLeft: 9 }, 7],
    [2, { gate: 'pass', roundsLeft: 8 }, 9],
    [3, { gate: 'pass', roundsLeft: 2 }, 3],
  ]);
});

const boundaries = whole ? /^/ : /^(before|after) evaluation-(requested|finished)/;

test('a run that is killed around its evaluations is judged as one that is not, and spends the same looks', async () => {
  const { repository, identity } = await withVault();
  await using _ = repository;
  const killing = killingBundles(repository, boundaries);
  const { runDir } = await launch(repository, learns, { identity, bundles: killing.folder });
  await alone(runDir);
  while (await visit(repository, killing.folder, runDir));
  expect(await judgements(runDir)).toEqual(calm);
  const evaluations = killing.hits().filter((hit) => hit.includes('evaluation-'));
  expect(evaluations.toSorted()).toEqual([
    'after evaluation-finished',
    'after evaluation-requested sealed',
    'after evaluation-requested validation',
    'before evaluation-finished',
    'before evaluation-requested sealed',
    'before evaluation-requested validation',
  ]);
});

test('an evaluator that is killed at a look lets the run rest, and the next one takes that look', async () => {
  const { repository, identity } = await withVault();
  await using _ = repository;
  const { env } = repository;
  const { runDir } = await launch(repository, learns, { identity });
  while (!(await types(runDir)).includes('evaluation-requested'))
    await new Promise((resolve) => setTimeout(resolve, 20));
  const evaluator = await evaluatorIdentity(runDir);
  process.kill(evaluator?.pid ?? 0, 'SIGKILL');
  const rested = await until(runDir, resting);
  expect(rested).toMatchObject({ status: 'suspended', reason: 'vault-locked' });
  while (rested.runner && isAlive(rested.runner)) await new Promise((resolve) => setTimeout(resolve, 20));
  const start = { bundles, env };
  await startEvaluator(serveInput(rested.request, runDir, identity, start), start);
  await startRunner(runDir, start);
  await until(runDir, (state) => resting(state) && state.status !== 'suspended');
  expect(await judgements(runDir)).toEqual(calm);
});
