// `npm test`, and with every sweep in full `npm run test:whole`: sets the machine up, then format, lint, types, build, unit and process tests, package, end-to-end.
// The last line is `N passed, N failed`; every step counts as one beside the tests it ran.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, setup } from './setup.mjs';

setup({ languages: true });
if (process.argv.includes('--whole')) process.env.DIMMER_SWEEP = 'whole';

const reports = mkdtempSync(join(tmpdir(), 'dimmer-test-'));
let passed = 0;
let failed = 0;
let skipped = 0;

// Each of these is busy on one processor: two at a time.
const [built] = await Promise.all([
  inTurn(
    ['build', process.execPath, ['extension/build.mjs']],
    ['format', 'prettier', ['--check', '--log-level=warn', '.']],
    ['lint', 'eslint', ['.']],
  ),
  inTurn(['types', 'tsc', ['-b']], ['types of tests', 'tsc', ['-p', 'tsconfig.tests.json']]),
]);
process.env.DIMMER_BUILT = built ? 'yes' : '';
// They wait more than a journey does: a fourth worker takes a tenth of the time away.
tests(['core', 'unit'], '--maxWorkers=4');
if (built && (await step('package', process.execPath, ['scripts/package.mjs']))) tests(['e2e']);

rmSync(reports, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exit(failed === 0 ? 0 : 1);

/** Whether the first of them went well; the others are carried out all the same. */
async function inTurn(...steps) {
  const well = [];
  for (const one of steps) well.push(await step(...one));
  return well[0];
}

/** What a step says is shown when it has ended, so that steps beside it do not mix with it. */
async function step(name, command, args) {
  const started = Date.now();
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => said.push(data));
  const well = await new Promise((resolve) =>
    child.once('error', () => resolve(false)).once('close', (code) => resolve(code === 0)),
  );
  process.stdout.write(Buffer.concat(said));
  console.log(`${well ? 'ok  ' : 'FAIL'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  if (well) passed += 1;
  else failed += 1;
  return well;
}

function tests(projects, ...flags) {
  const file = join(reports, `${projects[0]}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const chosen = projects.flatMap((project) => ['--project', project]);
  const { status } = spawnSync('vitest', ['run', ...chosen, ...flags, ...reporters], {
    cwd: root,
    stdio: 'inherit',
  });
  try {
    const report = JSON.parse(readFileSync(file, 'utf8'));
    passed += report.numPassedTests;
    failed += report.numFailedTests;
    skipped += report.numPendingTests + (report.numTodoTests ?? 0);
    if (status !== 0 && report.numFailedTests === 0) failed += 1;
  } catch {
    console.error(`The ${projects.join(' and ')} tests left no report (exit ${status}).`);
    failed += 1;
  }
}
