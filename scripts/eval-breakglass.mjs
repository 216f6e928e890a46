// `npm run eval:breakglass -- --repo DIR --commits N [--json]`: how often each break-glass rule fires on real history.
// `--packages a,b --releases N` makes histories from releases of npm packages; `--planted` judges dangerous changes.
// Invariant: nothing is executed of what is looked at, and the repositories are only read.
import { parseArgs } from 'node:util';
import { onProjectNode } from './on-project-node.mjs';

onProjectNode();
const { histories } = await import('./eval-breakglass/histories.mjs');
const { judgePlanted, judgeRepository, summary } = await import('./eval-breakglass/judge.mjs');

const { values } = parseArgs({
  options: {
    repo: { type: 'string', multiple: true, default: [] },
    packages: { type: 'string' },
    releases: { type: 'string', default: '40' },
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
if (values.repo.length + packages.length === 0 && !values.planted)
  fail('Name what to look at: --repo DIR (a git repository), --packages a,b (npm releases), or --planted');

const results = [];
for (const repo of values.repo) results.push(await judgeRepository(repo, { name: repo, commits }));
for await (const history of histories(packages, releases))
  results.push(
    await judgeRepository(history.folder, { name: `${history.name} (releases)`, commits: releases }),
  );
const planted = values.planted ? judgePlanted() : null;

if (values.json) console.log(JSON.stringify({ repositories: results, planted }));
else console.log(summary(results, planted));

function fail(message) {
  console.error(message);
  process.exit(2);
}
