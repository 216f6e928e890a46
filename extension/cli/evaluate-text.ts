// What `dimmer evaluate` says to people: counts, intervals and the bar; for hidden scenarios nothing else.
import { passportText } from '../core/outcome/passport-text.ts';
import type { EvaluateAnswer } from '../core/protocol/evaluator-answer.ts';

type Done = Exclude<EvaluateAnswer, { error: unknown }>;

export function evaluationText({ tally, feedback, details, problems = [] }: Done): string {
  const percent = (fraction: number): string => `${Math.round(fraction * 100)}`;
  const interval = (one: { low: number; high: number }): string =>
    `${percent(one.low)}-${percent(one.high)} %`;
  const rows = tally.requirements.map(
    (one) =>
      `  ${one.requirement}  ${one.satisfied}/${one.observed} over ${one.scenarios} scenarios, ${interval(one)}`,
  );
  const failing = feedback.failing.map(({ requirement, category }) => `  ${requirement}: ${category}`);
  const lines = [
    `${tally.split}: ${tally.satisfied}/${tally.observed} trajectories of ${tally.scenarios} scenarios satisfied, 95 % interval ${interval(tally)}`,
    ...(tally.split === 'visible' ? ['Visible scenarios are not counted as evidence.'] : [barLine(tally)]),
    ...rows,
    ...(tally.burned !== undefined && tally.burned > 0
      ? [
          `${tally.burned} burned: found where an agent can read, and not counted. \`dimmer vault verify\` says which.`,
        ]
      : []),
    ...(tally.infraErrors > 0
      ? [`${tally.infraErrors} trajectories were lost to the harness or not judged, and are not counted.`]
      : []),
    ...(tally.judged.verdicts > 0
      ? [
          `Judged by ${tally.judged.model} (${tally.judged.verdicts} verdicts), ${passportText(tally.judged.passport)}.`,
        ]
      : []),
    ...(tally.alarms === undefined
      ? []
      : [
          `CHEATING ALARM: ${tally.alarms} trajectories satisfied a scenario that contradicts the spec. The gate fails, whatever the rate is.`,
        ]),
    ...(failing.length > 0 && details === undefined ? ['Failing:', ...failing] : []),
    ...(details ?? [])
      .filter((one) => !one.satisfied)
      .flatMap(({ scenario, failures }) => [
        `  ${scenario} not satisfied`,
        ...failures.map((failure) => `    ${failure}`),
      ]),
    ...problems.flatMap(({ path, problems: found }) => [
      `  ${path} is not a scenario`,
      ...found.map(({ line, message }) => `    line ${line}: ${message}`),
    ]),
    `Gate: ${feedback.gate}.${tally.split === 'visible' ? '' : ` ${feedback.roundsLeft} evaluations of this split left for this version of the spec.`}`,
  ];
  return `${lines.join('\n')}\n`;
}

function barLine(tally: Done['tally']): string {
  if (tally.scenarios < tally.minimum)
    return `Evidence: ${tally.scenarios} of ${tally.minimum} scenarios; too few to hold against the bar of ${tally.bar}.`;
  return `Lower bound ${tally.lowerBound.toFixed(2)} against a bar of ${tally.bar} (effective n ${tally.effectiveN.toFixed(1)}).`;
}
