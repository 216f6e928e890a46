// Lints rows and counts. A row is linted as one requirement of a spec, or, where it may be none, as a paragraph.
import { runRule, lintSpec } from '../../extension/core/lint/lint.ts';
import { shownAt } from '../../extension/core/lint/finding.ts';
import { hintsShipOff, isHint, shipsOff } from '../../extension/core/lint/rule.ts';
import { rules } from '../../extension/core/lint/rules.ts';
import { wilson } from '../../extension/core/scenario/statistics.ts';
import { parseSpec } from '../../extension/core/spec/parse-spec.ts';
import { columnOf, isMarked, labelColumns } from './read-table.mjs';
import { rulesAbout } from './subjects.mjs';

/** They judge a file or a set; one requirement alone has neither. */
export const needsDocument = new Set([
  'DOC001',
  'DOC002',
  'DOC003',
  'AMB013',
  'TST001',
  'CMP011',
  'CMP012',
  'CMP013',
]);

const textNames = ['text', 'requirement', 'sentence', 'req', 'requirement_text', 'statement', 'requirements'];

export function specOf(text) {
  return parseSpec(`- R1: ${text.replace(/\s+/g, ' ').trim()}`, 'row.md');
}

export function judgeData(table, { show, labels: wanted = undefined }) {
  const textColumn = columnOf(table, ...textNames);
  const labels = labelColumns(table, textColumn, wanted);
  const rows = table.rows.filter((row) => row[textColumn].trim() !== '');
  const truth = rows.map((row) => labels.some((index) => isMarked(row[index])));
  const specs = rows.map((row) => specOf(row[textColumn]));
  const perRule = rules
    .filter(({ code }) => !needsDocument.has(code))
    .map((rule) => {
      const off = shipsOff(rule);
      const counts = (finding) =>
        shownAt(finding, show) && (off || !hintsShipOff(rule) || !isHint(rule, finding));
      const flags = specs.map((spec) => runRule(rule, spec).some(counts));
      return { code: rule.code, id: rule.id, off, flags };
    });
  const on = perRule.filter(({ off }) => !off);
  const names = labels.map((index) => table.columns[index]);
  const about = rulesAbout(names);
  const union = (of) => specs.map((_, index) => of.some(({ flags }) => flags[index]));
  const judged = about && union(on.filter(({ code }) => about.has(code)));
  const all = union(on);
  return {
    rows: rows.length,
    labelled: truth.filter(Boolean).length,
    flagEverything: figures(
      truth.map(() => true),
      truth,
    ),
    overall: figures(all, truth),
    ...(judged ? { overallAboutLabels: { rules: [...about], ...figures(judged, truth) } } : {}),
    labels: labels.map((index, at) => {
      const marked = rows.map((row) => isMarked(row[index]));
      const found = marked.filter((is, row) => is && all[row]).length;
      return { name: names[at], marked: marked.filter(Boolean).length, found };
    }),
    rules: perRule
      .map(({ flags, ...rule }) => ({ ...rule, ...figures(flags, truth) }))
      .filter(({ flagged }) => flagged > 0),
  };
}

export function figures(flags, truth) {
  const flagged = flags.filter(Boolean).length;
  const right = flags.filter((flag, index) => flag && truth[index]).length;
  const positive = truth.filter(Boolean).length;
  const precision = flagged === 0 ? null : right / flagged;
  const recall = positive === 0 ? null : right / positive;
  const f1 = flagged + positive === 0 ? null : (2 * right) / (flagged + positive);
  return { flagged, right, precision, recall, f1, share: flags.length === 0 ? 0 : flagged / flags.length };
}

/** A pair is separated when the smelly text has more findings than its clean twin. */
export function judgePairs(table, { show }) {
  const clean = columnOf(table, 'clean', 'clean_text', 'clean_requirement', 'good');
  const smelly = columnOf(table, 'smelly', 'smelly_text', 'smelly_requirement', 'smell', 'bad');
  const count = (text) =>
    lintSpec(specOf(text)).findings.filter(
      (finding) => !needsDocument.has(finding.code) && shownAt(finding, show),
    );
  const pairs = table.rows
    .filter((row) => row[clean].trim() !== '' && row[smelly].trim() !== '')
    .map((row, index) => {
      const of = { clean: count(row[clean]), smelly: count(row[smelly]) };
      const codes = (findings) => findings.map(({ code }) => code);
      return {
        ...{ row: index + 1, separated: of.smelly.length > of.clean.length },
        ...{ clean: codes(of.clean), smelly: codes(of.smelly) },
      };
    });
  if (pairs.length === 0) throw new Error(`${table.file} has no row with both texts`);
  const separated = pairs.filter((pair) => pair.separated).length;
  const reversed = pairs.filter((pair) => pair.clean.length > pair.smelly.length).length;
  return { pairs: pairs.length, separated, reversed, interval: wilson(separated, pairs.length), each: pairs };
}

/** Whether the linter takes a text for something that binds, as the only text of a spec. */
export function gateOf(text) {
  const spec = parseSpec(text.replace(/\s+/g, ' ').trim(), 'row.md');
  return spec.statements.some(({ normative }) => normative);
}

export function judgeGate(table, gate) {
  const text = columnOf(table, ...textNames);
  const label = columnOf(table, 'is_requirement', 'requirement', 'is_req', 'label');
  const rows = table.rows.filter((row) => row[text].trim() !== '');
  const truth = rows.map((row) => isMarked(row[label]));
  const flags = rows.map((row) => gate(row[text]));
  return {
    rows: rows.length,
    requirements: truth.filter(Boolean).length,
    flagEverything: figures(
      truth.map(() => true),
      truth,
    ),
    overall: figures(flags, truth),
  };
}
