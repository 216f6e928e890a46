// The most memory an evaluator process takes with eight trajectories in flight, against one that only answers a question.
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hiddenScenarios, notesProgram, notesSpec } from '../extension/evaluator/test-product.ts';
import { temporaryRepository, type TemporaryRepository } from '../extension/node/temporary-repository.ts';
import { bundles } from '../extension/node/testing.ts';
import { inTurns, type Figure } from './figure.ts';

/** Answers one question and tells the peak of its resident memory, in MB. */
async function peak(input: object): Promise<{ megabytes: number; body: Record<string, unknown> }> {
  const child = spawn(process.execPath, ['--no-warnings', join(bundles, 'evaluator.mjs')]);
  let text = '';
  let megabytes = 0;
  child.stdout.on('data', (chunk) => (text += String(chunk)));
  child.stdin.end(JSON.stringify(input));
  const look = setInterval(async () => {
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
    megabytes = Math.max(megabytes, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
  }, 10);
  await new Promise((resolve) => child.once('close', resolve));
  clearInterval(look);
  return { megabytes, body: JSON.parse(text) as Record<string, unknown> };
}

async function vaultIn(repository: TemporaryRepository) {
  const vaultDir = join(repository.base, 'vault');
  const ask = async (more: object) => (await peak({ v: 1, mode: 'vault', vaultDir, ...more })).body;
  const { identity } = await ask({ action: { type: 'new-identity' } });
  await ask({ identity, action: { type: 'init' } });
  const scenarios = hiddenScenarios();
  await ask({ identity, action: { type: 'import', scenarios, repository: repository.root } });
  return { vaultDir, identity };
}

export async function evaluatorMemory(repeats: number): Promise<Figure> {
  await using repository = await temporaryRepository({
    'bin/notes.js': notesProgram(),
    'specs/notes.md': notesSpec,
  });
  const vault = await vaultIn(repository);
  const common = { v: 1, ...vault, repository: repository.root, spec: 'specs/notes.md' };
  let version = 0;
  const evaluate = async (): Promise<number> => {
    // Another version of the spec each time: one version is evaluated ten times at most.
    await repository.write('specs/notes.md', `${notesSpec}\n${++version}\n`);
    repository.commit('next');
    const { megabytes, body } = await peak({
      ...common,
      mode: 'evaluate',
      split: 'validation',
      trajectories: 8,
      parallel: 8,
    });
    if (body['tally'] === undefined) throw new Error(JSON.stringify(body));
    return megabytes;
  };
  const { ours, floor } = await inTurns(
    repeats,
    evaluate,
    async () => (await peak({ ...common, mode: 'coverage' })).megabytes,
  );
  return {
    name: 'memory of the evaluator',
    what: 'peak resident memory of an evaluation, eight trajectories in flight',
    ours,
    floor: { name: 'the same process counting scenarios', series: floor },
    bar: 250,
    unit: 'MB',
  };
}
