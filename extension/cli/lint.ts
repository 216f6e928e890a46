// `dimmer lint`: the linter over files or standard input. Without `--fix` it writes nothing.
import { readFile, writeFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { parseArgs } from 'node:util';
import { decodeConfiguration } from '../core/configuration.ts';
import { applyEdits, safeEdits } from '../core/lint/apply-fixes.ts';
import type { LintShow } from '../core/lint/finding.ts';
import { lintSpec } from '../core/lint/lint.ts';
import type { LintContext } from '../core/lint/rule.ts';
import { rules } from '../core/lint/rules.ts';
import { parseSpec } from '../core/spec/parse-spec.ts';
import type { CommandIo } from './io.ts';
import { jsonReport, prettyReport, summaryOf, type LintedFile } from './lint-report.ts';
import { sarifReport } from './lint-sarif.ts';
import { findSpecs, visibleScenarios, type SpecFile } from './spec-files.ts';

export const lintUsage = `Usage: dimmer lint [PATH...] [--format pretty|json|sarif] [--show certain|likely|all] [--fix]
                   [--stdin --stdin-filename FILE] [--max-warnings N]
Without PATH: specs/**/*.md and **/*.spec.md. A folder means every .md file in it.`;

interface LintOptions {
  readonly paths: readonly string[];
  readonly format: 'pretty' | 'json' | 'sarif';
  readonly show: LintShow;
  readonly fix: boolean;
  readonly stdin: boolean;
  readonly stdinFilename: string;
  readonly maxWarnings: number;
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
  const context = await contextOf(io);
  const specs = options.fix
    ? await Promise.all(found.files.map((file) => fixed(file, context, io)))
    : found.files;
  const linted = lintTogether(specs, context);
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
      },
    });
    const format = values.json ? 'json' : values.format;
    if (format !== 'pretty' && format !== 'json' && format !== 'sarif') return `Unknown format ${format}.`;
    const show = values.show ?? (format === 'json' ? 'all' : 'certain');
    if (show !== 'certain' && show !== 'likely' && show !== 'all') return `Unknown value of --show: ${show}.`;
    const allowed = values['max-warnings'];
    if (allowed !== undefined && !/^\d+$/.test(allowed)) return '--max-warnings takes a whole number.';
    if (values.stdin && positionals.length > 0) return '--stdin takes no PATH.';
    if (values.stdin && values.fix) return '--fix writes files; it cannot be used with --stdin.';
    return {
      ...{ paths: positionals, format, show, fix: values.fix, stdin: values.stdin },
      stdinFilename: values['stdin-filename'],
      maxWarnings: allowed === undefined ? Infinity : Number(allowed),
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
async function contextOf(io: CommandIo): Promise<LintContext> {
  const yaml = await readFile(join(io.cwd, 'dimmer.yaml'), 'utf8').catch(() => undefined);
  const { configuration, problems } = decodeConfiguration(yaml ?? '');
  for (const problem of problems) io.err(`${problem}\n`);
  const grades = configuration.lint ?? {};
  for (const name of Object.keys(grades).filter(
    (one) => !rules.some(({ id, code }) => [id, code].includes(one)),
  ))
    io.err(`dimmer.yaml: lint: there is no rule "${name}"\n`);
  return { scenarios: await visibleScenarios(io.cwd), grades };
}

/** Specs in one folder are one set: an id that one of them defines is known to the others. */
function lintTogether(files: readonly SpecFile[], context: LintContext): LintedFile[] {
  const parsed = files.map((file) => ({ file, spec: parseSpec(file.text, file.path, file.problem) }));
  const known = new Map<string, string[]>();
  for (const { spec } of parsed) {
    const folder = posix.dirname(spec.path);
    known.set(folder, [...(known.get(folder) ?? []), ...spec.requirements.map(({ id }) => id)]);
  }
  return parsed.map(({ file, spec }) => ({
    text: file.text,
    lint: lintSpec(spec, { ...context, knownIds: known.get(posix.dirname(spec.path)) ?? [] }),
  }));
}

/** One fix can uncover the next; five rounds are more than any text needed. */
const rounds = 5;

async function fixed(file: SpecFile, context: LintContext, io: CommandIo): Promise<SpecFile> {
  // A file that could not be decoded must not be written back.
  if (file.problem !== undefined) return file;
  let { text } = file;
  for (let round = 0; round < rounds; round++) {
    const edits = safeEdits(lintSpec(parseSpec(text, file.path), context).findings);
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
  else io.out(prettyReport(linted, show, io.isTTY && !io.env['NO_COLOR']));
}
