// Finds regular expressions and JSON paths in a scenario that are not valid, before they can fail a product for it.
import { expressionProblems, pathProblems } from './match.ts';
import type { ScenarioProblem } from './parse-scenario.ts';
import type { CliStep, FileStep, HttpStep, Matcher, Scenario, Step } from './schema.ts';

export function invalidExpressions(scenario: Scenario): ScenarioProblem[] {
  return scenario.steps.flatMap((step) => {
    const { matchers, jsonPaths } = expressionsOf(step);
    const messages = [...matchers.flatMap(expressionProblems), ...jsonPaths.flatMap(pathProblems)];
    return messages.map((message) => ({ line: step.line, message }));
  });
}

/** How many things a scenario checks by execution; a scenario without any proves nothing. */
export function mustCount(scenario: Scenario): number {
  return scenario.steps.filter((step) => {
    if (step.kind === 'judge') return false;
    return Object.keys(executed(step).expect ?? {}).length > 0;
  }).length;
}

function expressionsOf(step: Step): { matchers: Matcher[]; jsonPaths: string[] } {
  if (step.kind === 'judge') return { matchers: [], jsonPaths: [] };
  const { expect, capture } = executed(step);
  const json = expect?.json ?? {};
  const texts = textsOf(step);
  const matchers = [...texts, ...Object.values(json)].filter((matcher) => matcher !== undefined);
  return { matchers, jsonPaths: [...Object.keys(json), ...Object.values(capture ?? {})] };
}

type Executed = Exclude<Step, { kind: 'judge' }>;

function executed(step: Executed): CliStep | HttpStep | FileStep {
  return step.kind === 'cli' ? step.cli : step.kind === 'http' ? step.http : step.file;
}

function textsOf(step: Executed): (Matcher | undefined)[] {
  if (step.kind === 'cli') return [step.cli.expect?.stdout, step.cli.expect?.stderr];
  if (step.kind === 'file') return [step.file.expect?.text];
  return [step.http.expect?.body, ...Object.values(step.http.expect?.headers ?? {})];
}
