// The outcome card as text for a terminal: absence and red flags above numbers, intervals drawn, no bare percentage.
import { builderName } from './builder-name.ts';
import { tokensNotReported } from './cost.ts';
import { levelTable } from '../level/level.ts';
import { evidenceSections } from './evidence-text.ts';
import type { GuardrailLine } from './integrity.ts';
import { findingText, guardrailStanding } from './integrity.ts';
import { counted, firstSentence, fraction, grouped } from './plain.ts';
import type { OutcomeCard, RequirementLine, Satisfaction } from './schema.ts';

const barWidth = 30;
const statementWidth = 80;

/** Lines of at most about 100 columns, without colour; every text in the card is already plain. */
export function renderCard(card: OutcomeCard): string {
  const blocks = [
    header(card),
    section(
      'Red flags',
      card.redFlags.map((flag) => `! ${flag.text}`),
    ),
    section(
      'Not checked',
      card.notChecked.map((gap) => `- ${gap.text}`),
    ),
    section('What the agent decided for you', card.intent.assumptions.map(assumption)),
    satisfactionBlock(card.satisfaction),
    ...evidenceSections(card).map(({ title, lines }) => section(title, lines)),
    section('Integrity', integrityLines(card)),
    section(
      'Cost and effort',
      card.identity.adopted === null
        ? costLines(card)
        : ['not known: Dimmer judged this commit and did not build it'],
    ),
    section('Decision', decisionLines(card)),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function header(card: OutcomeCard): string {
  const { identity, change } = card;
  const level = `level ${identity.level}${identity.trial ? ' (trial)' : ''}`;
  return [
    ...(card.watermark === null ? [] : [`[ ${card.watermark} ]`]),
    card.answer,
    '',
    identity.spec.title,
    `run ${identity.runId} · ${level} · spec ${identity.spec.path} @ ${identity.spec.digest.slice(0, 8)}`,
    `base ${short(identity.base)} -> head ${short(identity.head)} · ${counted(change.files, 'file')}, ${counted(change.added, 'line')} added, ${change.removed} removed`,
    `${builtBy(identity)} · ${judgedBy(card)} · asked by ${identity.owner}`,
    `holdout ${identity.holdout.strength}: ${identity.holdout.text}`,
  ].join('\n');
}

function builtBy({ adopted, ...identity }: OutcomeCard['identity']): string {
  if (adopted === null) return `built by ${builderName(identity)}`;
  return `made by ${adopted.author}, as git tells it${adopted.branch === null ? '' : `, on ${adopted.branch}`}`;
}

function judgedBy({ identity, satisfaction }: OutcomeCard): string {
  if (identity.judge !== null) return `judged by ${identity.judge} (${identity.judgePassport})`;
  return satisfaction.kind === 'measured' ? 'no judged step' : 'judged by nobody';
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : [title, ...lines.map((line) => `  ${line}`)].join('\n');
}

function assumption(one: OutcomeCard['intent']['assumptions'][number]): string {
  return `${one.status === 'open' ? '?' : '+'} ${one.id}${one.requirement ? ` (${one.requirement})` : ''} ${one.text}: ${one.status}`;
}

function satisfactionBlock(satisfaction: Satisfaction): string {
  const visible = satisfaction.visible
    ? [
        `visible ${satisfaction.visible.satisfied}/${satisfaction.visible.observed}, not counted · replay: ${satisfaction.visibleReplay}`,
      ]
    : [];
  if (satisfaction.kind === 'none')
    return section('Hidden satisfaction', [`none: ${satisfaction.reason}`, ...visible]);
  const { satisfied, observed, scenarios, lowerBound, bar, enough, evidence } = satisfaction;
  const width = Math.max(4, ...satisfaction.requirements.map((line) => line.id.length));
  return section('Hidden satisfaction', [
    `${satisfied} of ${observed} trajectories over ${counted(scenarios, 'scenario')}, 95 % interval ${range(satisfaction)}`,
    `lower bound ${fraction(lowerBound)}, bar ${fraction(bar)} for the spec as a whole${enough ? '' : ` · ${evidence}`}`,
    `replay: ${satisfaction.replay}`,
    ...visible,
    ...satisfaction.requirements.map((line) => requirementLine(line, width)),
  ]);
}

function requirementLine(line: RequirementLine, width: number): string {
  const id = line.id.padEnd(width);
  const statement = firstSentence(line.text, statementWidth);
  if (line.kind === 'uncovered')
    return `${id} ${'no hidden scenario'.padEnd(barWidth)} ${line.accepted === null ? '' : `accepted untested: ${line.accepted}  `}${statement}`;
  const counts = `${line.satisfied}/${line.observed}`.padStart(7);
  return `${id} ${intervalBar(line)} ${counts}  ${range(line)}  ${statement}`;
}

/** A bar from 0 to 1: the interval heavy, the observed rate as a diamond. */
export function intervalBar(line: {
  readonly satisfied: number;
  readonly observed: number;
  readonly low: number;
  readonly high: number;
}): string {
  const cell = (value: number) => Math.min(barWidth - 1, Math.floor(value * barWidth));
  const [low, high] = [cell(line.low), cell(line.high)];
  const rate = line.observed === 0 ? -1 : cell(line.satisfied / line.observed);
  return Array.from({ length: barWidth }, (_, index) => {
    if (index === rate) return '◆';
    return index >= low && index <= high ? '━' : '·';
  }).join('');
}

function range(interval: { readonly low: number; readonly high: number }): string {
  return `${fraction(interval.low)} to ${fraction(interval.high)}`;
}

function integrityLines(card: OutcomeCard): string[] {
  const { guardrails, findings, accessDenied, checked } = card.integrity;
  return [
    ...guardrails.map((line) => guardrailText(line, card)),
    ...findings.map((finding) => `! ${findingText(finding)}`),
    ...(checked && findings.length === 0 ? ['no test, guardrail or CI file was tampered with'] : []),
    `denied by the sandbox: ${accessDenied}`,
  ];
}

function guardrailText(line: GuardrailLine, { identity }: OutcomeCard): string {
  const seconds = line.milliseconds === null ? '' : ` ${(line.milliseconds / 1000).toFixed(1)} s`;
  const standing = guardrailStanding(line, levelTable[identity.level].redBase);
  return `${line.name}: ${standing}${seconds} · replay: ${line.command}`;
}

function costLines({ cost }: OutcomeCard): string[] {
  const { tokens } = cost;
  const cap = tokens.cap === null ? '' : ` of ${grouped(tokens.cap)}`;
  return [
    tokens.reported
      ? `${grouped(tokens.total)}${cap} tokens (${grouped(tokens.cacheRead)} read from cache) · ${money(cost)}`
      : `${tokensNotReported} · ${money(cost)}`,
    `${cost.minutes.toFixed(1)} of ${cost.minutesCap} min · round ${cost.rounds} of at most ${cost.roundsCap} · ${counted(cost.turns, 'turn')} · ${counted(cost.steers, 'steer')}`,
    ...(cost.capReached ? ['! a cap was reached'] : []),
  ];
}

function money(cost: OutcomeCard['cost']): string {
  if (cost.dollars === null) return 'no dollars counted';
  return `$${cost.dollars.toFixed(2)}${cost.dollarsCap === null ? '' : ` of $${cost.dollarsCap.toFixed(2)}`}`;
}

function decisionLines({ decision }: OutcomeCard): string[] {
  const { taken, merged } = decision;
  if (taken !== null)
    return [
      `${taken.decision} by ${taken.by} (${taken.parties}${taken.attested ? '' : ', by command line, unattested'}): ${taken.reason || 'no reason given'}`,
      ...(decision.pullRequest === null
        ? []
        : [`pull request: ${decision.pullRequest.url || decision.pullRequest.branch}`]),
      ...(merged === null ? [] : [`${merged.how}: ${short(merged.commit)} on ${merged.branch}`]),
    ];
  return [
    ...decision.refused.map((reason) => `! refused: ${reason}`),
    ...decision.waits.map((wait) => `waits: ${wait.text}`),
    ...decision.points
      .filter((point) => point.answered === null)
      .map((point) => `answer with --answer '${point.id}=...': ${point.text}`),
    ...decision.needsReason.map((one) => `needs a reason: ${one.text}`),
    ...(decision.open ? [decision.approveDoes] : []),
  ];
}

function short(commit: string | null): string {
  return commit === null ? 'none' : commit.slice(0, 7);
}
