// The outcome card as the text of a pull request: for readers who have neither this machine nor the vault.
// Invariant: made from the card alone, so that two runs which differ in hidden content only give the same text; no name of a
// person, no path of this machine, no secret, and nothing of a spec or an agent is live on the page.
import { builderName } from './builder-name.ts';
import { tokensNotReported } from './cost.ts';
import { levelTable, type RedBase } from '../level/level.ts';
import { evidenceSections } from './evidence-text.ts';
import { asCode, inert, inMarkdown } from './forge-text.ts';
import { findingText, type GuardrailLine, guardrailStanding } from './integrity.ts';
import { counted, fraction } from './plain.ts';
import type { OutcomeCard, RequirementLine, Satisfaction } from './schema.ts';

export interface PullRequestText {
  readonly title: string;
  readonly body: string;
}

/** GitHub refuses bodies over 65,536 characters. */
const bodyLimit = 60_000;
const titleLimit = 120;

export function pullRequestText(card: OutcomeCard): PullRequestText {
  const { spec } = card.identity;
  const title = inert(spec.title, titleLimit) || `Result of run ${card.identity.runId}`;
  const sections = [
    head(card),
    section(
      'Red flags',
      card.redFlags.map((flag) => `- ${inMarkdown(flag.text)}`),
    ),
    section(
      'Not checked',
      card.notChecked.map((gap) => `- ${inMarkdown(gap.text)}`),
    ),
    section('What the agent decided', card.intent.assumptions.map(assumption)),
    section('Satisfaction over hidden scenarios', satisfaction(card.satisfaction)),
    ...evidenceSections(card).map(({ title: name, lines }) =>
      section(
        name,
        lines.map((line) => `- ${inMarkdown(line)}`),
      ),
    ),
    section('Integrity', integrity(card)),
    section(
      'Cost and effort',
      card.identity.adopted === null
        ? cost(card)
        : ['- not known: Dimmer judged this commit and did not build it'],
    ),
    section('Decision', decision(card)),
  ];
  return {
    title: card.watermark === null ? title : `[rehearsal] ${title}`,
    body: within(sections, foot(card)),
  };
}

function head(card: OutcomeCard): string {
  const { identity, change } = card;
  const mark = card.watermark === null ? [] : [`> **${inMarkdown(card.watermark)}**`, ''];
  const level = `level ${identity.level}${identity.trial ? ' (trial)' : ''}`;
  return [
    ...mark,
    `**${inMarkdown(ready(card), 600)}**`,
    '',
    `Run ${asCode(identity.runId)}, ${level}, from spec ${asCode(identity.spec.path)} at ${asCode(identity.spec.digest.slice(0, 8))}. ` +
      `Base ${asCode(identity.base.slice(0, 10))}; ${counted(change.files, 'file')}, ${counted(change.added, 'line')} added, ${change.removed} removed.`,
    `Built by ${asCode(builderName(identity))}. ${identity.judge === null ? 'No judged step.' : `Judged by ${asCode(identity.judge)} (${identity.judgePassport}).`} ` +
      `Holdout ${identity.holdout.strength}: ${inMarkdown(identity.holdout.text)}.`,
  ].join('\n');
}

/** The answer without who decided: the pull request has its own author. */
function ready(card: OutcomeCard): string {
  const { taken } = card.decision;
  return taken === null ? card.answer : card.answer.replaceAll(` by ${taken.by}`, '');
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `### ${title}\n${lines.join('\n')}`;
}

function assumption(one: OutcomeCard['intent']['assumptions'][number]): string {
  const about = one.requirement === null ? '' : ` (${asCode(one.requirement, 40)})`;
  return `- ${asCode(one.id, 40)}${about} ${inMarkdown(one.text, 400)}: ${one.status}`;
}

function satisfaction(measured: Satisfaction): string[] {
  const visible = measured.visible
    ? [`- visible: ${measured.visible.satisfied} of ${measured.visible.observed}, not counted`]
    : [];
  if (measured.kind === 'none') return [`- none: ${inMarkdown(measured.reason)}`, ...visible];
  const { satisfied, observed, scenarios, low, high, lowerBound, bar, enough, evidence } = measured;
  return [
    `- ${satisfied} of ${observed} trajectories over ${counted(scenarios, 'scenario')}, 95 % interval ${fraction(low)} to ${fraction(high)}`,
    `- lower bound ${fraction(lowerBound)}, bar ${fraction(bar)} for the spec as a whole${enough ? '' : `; ${inMarkdown(evidence)}`}`,
    ...visible,
    ...measured.requirements.map(requirement),
  ];
}

function requirement(line: RequirementLine): string {
  const what = `${asCode(line.id, 40)} ${inMarkdown(line.text, 120)}`;
  if (line.kind === 'uncovered')
    return `- ${what}: no hidden scenario${line.accepted === null ? '' : `, accepted untested: ${inMarkdown(line.accepted)}`}`;
  return `- ${what}: ${line.satisfied} of ${line.observed} over ${counted(line.scenarios, 'scenario')}, ${fraction(line.low)} to ${fraction(line.high)}`;
}

function integrity(card: OutcomeCard): string[] {
  const { guardrails, findings, accessDenied, checked } = card.integrity;
  return [
    ...guardrails.map((line) => guardrail(line, levelTable[card.identity.level].redBase)),
    ...findings.map((finding) => `- ${inMarkdown(findingText(finding))}`),
    ...(checked && findings.length === 0 ? ['- no test, guardrail or CI file was tampered with'] : []),
    ...(checked ? [] : ['- changes to tests, guardrails and CI files were not checked']),
    `- ${accessDenied} denied by the sandbox`,
  ];
}

function guardrail(line: GuardrailLine, redBase: RedBase): string {
  const standing = inMarkdown(guardrailStanding(line, redBase), 200);
  return `- ${inMarkdown(line.name, 60)}: ${standing}; replay: ${asCode(line.command, 200)}`;
}

function cost({
  cost: { tokens, dollars, minutes, rounds, turns, steers, capReached },
}: OutcomeCard): string[] {
  const money = dollars === null ? 'no dollars counted' : `$${dollars.toFixed(2)}`;
  return [
    `- ${tokens.reported ? `${tokens.total} tokens` : tokensNotReported}, ${money}, ${minutes.toFixed(1)} min, ${counted(rounds, 'round')}, ${counted(turns, 'turn')}, ${counted(steers, 'steer')}`,
    ...(capReached ? ['- a cap was reached'] : []),
  ];
}

function decision({ decision: { taken } }: OutcomeCard): string[] {
  if (taken === null) return [];
  const attested = taken.attested ? '' : ', by command line, unattested';
  return [
    `- ${taken.decision} (${taken.parties}${attested}): ${taken.reason === '' ? 'no reason given' : inMarkdown(taken.reason, 400)}`,
  ];
}

function foot(card: OutcomeCard): string {
  const mark = card.watermark === null ? '' : ` ${inMarkdown(card.watermark)}.`;
  return `---\nOutcome card of Dimmer, made on the author's machine.${mark}`;
}

/** Whole lines from the top, as many as fit, and how many were left out. */
function within(sections: readonly string[], end: string): string {
  const lines = sections
    .filter((one) => one !== '')
    .join('\n\n')
    .split('\n');
  const kept: string[] = [];
  let left = bodyLimit - end.length - 80;
  for (const line of lines) {
    left -= line.length + 1;
    if (left < 0) break;
    kept.push(line);
  }
  const cut = lines.length - kept.length;
  return [
    ...kept,
    ...(cut === 0 ? [] : ['', `${counted(cut, 'more line')} of the card did not fit here.`]),
    '',
    end,
    '',
  ].join('\n');
}
