// Top of the view: which area this is, and whether its diff is shown or hidden, with the switch where the level has one.
import { element } from '../dom.ts';
import type { Host } from '../host.ts';
import { linkButton } from '../ui/controls.ts';
import type { Shown } from './shown.ts';

export function headerSection({ mode, canSwitch }: Shown, host: Host): HTMLElement {
  const hidden = mode === 'outcome';
  return element(
    'header',
    { class: 'area' },
    element('h1', {}, 'Whole repository'),
    element(
      'span',
      { class: 'together' },
      canSwitch
        ? linkButton({
            label: hidden ? 'show' : 'hide',
            name: hidden ? 'Show the diff' : 'Hide the diff',
            focus: 'toggle-review-mode',
            onClick: () => host.send({ type: 'run-command', command: 'dimmer.toggleReviewMode' }),
          })
        : null,
      element('span', { class: `badge ${mode}` }, hidden ? 'diff hidden' : 'diff shown'),
    ),
  );
}
