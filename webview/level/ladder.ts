// The ladder: one button a level. The current one says "now", and a level says whether it is earned, a trial or locked.
import { element } from '../dom.ts';
import type { Host } from '../host.ts';
import type { Rung } from './shown.ts';

export function ladderSection(rungs: readonly Rung[], host: Host): HTMLElement {
  return element(
    'section',
    { class: 'ladder', 'aria-labelledby': 'ladder-heading' },
    element('h2', { id: 'ladder-heading', class: 'visually-hidden' }, 'Choose a level'),
    element('ol', {}, ...rungs.map((rung) => element('li', {}, rungButton(rung, host)))),
  );
}

function rungButton(rung: Rung, host: Host): HTMLElement {
  const { level, name, state, current } = rung;
  return element(
    'button',
    {
      type: 'button',
      class: `rung ${state}`,
      'aria-current': current ? 'true' : null,
      'data-focus': `rung-${level}`,
      on: { click: () => host.send({ type: 'choose-level', level }) },
    },
    element('span', { class: 'dot' }, String(level)),
    element(
      'span',
      { class: 'words' },
      element('strong', {}, `${name.charAt(0).toUpperCase()}${name.slice(1)}`),
      element('span', { class: 'quiet' }, brief(rung)),
      current ? element('span', { class: 'teaches' }, `Practises: ${rung.teaches}`) : null,
    ),
    element(
      'span',
      { class: 'standing' },
      current ? element('span', { class: 'now' }, 'now') : null,
      element('span', {}, state),
    ),
  );
}

function brief({ brief: words, needs }: Rung): string {
  return needs.length === 0 ? words : `${words}; ${needs.length} things missing`;
}
