// The one next step, as a button that does it; and, where the folder is not trusted, why it is that one.
import { element } from '../dom.ts';
import type { Host } from '../host.ts';
import type { Shown } from './shown.ts';

export function nextSection({ next, trusted }: Shown, host: Host): HTMLElement {
  const { words, command, run } = next;
  return element(
    'section',
    { class: 'next', 'aria-labelledby': 'next-heading' },
    element('h2', { id: 'next-heading', class: 'visually-hidden' }, 'Next step'),
    trusted
      ? null
      : element(
          'p',
          { class: 'quiet' },
          'This folder is not trusted: nothing of it is run, and no run is read.',
        ),
    element(
      'button',
      {
        type: 'button',
        class: 'step',
        'data-focus': 'next',
        on: { click: () => host.send({ type: 'run-command', command, ...(run === null ? {} : { run }) }) },
      },
      element('span', { class: 'kicker' }, 'Next'),
      element('span', { class: 'words' }, words),
      element('span', { class: 'arrow', 'aria-hidden': 'true' }, '→'),
    ),
  );
}
