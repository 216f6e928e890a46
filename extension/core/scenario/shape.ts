// What blocks say together: each by itself may be right and the scenario still not what was meant.
import type { ScenarioProblem } from './parse-scenario.ts';
import type { Scenario, Step } from './schema.ts';
import { twinsUsed } from './template.ts';

export function shapeProblems(scenario: Scenario): ScenarioProblem[] {
  return [...firstPage(scenario.steps), ...undeclaredTwins(scenario), ...negativeProblems(scenario)];
}

function firstPage(steps: readonly Step[]): ScenarioProblem[] {
  const first = steps.find((step) => step.kind === 'browser');
  if (first === undefined || first.browser.open !== undefined) return [];
  return [{ line: first.line, message: 'the first browser block says what to `open`' }];
}

function undeclaredTwins({ needs, steps }: Scenario): ScenarioProblem[] {
  const declared = needs?.twins;
  if (declared === undefined) return [];
  return steps.flatMap((step) =>
    twinsUsed(step)
      .filter((name) => !declared.includes(name))
      .map((name) => ({ line: step.line, message: `the twin \`${name}\` is not in \`needs.twins\`` })),
  );
}

/** The last executed block is what must not happen, so it has to say what that would be. */
function negativeProblems({ negative, steps }: Scenario): ScenarioProblem[] {
  if (!negative) return [];
  const last = steps.at(-1);
  if (last === undefined || last.kind === 'judge')
    return [
      { line: last?.line ?? 1, message: 'a negative scenario ends with an executed block, not a judge' },
    ];
  return [];
}
