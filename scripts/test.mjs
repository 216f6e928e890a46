// `npm test`, and with every sweep in full `npm run test:whole`: sets the machine up, then format, lint, types, build, unit and process tests, package, end-to-end.
// The last line is `N passed, N failed`; every step counts as one beside the tests it ran.
import { spawnSync } from 'node:child_process';
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

step('format', 'prettier', ['--check', '--log-level=warn', '.']);
step('lint', 'eslint', ['.']);
step('types', 'tsc', ['-b']);
step('types of tests', 'tsc', ['-p', 'tsconfig.tests.json']);
const built = step('build', process.execPath, ['extension/build.mjs']);
process.env.DIMMER_BUILT = built ? 'yes' : '';
tests('unit');
if (built && step('package', process.execPath, ['scripts/package.mjs'])) tests('e2e');

rmSync(reports, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exit(failed === 0 ? 0 : 1);

function step(name, command, args) {
  const started = Date.now();
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  if (status === 0) passed += 1;
  else failed += 1;
  return status === 0;
}

function tests(project) {
  const file = join(reports, `${project}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const { status } = spawnSync('vitest', ['run', '--project', project, ...reporters], {
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
    console.error(`The ${project} tests left no report (exit ${status}).`);
    failed += 1;
  }
}
