// How ready a spec is to be built by an agent that cannot ask: counts and words, no score.
import type { ParsedSpec } from '../spec/parsed-spec.ts';
import { uncovered } from './coverage.ts';
import { shownByDefault, type Finding, type Readiness } from './finding.ts';
import type { LintContext } from './rule.ts';

const open = new Set(['placeholder', 'unanswered-question']);

export function readinessOf(spec: ParsedSpec, findings: readonly Finding[], context: LintContext): Readiness {
  const blocking = findings.filter(
    (finding) => finding.severity === 'error' && shownByDefault(finding),
  ).length;
  const openQuestions = findings.filter(({ rule }) => open.has(rule)).length;
  const requirements = spec.requirements.length;
  const withoutScenario = uncovered(spec, context).length;
  const parts = [
    blocking === 0
      ? 'nothing blocks'
      : `${count(blocking, 'finding')} ${blocking === 1 ? 'blocks' : 'block'}`,
    `${count(openQuestions, 'open question')}`,
    requirements === 0 ? 'no requirement has an id' : count(requirements, 'requirement'),
  ];
  if (withoutScenario > 0) parts.push(`${withoutScenario} without a scenario`);
  return { blocking, openQuestions, requirements, withoutScenario, summary: parts.join(', ') };
}

function count(n: number, noun: string): string {
  return `${n === 0 ? 'no' : n} ${noun}${n === 1 ? '' : 's'}`;
}
