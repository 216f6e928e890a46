// `npm run bench`: every figure in one go, each against its floor, with the machine it was taken on.
// `-- --only NAME` takes one, `--repeats N` more or fewer, `--write` puts the table into bench/README.md.
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { judged, line, met, ratio, spread, type Figure } from './figure.ts';
import { figures } from './figures.ts';
import { machine } from './machine.ts';

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
const taken: (readonly [string, Figure])[] = [];
for (const [name, measure] of chosen) {
  const figure = await (measure as (repeats: number) => Promise<Figure>)(repeats);
  console.log(line(figure));
  taken.push([name, figure]);
}
if (values.write) await write(taken);
process.exit(taken.every(([, figure]) => met(figure)) ? 0 : 1);

async function write(all: readonly (readonly [string, Figure])[]): Promise<void> {
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

function row([key, figure]: readonly [string, Figure]): string {
  const { name, what, ours, floor, unit } = figure;
  const columns = [
    `${name}: ${what}: \`${key}\``,
    spread(ours, unit),
    `${floor.name}: ${spread(floor.series, unit)}`,
    ratio(figure).toFixed(2),
    judged(figure, '**missed**'),
  ];
  return `| ${columns.join(' | ')} |`;
}
