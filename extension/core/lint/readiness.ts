// How ready a spec is to be built by an agent that cannot ask: counts and words, no score.
import type { ParsedSpec } from '../spec/parsed-spec.ts';
import { uncovered } from './coverage.ts';
import { shownByDefault, type Finding, type Readiness } from './finding.ts';
import type { LintContext } from './rule.ts';

const open = new Set(['placeholder', 'unanswered-question']);

export function readinessOf(spec: ParsedSpec, findings: readonly Finding[], context: LintContext): Readiness {
  const blocks = findings.filter((finding) => finding.severity === 'error' && shownByDefault(finding));
  const counts = {
    blocking: blocks.length,
    openQuestions: findings.filter(isQuestion).length,
    requirements: spec.requirements.length,
    withoutScenario: uncovered(spec, context).length,
  };
  return { ...counts, summary: summaryOf(counts, blocks.filter(isQuestion).length) };
}

const isQuestion = ({ rule }: Finding) => open.has(rule);

/** Short, because it stands above the spec, and nothing is counted twice: `blockingQuestions` are the open questions that block. */
function summaryOf(counts: Omit<Readiness, 'summary'>, blockingQuestions: number): string {
  const { blocking, openQuestions, requirements, withoutScenario } = counts;
  const others = openQuestions - blockingQuestions;
  const parts = [blocking === 0 ? 'nothing blocks' : `${blocking} to settle`];
  if (others > 0) parts.push(count(others, blockingQuestions === 0 ? 'open question' : 'more open question'));
  const all = requirements === 0 ? 'no requirement has an id' : count(requirements, 'requirement');
  const lack = withoutScenario === 1 ? 'lacks a scenario' : 'lack a scenario';
  if (withoutScenario === 0) parts.push(all);
  else if (withoutScenario === requirements) parts.push(`${all} ${lack}`);
  else parts.push(all, `${withoutScenario} ${lack}`);
  return parts.join(', ');
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
