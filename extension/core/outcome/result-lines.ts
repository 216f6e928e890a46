// The four lines above a run's diff: guardrails before and after, cost, files, and what was not checked.
// Invariant: always four, from the card alone, so that diff and card never say different things; names no file.
import { levelTable, type RedBase } from '../level/level.ts';
import type { GuardrailLine } from './integrity.ts';
import { counted, listed } from './plain.ts';
import type { OutcomeCard } from './schema.ts';

export function resultLines(card: OutcomeCard): readonly [string, string, string, string] {
  const { change } = card;
  return [
    `Guardrails: ${guardrails(card)}`,
    `Cost: ${cost(card)}`,
    `Files: ${counted(change.files, 'file')}, ${counted(change.added, 'line')} added, ${change.removed} removed`,
    `Not checked: ${notChecked(card)}`,
  ];
}

function guardrails({ integrity, identity }: OutcomeCard): string {
  if (integrity.guardrails.length === 0) return 'none was found in this project';
  return integrity.guardrails.map((line) => guardrail(line, levelTable[identity.level].redBase)).join('; ');
}

function guardrail(line: GuardrailLine, redBase: RedBase): string {
  const { name, before, after, missing } = line;
  if (missing !== null) return `${name} not run: ${missing} is missing`;
  if (!line.counted && after !== 'pass') return `${name} failed before we started: ${redBase}`;
  return `${name} ${word(before)} before, ${word(after)} after`;
}

function word(outcome: GuardrailLine['before']): string {
  const words = { pass: 'passed', fail: 'failed', timeout: 'took too long', error: 'could not run' } as const;
  return outcome === null ? 'not run' : words[outcome];
}

function cost({ cost: { tokens, dollars, minutes }, identity, watermark }: OutcomeCard): string {
  if (identity.adopted !== null) return 'not known: Dimmer judged this commit and did not build it';
  const group = (value: number) => String(value).replace(/\B(?=(\d{3})+$)/g, ',');
  const cap = tokens.cap === null ? '' : ` of at most ${group(tokens.cap)}`;
  const money = watermark ?? (dollars === null ? 'price not known' : `$${dollars.toFixed(2)}`);
  return `${group(tokens.total)}${cap} tokens, ${minutes.toFixed(1)} minutes, ${money}`;
}

/** Hidden scenarios first, in the words of the first hour; what else was not checked by its number. */
function notChecked({ satisfaction, notChecked: gaps }: OutcomeCard): string {
  const hidden = satisfaction.kind === 'none' ? ['no hidden scenarios'] : [];
  const others = gaps.filter(({ kind }) => kind !== 'hidden');
  const rest = others.length === 0 ? [] : [`${others.length} more on the card`];
  return listed([...hidden, ...rest]) || 'nothing that Dimmer knows of';
}
