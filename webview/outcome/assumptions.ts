// Block B: what the agent decided for the author, each open until it is confirmed here.
import type { OutcomeView } from '../../extension/core/protocol/panels.ts';
import { element, prose } from '../dom.ts';
import type { Host } from '../host.ts';
import { linkButton, mark, panel } from '../ui/controls.ts';

type Card = OutcomeView['card'];
type Assumption = Card['intent']['assumptions'][number];

export function assumptionsCard(card: Card, host: Host): HTMLElement {
  const { assumptions } = card.intent;
  return panel(
    'What the agent decided for you',
    { id: 'assumptions' },
    assumptions.length === 0
      ? element('p', { class: 'quiet' }, 'Nothing was recorded.')
      : element('ul', {}, ...assumptions.map((one) => assumptionRow(one, card.decision.open, host))),
  );
}

function assumptionRow(one: Assumption, open: boolean, host: Host): HTMLElement {
  const confirmed = one.status === 'confirmed';
  return element(
    'li',
    {},
    ...prose(one.text),
    ' ',
    element(
      'span',
      { class: 'together' },
      one.requirement === null ? null : element('span', { class: 'pill' }, one.requirement),
      mark({ tone: confirmed ? 'good' : 'warn', text: confirmed ? 'confirmed' : openText(one, open) }),
      open
        ? linkButton({
            label: confirmed ? 'take back' : 'confirm',
            name: `${confirmed ? 'Take back the confirmation of' : 'Confirm'} ${one.id}`,
            focus: `confirm-${one.id}`,
            onClick: () => host.send({ type: 'confirm', assumption: one.id, confirmed: !confirmed }),
          })
        : null,
    ),
  );
}

function openText(one: Assumption, open: boolean): string {
  if (!open) return 'not confirmed';
  return one.blocks ? 'open' : 'open, does not block';
}
