// The linter as a unified plugin, `dimmer/lint`: findings become messages of the file that a remark pipeline reads.
// Invariant: one file at a time and the tree untouched; what other files say is the command line's to know.
import { shownAt, type Finding } from '../core/lint/finding.ts';
import { lintSpec } from '../core/lint/lint.ts';
import { parseSpec } from '../core/spec/parse-spec.ts';
import type { DimmerLintOptions, dimmerLint as published } from './lint.d.ts';

type VFile = Parameters<Exclude<ReturnType<typeof published>, void>>[1];

/** From `dist/`, where the build puts this. */
const ownPages = new URL('../docs/rules/', import.meta.url).href;

export const dimmerLint: typeof published = (options = {}) => {
  const { show = 'certain', grades } = options;
  return (_tree, file) => {
    const spec = parseSpec(String(file), file.path ?? 'spec.md');
    const { findings } = lintSpec(spec, grades === undefined ? {} : { grades });
    for (const finding of findings) if (shownAt(finding, show)) tell(finding, file, options);
  };
};

function tell(
  { rule, severity, message, question, range, fixes }: Finding,
  file: VFile,
  { fatal, rulePages = ownPages }: DimmerLintOptions,
): void {
  const { line, column, offset, endLine, endColumn, endOffset } = range;
  const about = {
    place: { start: { line, column, offset }, end: { line: endLine, column: endColumn, offset: endOffset } },
    ...{ ruleId: rule, source: 'dimmer' },
  };
  const said = severity === 'info' ? file.info(message, about) : file.message(message, about);
  if (severity === 'error' && fatal === true) said.fatal = true;
  said.note = question;
  said.url = `${rulePages}${rule}.md`;
  said.actual = String(file).slice(offset, endOffset);
  const expected = fixes
    .filter(({ guided, edits: [edit, more] }) => {
      const same = edit?.range.offset === offset && edit.range.endOffset === endOffset;
      return !guided && same && more === undefined;
    })
    .map(({ edits }) => edits[0]?.newText ?? '');
  if (expected.length > 0) said.expected = expected;
}
