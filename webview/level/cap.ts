// What caps the area: the pillar that does, and the counts that were measured, each as a bar beside its words.
import { drawing, element } from '../dom.ts';
import type { Shown } from './shown.ts';

export function capSection({ words, pillars, over }: Shown['cap']): HTMLElement {
  return element(
    'section',
    { class: 'cap', 'aria-labelledby': 'cap-heading' },
    element('h2', { id: 'cap-heading' }, 'What caps this area'),
    element('p', {}, words),
    pillars.length === 0 ? null : element('dl', {}, ...pillars.map(row)),
    element('p', { class: 'quiet' }, over),
  );
}

function row({ name, text, part, caps }: Shown['cap']['pillars'][number]): HTMLElement {
  return element(
    'div',
    { class: caps ? 'caps' : '' },
    element('dt', {}, name, caps ? element('span', { class: 'visually-hidden' }, ', caps this area') : null),
    element(
      'dd',
      {},
      part === null ? null : bar(part.held / Math.max(1, part.of)),
      element('span', {}, text),
    ),
  );
}

function bar(fraction: number): SVGElement {
  return drawing(
    'svg',
    { class: 'measure', viewBox: '0 0 100 4', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    drawing('rect', { class: 'track', width: 100, height: 4 }),
    drawing('rect', { class: 'range', width: 100 * fraction, height: 4 }),
  );
}
