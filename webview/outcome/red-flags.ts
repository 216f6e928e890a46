// What speaks against the result, above every number, each with its own answer; nothing is drawn where there is nothing.
import type { OutcomeView } from '../../extension/core/protocol/panels.ts';
import { element } from '../dom.ts';
import type { Host } from '../host.ts';
import { answerBox } from './answer-box.ts';

type Card = OutcomeView['card'];

export function flagsCard(card: Card, refusals: readonly string[], host: Host): HTMLElement | null {
  const points = card.decision.points.filter((point) => point.kind !== 'read');
  const others = card.redFlags.filter((flag) => !points.some((point) => point.text === flag.text));
  if (points.length + others.length + refusals.length === 0) return null;
  const onlyRefused = points.length + others.length === 0;
  return element(
    'section',
    { class: 'flags', 'aria-labelledby': 'flags-heading' },
    element('h2', { id: 'flags-heading' }, onlyRefused ? 'Not carried out' : 'Answer before approving'),
    element(
      'ul',
      {},
      ...refusals.map((text) =>
        element('li', {}, element('strong', {}, 'The last decision was not carried out: '), text),
      ),
      ...others.map((flag) => element('li', {}, flag.text)),
      ...points.map(({ id, text, answered }) =>
        element(
          'li',
          {},
          text,
          answerBox(
            { id, label: 'Why it may be merged all the same', answered, open: card.decision.open },
            host,
          ),
        ),
      ),
    ),
  );
}
