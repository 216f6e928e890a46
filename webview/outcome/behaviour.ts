// Blocks C and E: what the product does otherwise on the same visible inputs, each with the command that shows it again.
import type { OutcomeView } from '../../extension/core/protocol/panels.ts';
import { element } from '../dom.ts';
import { mark, panel } from '../ui/controls.ts';

type Card = OutcomeView['card'];
type Demonstration = Card['demonstrations'][number];

export function behaviourCard({ behaviour, demonstrations }: Card): HTMLElement | null {
  if (behaviour === null || demonstrations.length === 0) return null;
  const { same, asSpecified, unexplained, noLongerPossible } = behaviour;
  return panel(
    'Behaviour',
    { id: 'behaviour', note: `${same + asSpecified + unexplained} visible inputs, before and after` },
    element(
      'p',
      {},
      `${same} same · ${asSpecified} changed as specified · `,
      element('strong', { class: unexplained === 0 ? 'good' : 'bad' }, `${unexplained} unexplained`),
      ` · ${noLongerPossible} no longer possible`,
    ),
    ...demonstrations.filter((one) => one.change !== 'same' || one.negative).map(demonstration),
  );
}

function demonstration(one: Demonstration): HTMLElement {
  const words = one.change.replaceAll('-', ' ');
  return element(
    'details',
    { class: 'demonstration', open: one.change !== 'same' && !one.explained },
    element(
      'summary',
      {},
      element('code', {}, one.input),
      ' ',
      mark({
        tone: one.explained && one.replays ? 'quiet' : 'bad',
        text: `${words}${one.negative ? ', refused' : ''}${one.replays ? '' : ', another result when replayed'}`,
      }),
    ),
    one.difference === null ? null : differenceOf(one.difference),
    element('p', { class: 'quiet' }, 'replay: ', element('code', {}, one.replay)),
  );
}

function differenceOf(text: string): HTMLElement {
  const kind = (line: string) => (line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : 'same');
  return element(
    'pre',
    { class: 'difference', tabindex: 0, role: 'group', 'aria-label': 'Output before and after' },
    ...text.split('\n').map((line) => element('span', { class: kind(line) }, `${line}\n`)),
  );
}
