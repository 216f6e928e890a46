// The three numbers of the area, each with what it was counted over; the sign before a name is its mark on the dial.
import { drawing, element } from '../dom.ts';
import type { Shown } from './shown.ts';

export function numbersSection({ declared, observed, licensed, rehearsals }: Shown): HTMLElement {
  return element(
    'section',
    { class: 'numbers', 'aria-label': 'Declared, observed and licensed level' },
    element(
      'dl',
      {},
      row('declared', String(declared.level), declared.note),
      row('observed', observed.level === null ? '–' : String(observed.level), observed.note),
      row('licensed', String(licensed.level), licensed.note),
    ),
    rehearsals === null ? null : element('p', { class: 'watermark' }, rehearsals),
  );
}

function row(name: 'declared' | 'observed' | 'licensed', value: string, note: string): HTMLElement {
  return element(
    'div',
    { class: name },
    element('dt', {}, sign(name), name),
    element(
      'dd',
      {},
      element('strong', value === '–' ? { 'aria-hidden': 'true' } : {}, value),
      element('span', { class: 'quiet' }, note),
    ),
  );
}

function sign(name: 'declared' | 'observed' | 'licensed'): SVGElement {
  const shapes = {
    declared: drawing('line', { class: 'hand', x1: 1, y1: 8, x2: 9, y2: 2 }),
    observed: drawing('circle', { class: 'ring', cx: 5, cy: 5, r: 3.5 }),
    licensed: drawing('rect', { class: 'square', x: 2, y: 2, width: 6, height: 6 }),
  };
  return drawing('svg', { class: 'sign', viewBox: '0 0 10 10', 'aria-hidden': 'true' }, shapes[name]);
}
