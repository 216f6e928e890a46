// Blocks L and M: what it cost, how much changed, and how it goes back, in counts.
import { tokensNotReported } from '../../extension/core/outcome/cost.ts';
import type { OutcomeView } from '../../extension/core/protocol/panels.ts';
import { element } from '../dom.ts';
import { fuseBar } from '../ui/bars.ts';
import { panel } from '../ui/controls.ts';
import { counted, dollarsText, minutesText, short } from '../ui/numbers.ts';
import { wayBackLines } from './surface.ts';

type Card = OutcomeView['card'];
type Cost = Card['cost'];

export function costCard(card: Card): HTMLElement {
  const { change, rounds } = card;
  return panel(
    'Cost and way back',
    { id: 'cost', class: 'third' },
    ...effort(card),
    element(
      'p',
      { class: 'quiet' },
      `${counted(change.files, 'file')} changed: ${counted(change.added, 'line')} added, ${change.removed} removed`,
    ),
    ...wayBackLines(card),
    rounds.length < 2
      ? null
      : element(
          'details',
          {},
          element('summary', {}, 'round by round'),
          element('ol', {}, ...rounds.map((one) => element('li', {}, roundText(one)))),
        ),
  );
}

/** What a commit cost that was made elsewhere is not ours to tell. */
function effort({ cost, identity }: Card): Element[] {
  if (identity.adopted !== null)
    return [element('p', {}, 'Cost not known: Dimmer judged this commit and did not build it.')];
  return [
    element('p', {}, spent(cost)),
    fuseBar(Math.min(1, shareOf(cost))),
    element(
      'p',
      {},
      `${minutesText(cost.minutes)} · ${counted(cost.rounds, 'round')} of at most ${cost.roundsCap} · ${counted(cost.turns, 'turn')} · ${counted(cost.steers, 'steer')}`,
    ),
  ];
}

function spent(cost: Cost): string {
  const cap = cost.tokens.cap === null ? '' : ` of ${short(cost.tokens.cap)}`;
  const tokens = cost.tokens.reported ? `${short(cost.tokens.total)}${cap} tokens` : tokensNotReported;
  if (cost.dollars === null) return `${tokens} · no dollars counted`;
  return `${dollarsText(cost.dollars)}${cost.dollarsCap === null ? '' : ` of ${dollarsText(cost.dollarsCap)}`} · ${tokens}`;
}

function shareOf(cost: Cost): number {
  const tokens = cost.tokens.cap === null ? 0 : cost.tokens.total / cost.tokens.cap;
  const dollars = cost.dollarsCap === null ? 0 : (cost.dollars ?? 0) / cost.dollarsCap;
  return Math.max(tokens, dollars);
}

function roundText(one: Card['rounds'][number]): string {
  const counts = one.satisfied === null ? '' : `, ${one.satisfied} of ${one.observed}`;
  return `round ${one.round}, ${one.split}: ${one.gate}${counts}`;
}
