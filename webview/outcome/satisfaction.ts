// Block D: hidden satisfaction for the spec as a whole and by requirement, intervals drawn and written.
import type { OutcomeView } from '../../extension/core/protocol/panels.ts';
import { element, type Child } from '../dom.ts';
import type { Host } from '../host.ts';
import { intervalBar } from '../ui/bars.ts';
import { panel } from '../ui/controls.ts';
import { counted, fraction } from '../ui/numbers.ts';
import { uncoveredCells } from './uncovered.ts';

type Card = OutcomeView['card'];
type Measured = Extract<Card['satisfaction'], { kind: 'measured' }>;
type Line = Measured['requirements'][number];

export function satisfactionCard(card: Card, host: Host): HTMLElement {
  const { satisfaction } = card;
  if (satisfaction.kind === 'none')
    return panel(
      'Hidden satisfaction',
      { id: 'satisfaction', class: 'wide' },
      element('p', { class: 'absent' }, `None: ${satisfaction.reason}.`),
      visibleLine(satisfaction.visible),
    );
  return panel(
    'Hidden satisfaction',
    { id: 'satisfaction', class: 'wide', note: note(satisfaction) },
    satisfaction.enough ? null : element('p', { class: 'absent' }, satisfaction.evidence),
    table(satisfaction, card.decision.open, host),
    legend(satisfaction),
    replayLine(satisfaction),
  );
}

/** The commands that run the same scenarios on this commit again. */
function replayLine({ replay, visible, visibleReplay }: Card['satisfaction']): HTMLElement {
  return element(
    'details',
    {},
    element('summary', {}, 'replay'),
    element('p', { class: 'quiet' }, element('code', {}, replay)),
    visible === null ? null : element('p', { class: 'quiet' }, element('code', {}, visibleReplay)),
  );
}

function note(one: Measured): string {
  const visible = one.visible
    ? ` · visible ${one.visible.satisfied}/${one.visible.observed}, not counted`
    : '';
  return `${one.satisfied} of ${one.observed} trajectories over ${counted(one.scenarios, 'scenario')} · bound ${fraction(one.lowerBound)}, bar ${fraction(one.bar)} for the spec as a whole${visible}`;
}

function visibleLine(
  visible: { readonly satisfied: number; readonly observed: number } | null,
): HTMLElement | null {
  if (visible === null) return null;
  return element(
    'p',
    { class: 'quiet' },
    `Visible ${visible.satisfied}/${visible.observed}: the agent could read them, so they are not counted.`,
  );
}

// Roles are written out because the style changes how tables are displayed, which would drop them.
function table(one: Measured, open: boolean, host: Host): HTMLElement {
  const lines = element(
    'table',
    { role: 'table', class: 'lines' },
    element('caption', { class: 'visually-hidden' }, 'Hidden satisfaction by requirement'),
    element(
      'thead',
      { role: 'rowgroup', class: 'visually-hidden' },
      tableRow('columnheader', '', ['Requirement', 'Statement', 'Interval', 'Satisfied']),
    ),
    element(
      'tbody',
      { role: 'rowgroup' },
      wholeRow(one),
      ...one.requirements.map((line) => requirementRow(line, open, host)),
    ),
  );
  // Each row is a grid of its own; this keeps their first columns alike.
  const widest = Math.max(3, ...one.requirements.map(({ id }) => id.length));
  lines.style.setProperty('--ids', `${Math.min(widest + 1, 16)}ch`);
  return lines;
}

function wholeRow(one: Measured): HTMLElement {
  return tableRow('cell', 'whole', ['All', 'the spec as a whole', intervalBar(one), numbers(one)]);
}

function requirementRow(line: Line, open: boolean, host: Host): HTMLElement {
  if (line.kind === 'measured')
    return tableRow('cell', '', [line.id, statement(line.text), intervalBar(line), numbers(line)]);
  return tableRow('cell', 'uncovered', [line.id, statement(line.text), ...uncoveredCells(line, open, host)]);
}

/** One line; what does not fit shows under the pointer, and is read out in full. */
function statement(text: string): HTMLElement {
  return element('span', { class: 'statement', title: text }, text);
}

function numbers(line: {
  readonly satisfied: number;
  readonly observed: number;
  readonly low: number;
  readonly high: number;
}): HTMLElement {
  return element(
    'span',
    {},
    `${line.satisfied}/${line.observed}`,
    element('span', { class: 'quiet' }, ` ${fraction(line.low)} to ${fraction(line.high)}`),
  );
}

function tableRow(role: 'cell' | 'columnheader', kind: string, cells: readonly Child[]): HTMLElement {
  const tag = role === 'cell' ? 'td' : 'th';
  return element(
    'tr',
    { role: 'row', class: kind },
    ...cells.map((cell, index) =>
      index === 0 && role === 'cell'
        ? element('th', { role: 'rowheader', scope: 'row' }, cell)
        : element(tag, { role }, cell),
    ),
  );
}

function legend(one: Measured): HTMLElement {
  const splits = one.splits
    .map((split) => `${split.split} ${split.satisfied}/${split.observed}, gate ${split.gate}`)
    .join(' · ');
  return element(
    'p',
    { class: 'quiet' },
    `Each bar runs from 0 to 1 and shows the 95 % interval and the observed rate. ${splits}.`,
  );
}
