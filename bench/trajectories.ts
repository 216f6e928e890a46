// How many trajectories a second: a batch of one-step scenarios, against the same number of bare sandboxes at the same concurrency.
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseScenario } from '../extension/core/scenario/parse-scenario.ts';
import type { Scenario } from '../extension/core/scenario/schema.ts';
import type { Product } from '../extension/evaluator/product.ts';
import { runScenarios } from '../extension/evaluator/run-scenarios.ts';
import { bubblewrapArguments } from '../extension/node/sandbox/bubblewrap.ts';
import { findProgram } from '../extension/node/sandbox/find-program.ts';
import { userNode } from '../extension/node/sandbox/user-node.ts';
import { inTurns, type Figure } from './figure.ts';

const batch = 60;
const perSecond = 40;

/** One `cli` step that starts `argv` and expects its exit code. */
function oneStep(name: string): Scenario {
  const text = `---\nschema: dimmer/scenario@1\nid: B1\nspec: b\nrequirements: [R1]\ntrajectories: 20\n---\n# Scenario: b\n\n* When\n  \`\`\`cli\n  run: [${name}]\n  expect: { exit: 0 }\n  \`\`\`\n`;
  const parsed = parseScenario(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.scenario;
}

async function productOf(argv: readonly string[]): Promise<{ product: Product; folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'dimmer-bench-'));
  const app = join(folder, 'app');
  await mkdir(app);
  await writeFile(join(app, 'main.js'), 'process.exitCode = 0;\n');
  return { folder, product: { app, programs: new Map([['p', argv]]), commit: 'bench', tree: 'bench' } };
}

/** Milliseconds for `batch` trajectories. */
async function ours(product: Product): Promise<number> {
  const scenarios = Array.from({ length: batch / 20 }, () => oneStep('p'));
  const begun = performance.now();
  const runs = await runScenarios({ product, scenarios });
  const took = performance.now() - begun;
  const wrong = runs.flatMap(({ reports }) => reports).filter(({ result }) => result.verdict !== 'satisfied');
  if (wrong.length > 0) throw new Error(`${wrong.length} of ${batch} trajectories were not satisfied`);
  return took;
}

/** Milliseconds for `batch` sandboxes that are started and awaited and nothing else. */
async function bare(argv: readonly string[], product: Product, folder: string): Promise<number> {
  const bwrap = findProgram('bwrap') as string;
  const node = userNode(process.env['PATH'] ?? '') as string;
  const box = join(folder, 'box');
  await mkdir(box, { recursive: true });
  const [, , ...args] = bubblewrapArguments({ app: product.app, box }, { argv, timeoutMs: 1000 }, node);
  let left = batch;
  const begun = performance.now();
  const work = async (): Promise<void> => {
    while (left-- > 0)
      await new Promise((resolve, reject) => {
        const child = spawn(bwrap, args, { stdio: 'ignore', env: {}, cwd: '/' });
        child.once('error', reject);
        child.once('exit', (code) =>
          code === 0 ? resolve(undefined) : reject(new Error(`bwrap ended with ${code}`)),
        );
      });
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return performance.now() - begun;
}

async function measured(argv: readonly string[], repeats: number) {
  const { product, folder } = await productOf(argv);
  try {
    return await inTurns(
      repeats,
      () => ours(product),
      () => bare(argv, product, folder),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export async function trajectories(repeats: number): Promise<Figure> {
  const { ours: own, floor } = await measured(['/usr/bin/true'], repeats);
  return {
    name: 'trajectories',
    what: `${batch} trajectories of one step, a trivial program, from the first to the last verdict`,
    ours: own,
    floor: { name: `${batch} bare sandboxes of the same profile at the same concurrency`, series: floor },
    mostRatio: 1.15,
  };
}

export async function nodeTrajectories(repeats: number): Promise<Figure> {
  const { ours: own, floor } = await measured(['node', '/app/main.js'], repeats);
  return {
    name: 'trajectories of a Node program',
    what: `${batch} trajectories of one step, \`node main.js\`; the bar is ${perSecond} a second`,
    ours: own,
    floor: { name: `${batch} bare sandboxes that start the same`, series: floor },
    bar: (batch / perSecond) * 1000,
  };
}
