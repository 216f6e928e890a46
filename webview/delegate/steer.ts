// A word to the agent while it works.
import type { DelegateRunning } from '../../extension/core/protocol/panels.ts';
import { element } from '../dom.ts';
import type { Host } from '../host.ts';
import { button, field } from '../ui/controls.ts';
import { counted } from '../ui/numbers.ts';

export function steerCard(view: DelegateRunning, host: Host): HTMLElement | null {
  if (!view.canSteer) return null;
  const send = () => {
    const text = host.drafts.get('steer').trim();
    if (text === '') return;
    host.send({ type: 'steer', text });
    host.drafts.set('steer', '');
    const input = details.querySelector<HTMLElement & { value: string }>('[data-focus="steer"]');
    if (input) input.value = '';
    details.open = false;
  };
  const details = element(
    'details',
    { class: 'card steer' },
    element('summary', {}, `Steer the agent (${counted(view.steers, 'steer')} so far)`),
    field({
      key: 'steer',
      label: 'The agent reads this before its next turn',
      value: host.drafts.get('steer'),
      rows: 3,
      onInput: (text) => host.drafts.set('steer', text),
    }),
    element('p', { class: 'quiet' }, 'With three steers or more a run counts as level 2 work.'),
    element('div', { class: 'actions' }, button({ label: 'Send', onClick: send })),
  );
  return details;
}
