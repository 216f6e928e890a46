// What speaks against the result, above every number; nothing is drawn where there is nothing.
import type { OutcomeView } from '../../extension/core/protocol/panels.ts';
import { element } from '../dom.ts';

type Flags = OutcomeView['card']['redFlags'];

export function flagsCard(flags: Flags, refusals: readonly string[]): HTMLElement | null {
  if (flags.length === 0 && refusals.length === 0) return null;
  return element(
    'section',
    { class: 'flags', 'aria-labelledby': 'flags-heading' },
    element('h2', { id: 'flags-heading' }, flags.length === 0 ? 'Not carried out' : 'Read before deciding'),
    element(
      'ul',
      {},
      ...refusals.map((text) =>
        element('li', {}, element('strong', {}, 'The last decision was not carried out: '), text),
      ),
      ...flags.map((flag) => element('li', {}, flag.text)),
    ),
  );
}
