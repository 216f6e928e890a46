// The engine: every rule over one spec. Pure and deterministic; findings come out in the order of the text.
import { rangeOf } from '../spec/lines.ts';
import type { ParsedSpec } from '../spec/parsed-spec.ts';
import type { FileLint, Finding, Severity } from './finding.ts';
import { profileOf } from '../spec/profile.ts';
import { readinessOf } from './readiness.ts';
import {
  hintsShipOff,
  isHint,
  precisionOf,
  shipsOff,
  type Hit,
  type LintContext,
  type Place,
  type Rule,
} from './rule.ts';
import { rules } from './rules.ts';
import { isSuppressed, suppressionsIn } from './suppression.ts';

/** All findings of all rules that are on, also the ones that are not shown by default (`shownByDefault` in finding.ts). */
export function lintSpec(spec: ParsedSpec, context: LintContext = {}): FileLint {
  const suppressions = suppressionsIn(spec);
  // A file that could not be read has one thing to say.
  const unread = spec.masked === '' && spec.problems.length > 0;
  const findings = rules
    .filter(({ code }) => !unread || code.startsWith('DOC'))
    .filter((rule) => gradeOf(rule, spec, context) !== undefined || !shipsOff(rule))
    .flatMap((rule) => shipped(rule, runRule(rule, spec, context), spec, context))
    .filter((finding) => finding.code.startsWith('DOC') || !isSuppressed(finding, suppressions))
    .sort(inTextOrder);
  return { path: spec.path, findings, readiness: readinessOf(spec, findings, context) };
}

/** Without the hints of a rule whose hints are too often wrong, unless it is graded. */
function shipped(rule: Rule, findings: Finding[], spec: ParsedSpec, context: LintContext): Finding[] {
  if (gradeOf(rule, spec, context) !== undefined || !hintsShipOff(rule)) return findings;
  return findings.filter((finding) => !isHint(rule, finding));
}

/** Findings of one rule, suppressed ones included, also where it ships switched off. */
export function runRule(rule: Rule, spec: ParsedSpec, context: LintContext = {}): Finding[] {
  const grade = gradeOf(rule, spec, context);
  if (grade === 'off') return [];
  return [...rule.check(spec, context)].map((hit) => toFinding(rule, hit, spec, grade));
}

function gradeOf(
  { id, code }: Rule,
  spec: ParsedSpec,
  { grades }: LintContext,
): Severity | 'off' | undefined {
  return grades?.[id] ?? grades?.[code] ?? (profileOf(spec).off.includes(id) ? 'off' : undefined);
}

function toFinding(rule: Rule, hit: Hit, spec: ParsedSpec, grade: Severity | undefined): Finding {
  const range = ({ offset, endOffset }: Place) => rangeOf(spec.text, spec.lineStarts, offset, endOffset);
  return {
    rule: rule.id,
    code: rule.code,
    severity: grade ?? hit.severity ?? rule.severity,
    tier: hit.tier ?? rule.tier,
    message: hit.message,
    question: hit.question,
    reason: rule.reason,
    precision: precisionOf(rule, isHint(rule, hit)),
    range: range(hit),
    fixes: (hit.fixes ?? []).map((fix) =>
      'path' in fix
        ? fix
        : {
            ...{ title: fix.title, guided: fix.guided },
            edits: fix.edits.map((edit) => ({ range: range(edit), newText: edit.newText })),
          },
    ),
    related: (hit.related ?? []).map((place) =>
      'path' in place
        ? { message: place.message, range: place.range, path: place.path }
        : { message: place.message, range: range(place) },
    ),
  };
}

function inTextOrder(a: Finding, b: Finding): number {
  return (
    a.range.offset - b.range.offset ||
    a.range.endOffset - b.range.endOffset ||
    (a.code < b.code ? -1 : a.code > b.code ? 1 : 0)
  );
}
