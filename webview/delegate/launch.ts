// The button that starts the run, and why it waits.
import type { DelegateChoice, DelegateForm } from '../../extension/core/protocol/panels.ts';
import { element } from '../dom.ts';
import type { Host } from '../host.ts';
import { button, panel } from '../ui/controls.ts';
import { short } from '../ui/numbers.ts';

export interface Launch {
  readonly form: DelegateForm;
  readonly choice: DelegateChoice;
  readonly waits: readonly string[];
  readonly host: Host;
}

export function launchCard({ form, choice, waits, host }: Launch): HTMLElement {
  return panel(
    'Delegate',
    { id: 'launch' },
    element('p', {}, summary(choice)),
    element(
      'div',
      { class: 'actions' },
      button({
        label: form.launching ? 'Starting…' : 'Delegate',
        primary: true,
        focus: 'launch',
        disabled: waits.length > 0 || form.launching,
        onClick: () => host.send({ type: 'launch', choice }),
      }),
    ),
    waits.length === 0
      ? null
      : element('p', { class: 'waits' }, 'Delegate waits for:', element('span', {}, ` ${waits.join(' · ')}`)),
  );
}

function summary(choice: DelegateChoice): string {
  const caps = [
    ...(choice.tokens === null ? [] : [`${short(choice.tokens)} tokens`]),
    ...(choice.dollars === null || choice.backend === 'rehearsal' ? [] : [`$${choice.dollars}`]),
    `${choice.minutes} minutes`,
  ];
  return `Level ${choice.level}, stops at ${caps.join(' or ')}, whichever comes first.`;
}
