// Which level: one radio button each, with what you will read and whether the level is earned or a trial.
import type { DelegateForm } from '../../extension/core/protocol/panels.ts';
import { element } from '../dom.ts';
import { panel } from '../ui/controls.ts';
import type { Change } from './form.ts';

type Option = DelegateForm['levels'][number];

export function levelCard(form: DelegateForm, chosen: number, change: Change): HTMLElement {
  return panel(
    'Level',
    { id: 'level', note: 'what you will read; a trial is not earned yet, and works the same' },
    element(
      'div',
      { role: 'radiogroup', 'aria-labelledby': 'level-heading', class: 'levels' },
      ...form.levels.map((option) => levelRow(option, option.level === chosen, change)),
    ),
  );
}

function levelRow(option: Option, checked: boolean, change: Change): HTMLElement {
  const { level, name, reads, needs } = option;
  return element(
    'label',
    { class: `level ${checked ? 'chosen' : ''} ${needs === null ? '' : 'locked'}` },
    element('input', {
      type: 'radio',
      name: 'level',
      value: level,
      checked,
      disabled: needs !== null,
      'data-focus': `level-${level}`,
      on: { change: () => change({ level }) },
    }),
    element('span', { class: 'dot', 'aria-hidden': 'true' }, String(level)),
    element(
      'span',
      { class: 'words' },
      element(
        'strong',
        {},
        `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
        element('span', { class: 'visually-hidden' }, `, level ${level}`),
      ),
      element('span', { class: 'quiet' }, needs === null ? reads : `Needs ${needs}.`),
    ),
    element('span', { class: 'standing' }, standing(option)),
  );
}

function standing(option: Option): string {
  if (option.needs !== null) return 'locked';
  return option.trial ? 'trial' : 'earned';
}
