// `npm run eval:lint -- --data FILE.csv | --pairs FILE.csv | --requirement-gate FILE.csv [--show certain|likely|all] [--labels a,b] [--json]`:
// how often the linter is right on requirements that people labelled. docs/rules/README.md says what a figure does to a rule.
// Invariant: what a row says is linted and compared, never kept; a rule that ships off is listed and not counted overall.
import { parseArgs } from 'node:util';
import { onProjectNode } from './on-project-node.mjs';

onProjectNode();
const { gateOf, judgeData, judgeGate, judgePairs } = await import('./eval-lint/judge.mjs');
const { readTable } = await import('./eval-lint/read-table.mjs');
const { dataSummary, gateSummary, pairsSummary } = await import('./eval-lint/summary.mjs');

const kinds = {
  data: { judge: judgeData, say: dataSummary },
  pairs: { judge: judgePairs, say: pairsSummary },
  'requirement-gate': { judge: (table) => judgeGate(table, gateOf), say: gateSummary },
};

try {
  const { values } = parseArgs({
    options: {
      data: { type: 'string', multiple: true, default: [] },
      pairs: { type: 'string', multiple: true, default: [] },
      'requirement-gate': { type: 'string', multiple: true, default: [] },
      show: { type: 'string', default: 'all' },
      labels: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const { show, json } = values;
  if (!['certain', 'likely', 'all'].includes(show))
    throw new Error(`--show takes certain, likely or all, not “${show}”`);
  const labels = values.labels?.split(',').map((name) => name.trim());
  const asked = Object.keys(kinds).flatMap((kind) => values[kind].map((file) => ({ kind, file })));
  if (asked.length === 0)
    throw new Error('Name what to judge: --data FILE.csv, --pairs FILE.csv or --requirement-gate FILE.csv');
  const results = asked.map(({ kind, file }) => {
    const table = readTable(file);
    return { kind, file, show, ...kinds[kind].judge(table, { show, labels }) };
  });
  if (json) console.log(JSON.stringify(results.length === 1 ? results[0] : results));
  else console.log(results.map((result) => kinds[result.kind].say(result)).join('\n\n'));
} catch (problem) {
  console.error(problem instanceof Error ? problem.message.split('\n')[0] : String(problem));
  process.exitCode = 2;
}
