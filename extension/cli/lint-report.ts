// What `dimmer lint` says, to people and as JSON. The JSON is described by docs/schemas/lint.schema.json.
import type { Compared } from '../core/lint/baseline.ts';
import { shownAt, shownByDefault, type FileLint, type Finding, type LintShow } from '../core/lint/finding.ts';
import type { LintReport, LintSummary } from '../core/lint/report-schema.ts';

export interface LintedFile {
  readonly lint: FileLint;
  readonly text: string;
}

/** The document that `--format json` prints: every finding; `shown` says which ones people see by default. */
export function jsonReport(files: readonly LintedFile[], show: LintShow): LintReport {
  return {
    files: files.map(({ lint }) => ({
      path: lint.path,
      findings: lint.findings.filter((finding) => shownAt(finding, show)).map(jsonFinding),
      readiness: lint.readiness,
    })),
    summary: summaryOf(files, show),
  };
}

function jsonFinding(finding: Finding): LintReport['files'][number]['findings'][number] {
  const { rule, code, severity, tier, message, question, range, fixes, related } = finding;
  const best = fixes.find(({ guided }) => !guided) ?? fixes[0];
  return {
    ...{ rule, code, severity, tier, shown: shownByDefault(finding), message, question },
    ...place(range),
    ...(best ? { fix: jsonFix(best), fixes: fixes.map(jsonFix) } : {}),
    ...(related.length > 0
      ? {
          related: related.map(({ message, range, path }) => ({
            ...{ message, ...(path === undefined ? {} : { path }) },
            ...place(range),
          })),
        }
      : {}),
  };
}

/** `guided`: the text it leaves still asks the author something. */
function jsonFix({ title, guided, path, edits }: Finding['fixes'][number]) {
  return {
    ...{ title, guided, ...(path === undefined ? {} : { path }) },
    edits: edits.map(({ range, newText }) => ({ ...place(range), newText })),
  };
}

function place({ line, column, endLine, endColumn }: Finding['range']) {
  return { line, column, endLine, endColumn };
}

export function summaryOf(files: readonly LintedFile[], show: LintShow): LintSummary {
  const all = files.flatMap(({ lint }) => lint.findings);
  const shown = all.filter((finding) => shownAt(finding, show));
  const of = (severity: Finding['severity']) =>
    shown.filter((finding) => finding.severity === severity).length;
  return {
    files: files.length,
    errors: of('error'),
    warnings: of('warning'),
    infos: of('info'),
    more: all.length - shown.length,
  };
}

const colors = { error: 31, warning: 33, info: 36, dim: 2, bold: 1 } as const;

/** Text for people: each finding with the line it is about and the question to answer. */
export function prettyReport(files: readonly LintedFile[], show: LintShow, color: boolean): string {
  const paint = (name: keyof typeof colors, text: string) =>
    color ? `\u001b[${colors[name]}m${text}\u001b[0m` : text;
  const lines: string[] = [];
  for (const { lint, text } of files) {
    const shown = lint.findings.filter((finding) => shownAt(finding, show));
    if (shown.length > 0) lines.push(paint('bold', printable(lint.path)));
    for (const finding of shown) {
      const { line, column } = finding.range;
      const head = `${line}:${column}  ${paint(finding.severity, finding.severity)}  ${finding.code} ${finding.rule}`;
      lines.push(`  ${head}  ${printable(finding.message)}`);
      lines.push(...frame(text, finding).map((part) => paint('dim', `    ${part}`)));
      lines.push(`    ${printable(finding.question)}`, '');
    }
    if (shown.length > 0) lines.push(`  ${lint.readiness.summary}`, '');
  }
  lines.push(closing(summaryOf(files, show)));
  return `${lines.join('\n')}\n`;
}

/** `path:line:column:endLine:endColumn: severity: message question [rule]`, for the problem matchers of editors. */
export function linesReport(files: readonly LintedFile[], show: LintShow): string {
  return files
    .flatMap(({ lint }) =>
      lint.findings
        .filter((finding) => shownAt(finding, show))
        .map(({ range, severity, message, question, rule }) => {
          const { line, column, endLine, endColumn } = range;
          const at = [printable(lint.path), line, column, endLine, endColumn].join(':');
          return `${at}: ${severity}: ${printable(`${message} ${question}`)} [${rule}]\n`;
        }),
    )
    .join('');
}

function closing({ files, errors, warnings, infos, more }: LintSummary): string {
  const parts = [
    count(errors, 'error'),
    count(warnings, 'warning'),
    ...(infos > 0 ? [count(infos, 'note')] : []),
  ];
  const head = errors + warnings + infos === 0 ? 'No certain findings' : parts.join(', ');
  return `${head} in ${count(files, 'file')}.${more > 0 ? ` ${more} more to consider: --show all.` : ''}`;
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

/** What a baseline did, on stderr: entries that hold nothing back any more can go. */
export function baselineReport({ held, stale }: Compared<LintedFile>, name: string): string {
  const lines = stale.map(({ path, rule, line }) => `  ${printable(path)}  ${rule}  ${printable(line)}\n`);
  const entries = stale.length === 1 ? 'entry matches' : 'entries match';
  return [
    held === 0 ? '' : `${count(held, 'finding')} held back by ${name}.\n`,
    stale.length === 0
      ? ''
      : `${stale.length} ${entries} nothing any more; --write-baseline drops what is fixed:\n`,
    ...lines,
  ].join('');
}

const width = 96;

/** The line with a mark below, cut to what fits around the finding. */
export function frame(text: string, { range }: Pick<Finding, 'range'>): string[] {
  const start = range.offset - (range.column - 1);
  const rest = text.slice(start, start + 20_000);
  const whole = rest.slice(0, rest.search(/[\r\n]|$/));
  if (whole.trim() === '') return [];
  const from = range.column - 1 < width - 20 ? 0 : range.column - 1 - 30;
  const shown = whole.slice(from, from + width);
  const end = range.endLine === range.line ? range.endColumn - 1 : whole.length;
  const mark =
    ' '.repeat(range.column - 1 - from) +
    '^'.repeat(Math.max(1, Math.min(end - from, shown.length) - (range.column - 1 - from)));
  const number = String(range.line);
  return [`${number} | ${printable(shown)}`, `${' '.repeat(number.length)} | ${mark}`];
}

/** Text of others on a terminal: no control or direction characters. */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200b\u202a-\u202e\u2066-\u2069]/g, '·');
}
