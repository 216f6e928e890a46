// Block K and the break-glass band: the places that have to be read, each with its one question and the answer to it.
import type { OutcomeView } from '../../extension/core/protocol/panels.ts';
import { element, prose } from '../dom.ts';
import type { Host } from '../host.ts';
import { linkButton, panel } from '../ui/controls.ts';
import { answerBox } from './answer-box.ts';

type Card = OutcomeView['card'];
type Checks = NonNullable<Card['spotChecks']>;
type Spot = Checks['forced'][number];

/** Nothing is drawn where nothing has to be read. */
export function readingBand(card: Card, host: Host): HTMLElement | null {
  const checks = card.spotChecks;
  if (checks === null || checks.forced.length + checks.refused.length === 0) return null;
  return element(
    'section',
    { class: `flags band${open(checks) ? '' : ' done'}`, 'aria-labelledby': 'band-heading' },
    element('h2', { id: 'band-heading' }, open(checks) ? 'Read before deciding' : 'Read and answered'),
    ...checks.refused.map((text) => element('p', { class: 'refused' }, `Never merged: ${text}.`)),
    checks.forced.length === 0
      ? null
      : element('ol', { class: 'spots' }, ...checks.forced.map((spot) => spotRow(spot, card, host))),
  );
}

function open({ refused, forced }: Checks): boolean {
  return refused.length > 0 || forced.some((spot) => spot.answered === null);
}

function spotRow(spot: Spot, card: Card, host: Host): HTMLElement {
  return element(
    'li',
    {},
    element('strong', {}, spot.title),
    ' ',
    element('code', {}, spot.place),
    ' ',
    linkButton({
      label: 'Show these lines',
      name: `Show these lines: ${spot.place}`,
      focus: `spot-${spot.id}`,
      onClick: () => host.send({ type: 'open-spot', spot: spot.id }),
    }),
    element('p', { class: 'question' }, ...prose(spot.question)),
    answerBox({ id: spot.id, label: 'Your answer', answered: spot.answered, open: card.decision.open }, host),
  );
}

/** What nobody has to read, but may want to; and what is only said. */
export function spotChecksCard(card: Card, host: Host): HTMLElement | null {
  const checks = card.spotChecks;
  if (checks === null) return null;
  const { risk, offered, said } = checks;
  return panel(
    'Spot checks',
    { id: 'spot-checks', note: `risk ${risk.score} of 100` },
    element(
      'p',
      { class: 'quiet' },
      risk.reasons.length === 0 ? 'No rule fired on this change.' : `From: ${risk.reasons.join(', ')}.`,
    ),
    said.length === 0 ? null : element('ul', {}, ...said.map((text) => element('li', {}, text))),
    offered.length === 0
      ? null
      : element(
          'ul',
          {},
          ...offered.map((spot) =>
            element(
              'li',
              {},
              `Worth a look: ${spot.reason.replace(/:.*$/, '')}, ${spot.place} `,
              ' ',
              linkButton({
                label: 'show',
                name: `Show ${spot.place} worth a look (${spot.id})`,
                onClick: () => host.send({ type: 'open-spot', spot: spot.id }),
              }),
            ),
          ),
        ),
  );
}
