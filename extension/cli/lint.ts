// `dimmer lint`: the linter over files or standard input. Without `--fix` it writes nothing.
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { decodeConfiguration } from '../core/configuration.ts';
import { applyEdits, safeEdits } from '../core/lint/apply-fixes.ts';
import { baselineOf, readBaseline, withoutBaseline, type Baseline } from '../core/lint/baseline.ts';
import { shownAt, type LintShow } from '../core/lint/finding.ts';
import { lintSpec } from '../core/lint/lint.ts';
import { rules } from '../core/lint/rules.ts';
import { lintSettings } from '../core/lint/settings.ts';
import { parseSpec } from '../core/spec/parse-spec.ts';
import type { CommandIo } from './io.ts';
import { lintFiles, type Step, type Surroundings } from './lint-files.ts';
import {
  baselineReport,
  jsonReport,
  linesReport,
  prettyReport,
  summaryOf,
  type LintedFile,
} from './lint-report.ts';
import { sarifReport } from './lint-sarif.ts';
import { findSpecs, visibleScenarios, type SpecFile } from './spec-files.ts';

export const lintUsage = `Usage: dimmer lint [PATH...] [--format pretty|json|lines|sarif] [--show certain|likely|all] [--fix]
                   [--stdin --stdin-filename FILE] [--max-warnings N]
                   [--baseline FILE [--write-baseline]]
Without PATH: specs/**/*.md and **/*.spec.md. A folder means every .md file in it.
--baseline holds back the findings that FILE records; --write-baseline records those that --show shows.`;

const formats = ['pretty', 'json', 'lines', 'sarif'] as const;

interface LintOptions {
  readonly paths: readonly string[];
  readonly format: (typeof formats)[number];
  readonly show: LintShow;
  readonly fix: boolean;
  readonly stdin: boolean;
  readonly stdinFilename: string;
  readonly maxWarnings: number;
  readonly baseline: string | undefined;
  readonly writeBaseline: boolean;
}

/** Exit codes: 0 no errors; 1 errors, or more warnings than allowed; 2 usage. */
export async function lintCommand(argv: string[], io: CommandIo): Promise<number> {
  const options = readOptions(argv, io);
  if (typeof options === 'string') {
    io.err(`${options}\n${lintUsage}\n`);
    return 2;
  }
  const found = await specsOf(options, io);
  if (!found.ok) {
    io.err(`${found.message}\n`);
    return 2;
  }
  if (found.files.length === 0)
    io.err('No specs found: specs/**/*.md and **/*.spec.md match nothing here.\n');
  const baseline = await baselineFor(options, io);
  if (typeof baseline === 'string') {
    io.err(`${baseline}\n`);
    return 2;
  }
  const around = await contextOf(io);
  const specs = options.fix
    ? await Promise.all(found.files.map((file) => fixed(file, around, io)))
    : found.files;
  const all = await lintFiles(
    specs,
    around,
    options.format === 'lines' ? undefined : progress(specs.length, io),
  );
  if (options.baseline !== undefined && options.writeBaseline)
    return writeBaseline(all, options.baseline, options.show, io);
  const linted = baseline === undefined ? all : heldBack(all, baseline, options, io);
  print(linted, options, io);
  const { errors, warnings } = summaryOf(linted, options.show);
  return errors > 0 || warnings > options.maxWarnings ? 1 : 0;
}

function readOptions(argv: string[], io: CommandIo): LintOptions | string {
  try {
    const { values, positionals } = parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        format: { type: 'string', default: io.json ? 'json' : 'pretty' },
        json: { type: 'boolean', default: false },
        show: { type: 'string' },
        fix: { type: 'boolean', default: false },
        stdin: { type: 'boolean', default: false },
        'stdin-filename': { type: 'string', default: 'stdin.md' },
        'max-warnings': { type: 'string' },
        baseline: { type: 'string' },
        'write-baseline': { type: 'boolean', default: false },
      },
    });
    const asked = values.json ? 'json' : values.format;
    const format = formats.find((one) => one === asked);
    if (format === undefined) return `Unknown format ${asked}.`;
    const show = values.show ?? (format === 'json' ? 'all' : 'certain');
    if (show !== 'certain' && show !== 'likely' && show !== 'all') return `Unknown value of --show: ${show}.`;
    const allowed = values['max-warnings'];
    if (allowed !== undefined && !/^\d+$/.test(allowed)) return '--max-warnings takes a whole number.';
    if (values.stdin && positionals.length > 0) return '--stdin takes no PATH.';
    if (values.stdin && values.fix) return '--fix writes files; it cannot be used with --stdin.';
    if (values['write-baseline'] && values.baseline === undefined)
      return '--write-baseline needs --baseline FILE, the file to write.';
    if (values['write-baseline'] && (values.stdin || positionals.length > 0))
      return '--write-baseline records all specs; it takes neither PATH nor --stdin.';
    return {
      ...{ paths: positionals, format, show, fix: values.fix, stdin: values.stdin },
      stdinFilename: values['stdin-filename'],
      maxWarnings: allowed === undefined ? Infinity : Number(allowed),
      ...{ baseline: values.baseline, writeBaseline: values['write-baseline'] },
    };
  } catch (error) {
    return (error as Error).message;
  }
}

async function specsOf(options: LintOptions, io: CommandIo) {
  if (!options.stdin) return findSpecs(options.paths, io.cwd);
  const text = await io.stdin();
  const path = options.stdinFilename.split('\\').join('/');
  const bom = text.startsWith('\uFEFF');
  return {
    ok: true as const,
    files: [{ text: bom ? text.slice(1) : text, bom, path, file: path } as SpecFile],
  };
}

/** Grades from `dimmer.yaml` and what visible scenarios show, both of the working directory. */
async function contextOf(io: CommandIo): Promise<Surroundings> {
  const yaml = await readFile(join(io.cwd, 'dimmer.yaml'), 'utf8').catch(() => undefined);
  const { configuration, problems } = decodeConfiguration(yaml ?? '');
  for (const problem of problems) io.err(`${problem}\n`);
  const { grades, profile } = lintSettings(configuration);
  for (const name of Object.keys(grades).filter(
    (one) => !rules.some(({ id, code }) => [id, code].includes(one)),
  ))
    io.err(`dimmer.yaml: lint: there is no rule "${name}"\n`);
  const context = { scenarios: await visibleScenarios(io.cwd), grades };
  return { context, profile, configuration: yaml ?? '' };
}

/** The baseline to hold findings back with, or why there is none although one was named. */
async function baselineFor(
  { baseline, writeBaseline }: LintOptions,
  io: CommandIo,
): Promise<Baseline | string | undefined> {
  if (baseline === undefined || writeBaseline) return undefined;
  const text = await readFile(resolve(io.cwd, baseline), 'utf8').catch(() => undefined);
  if (text === undefined)
    return `There is no baseline ${baseline}. Nothing was linted. \`--write-baseline\` makes it.`;
  const read = readBaseline(text);
  return typeof read === 'string' ? `${baseline}: ${read}. Nothing was linted.` : read;
}

async function writeBaseline(
  files: readonly LintedFile[],
  file: string,
  show: LintShow,
  io: CommandIo,
): Promise<number> {
  const baseline = baselineOf(files, (finding) => shownAt(finding, show));
  try {
    await writeFile(resolve(io.cwd, file), `${JSON.stringify(baseline, null, 2)}\n`);
  } catch (error) {
    io.err(`${file} could not be written: ${(error as Error).message}\n`);
    return 2;
  }
  const { length } = baseline.findings;
  io.err(`Recorded ${length} finding${length === 1 ? '' : 's'} in ${file}.\n`);
  return 0;
}

function heldBack(
  files: readonly LintedFile[],
  baseline: Baseline,
  { paths, stdin, baseline: name = '' }: LintOptions,
  io: CommandIo,
): readonly LintedFile[] {
  // Who lints some files learns nothing about the others.
  const some = stdin || paths.length > 0;
  const linted = new Set(files.map(({ lint }) => lint.path));
  const compared = withoutBaseline(files, baseline, (path) => !some || linted.has(path));
  io.err(baselineReport(compared, name));
  return compared.files;
}

/** On a terminal, how many files are done; the line is cleared at the end. */
function progress(files: number, io: CommandIo): Step {
  if (io.errIsTTY !== true || files < 2) return () => {};
  let done = 0;
  let shown = 0;
  return () => {
    done += 1;
    if (done === files) io.err('\r\u001b[K');
    else if ((done - shown) * 50 >= files) {
      shown = done;
      io.err(`\r${done} of ${files} files`);
    }
  };
}

/** One fix can uncover the next; five rounds are more than any text needed. */
const rounds = 5;

async function fixed(file: SpecFile, { context, profile }: Surroundings, io: CommandIo): Promise<SpecFile> {
  // A file that could not be decoded must not be written back.
  if (file.problem !== undefined) return file;
  let { text } = file;
  for (let round = 0; round < rounds; round++) {
    const edits = safeEdits(lintSpec(parseSpec(text, file.path, undefined, profile), context).findings);
    if (edits.length === 0) break;
    text = applyEdits(text, edits);
  }
  if (text === file.text) return file;
  await writeFile(file.file, file.bom ? `\uFEFF${text}` : text);
  io.err(`Fixed ${file.path}\n`);
  return { ...file, text };
}

function print(linted: readonly LintedFile[], { format, show }: LintOptions, io: CommandIo): void {
  if (format === 'json') io.out(`${JSON.stringify(jsonReport(linted, show), null, 2)}\n`);
  else if (format === 'sarif') io.out(`${JSON.stringify(sarifReport(linted, show), null, 2)}\n`);
  else if (format === 'lines') io.out(linesReport(linted, show));
  else io.out(prettyReport(linted, show, io.isTTY && !io.env['NO_COLOR']));
}
