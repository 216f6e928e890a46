// `npm run eval:breakglass -- --repo DIR --commits N [--json]`: how often each break-glass rule fires on real history.
// `--packages a,b --releases N` makes histories from releases of npm packages; `--patches a,b=VERSION` takes upstream commits
// out of Debian source packages (`development`, `test` and `others` are the lists that were measured; `--keep DIR`
// keeps what was downloaded); `--planted` judges dangerous changes.
// Invariant: nothing is executed of what is looked at, and the repositories are only read.
import { parseArgs } from 'node:util';
import { onProjectNode } from './on-project-node.mjs';

onProjectNode();
const { histories } = await import('./eval-breakglass/histories.mjs');
const { patchSets } = await import('./eval-breakglass/debian-patches.mjs');
const { measured } = await import('./eval-breakglass/measured-packages.mjs');
const { judgePatches, judgePlanted, judgeRepository } = await import('./eval-breakglass/judge.mjs');
const { summary } = await import('./eval-breakglass/summary.mjs');

const { values } = parseArgs({
  options: {
    repo: { type: 'string', multiple: true, default: [] },
    packages: { type: 'string' },
    releases: { type: 'string', default: '40' },
    patches: { type: 'string' },
    keep: { type: 'string' },
    commits: { type: 'string', default: '100' },
    planted: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const commits = Number(values.commits);
const releases = Number(values.releases);
if (![commits, releases].every((n) => Number.isInteger(n) && n > 0))
  fail('--commits and --releases are whole numbers over 0');
const packages = values.packages?.split(',').filter(Boolean) ?? [];
const wanted = (values.patches?.split(',') ?? []).filter(Boolean).flatMap((one) => measured[one] ?? [one]);
if (values.repo.length + packages.length + wanted.length === 0 && !values.planted)
  fail(
    'Name what to look at: --repo DIR (a git repository), --packages a,b (npm releases), --patches a,b (Debian source packages), or --planted',
  );

const results = [];
for (const repo of values.repo) {
  const { result, problem } = await judgeRepository(repo, { name: repo, commits });
  if (problem) fail(problem);
  results.push(result);
}
for await (const history of histories(packages, releases)) {
  const { result, problem } = await judgeRepository(history.folder, {
    name: `${history.name} (releases)`,
    commits: releases,
  });
  if (problem) fail(`${history.name}: ${problem}`);
  results.push(result);
}
try {
  if (wanted.length > 0)
    for await (const set of patchSets(wanted, values.keep)) results.push(judgePatches(set));
} catch (problem) {
  fail(problem.message.split('\n')[0]);
}
const planted = values.planted ? judgePlanted() : null;

if (values.json) console.log(JSON.stringify({ repositories: results, planted }));
else console.log(summary(results, planted));

function fail(message) {
  console.error(message);
  process.exit(2);
}
