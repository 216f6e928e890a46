// `npm run eval:spec-effect [-- --pairs DIR] [--backend NAME] [--model ID] [--judge-model ID] [--repeats N] [--seed N] [--json]`: builds
// the same software from a spec before and after lint and judges both by the same hidden scenarios. With `--json` the last line is the
// document; `--power` prints how much it takes to see ten points. docs/spec-effect.md says why it is measured like this.
// Invariant: a pair is built whole before its hidden scenarios come anywhere near, and nothing of them is printed but counts.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root, setup } from './setup.mjs';

setup({ browser: false });
const { buildArm } = await import('./eval-spec-effect/build.mjs');
const { openJudge } = await import('./eval-spec-effect/measure.mjs');
const { readOptions } = await import('./eval-spec-effect/options.mjs');
const { orderOf } = await import('./eval-spec-effect/order.mjs');
const { builtInPair, readPairs } = await import('./eval-spec-effect/pairs.mjs');
const { powerTable } = await import('./eval-spec-effect/power.mjs');
const { EffectProblem } = await import('./eval-spec-effect/problem.mjs');
const { document, summary } = await import('./eval-spec-effect/report.mjs');
const { pairResult } = await import('./eval-spec-effect/results.mjs');
const { treatmentOf } = await import('./eval-spec-effect/treatment.mjs');
const { openWorkshop } = await import('./eval-spec-effect/workshop.mjs');

let workshop;
let stopping;
const interrupt = () => void (stopping ??= stop());
process.once('SIGINT', interrupt).once('SIGTERM', interrupt);

try {
  const options = readOptions(process.argv.slice(2), process.env);
  if (options.power) console.log(powerTable());
  else await evaluate(options);
} catch (problem) {
  if (!(problem instanceof EffectProblem)) throw problem;
  console.error(problem.message);
  process.exitCode = 2;
} finally {
  if (stopping === undefined) await workshop?.close();
}

async function evaluate(options) {
  const pairs =
    options.pairs === undefined
      ? [builtInPair()]
      : readPairs(options.pairs, { rehearsal: options.backend === 'rehearsal' });
  build();
  workshop = openWorkshop();
  // All pairs are looked at before the first run costs anything.
  const treatments = [];
  for (const [at, pair] of pairs.entries()) treatments.push(await treatmentOf(workshop, pair, `pair-${at}`));
  const results = [];
  for (const [at, pair] of pairs.entries())
    results.push(await measured(pair, { ...options, name: `pair-${at}`, treatment: treatments[at] }));
  console.log(summary(results, options));
  if (options.json) console.log(JSON.stringify(document(results, options)));
}

async function measured(pair, { name, treatment, repeats, seed, backend, model, judgeModel }) {
  const order = orderOf(repeats, seed);
  const runs = { before: [], after: [] };
  for (const [at, { repeat, arm }] of order.entries()) {
    console.error(`${pair.name}: run ${at + 1} of ${order.length} (${arm})...`);
    runs[arm].push(await buildArm(workshop, pair, { arm, name: `${name}-${arm}-${repeat}`, backend, model }));
  }
  console.error(`${pair.name}: judging...`);
  const judge = await openJudge(workshop, pair, `${name}-judge`, judgeModel);
  for (const run of [...runs.before, ...runs.after])
    if (run.commit !== null) run.observed = await judge.judge(run.product);
  return pairResult({ name: pair.name, treatment, requirements: judge.requirements, runs });
}

/** The programs that users get are the bundles; they are made anew unless a test has made them. */
function build() {
  if (process.env.DIMMER_BUILT) return;
  const options = { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] };
  const { status } = spawnSync(process.execPath, [join(root, 'extension', 'build.mjs')], options);
  if (status !== 0) throw new EffectProblem('The bundles could not be built; what is wrong stands above.');
}

/** Ctrl-C: nothing is left behind, neither a run nor a folder. */
async function stop() {
  console.error('Interrupted. Runs are stopped and the temporary folder is removed...');
  await workshop?.close();
  process.exit(130);
}
