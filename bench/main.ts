// `npm run bench`: every figure in one go, each against its floor, with the machine it was taken on.
// `-- --only NAME` takes one, `--repeats N` more or fewer, `--write` puts the table into bench/README.md.
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { card } from './card.ts';
import { evaluatorMemory } from './evaluator-memory.ts';
import { judged, line, met, ratio, spread, type Figure } from './figure.ts';
import { httpStep } from './http-step.ts';
import {
  lintBesideMarkdownlint,
  lintBesideRemark,
  lintBesideTextlint,
  lintCorpus,
  lintEdit,
} from './lint.ts';
import { lintCold } from './lint-cold.ts';
import { lintMemory } from './lint-memory.ts';
import { machine } from './machine.ts';
import { outcomePanel } from './outcome-panel.ts';
import { reviewMode } from './review-mode.ts';
import { appendEvent, foldEvents, listManyRuns } from './runs.ts';
import { nodeTrajectories, trajectories } from './trajectories.ts';
import { vaultOpen } from './vault-open.ts';

const figures: Readonly<Record<string, (repeats: number) => Promise<Figure>>> = {
  'outcome-panel': outcomePanel,
  'review-mode': reviewMode,
  card,
  trajectories,
  'node-trajectories': nodeTrajectories,
  'http-step': httpStep,
  'evaluator-memory': evaluatorMemory,
  'vault-open': vaultOpen,
  fold: foldEvents,
  append: appendEvent,
  'runs-list': listManyRuns,
  'lint-corpus': lintCorpus,
  'lint-remark': lintBesideRemark,
  'lint-markdownlint': lintBesideMarkdownlint,
  'lint-textlint': lintBesideTextlint,
  'lint-cold': lintCold,
  'lint-edit': lintEdit,
  'lint-memory': lintMemory,
};
const page = new URL('README.md', import.meta.url);

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: Object.keys(figures) },
    repeats: { type: 'string', default: '15' },
    write: { type: 'boolean', default: false },
  },
});
const chosen = values.only.map((name) => [name, figures[name]] as const);
const unknown = chosen.filter(([, measure]) => measure === undefined).map(([name]) => name);
const repeats = Number(values.repeats);
if (unknown.length > 0 || !Number.isInteger(repeats) || repeats < 5) {
  console.error(`--only takes ${Object.keys(figures).join(', ')}; --repeats a whole number from 5`);
  process.exit(2);
}

const where = machine();
console.log(where);
const taken: Figure[] = [];
for (const [, measure] of chosen) {
  const figure = await (measure as (repeats: number) => Promise<Figure>)(repeats);
  console.log(line(figure));
  taken.push(figure);
}
if (values.write) await write(taken);
process.exit(taken.every(met) ? 0 : 1);

async function write(all: readonly Figure[]): Promise<void> {
  const text = await readFile(page, 'utf8');
  const table = [
    `Taken on ${new Date().toISOString().slice(0, 10)}: ${where}.`,
    '',
    '| figure | median (10th to 90th percentile) | floor | ratio | bar |',
    '|---|---|---|---|---|',
    ...all.map(row),
  ].join('\n');
  const next = text.replace(/(<!-- measured -->\n)[^]*(\n<!-- \/measured -->)/, `$1${table}$2`);
  if (next === text) throw new Error('bench/README.md has no place for the table, or it is the same');
  await writeFile(page, next);
}

function row(figure: Figure): string {
  const { name, what, ours, floor, unit } = figure;
  const columns = [
    `${name}: ${what}`,
    spread(ours, unit),
    `${floor.name}: ${spread(floor.series, unit)}`,
    ratio(figure).toFixed(2),
    judged(figure, '**missed**'),
  ];
  return `| ${columns.join(' | ')} |`;
}
