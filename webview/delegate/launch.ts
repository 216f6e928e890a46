// The button that starts the run, and why it waits.
import { workflowOf } from '../../extension/core/protocol/delegate-form.ts';
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
    element('p', {}, summary(choice, workflowOf(form, choice)?.path)),
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

function summary(choice: DelegateChoice, workflow: string | undefined): string {
  const caps = [
    ...(choice.tokens === null ? [] : [`${short(choice.tokens)} tokens`]),
    ...(choice.dollars === null || choice.backend === 'rehearsal' ? [] : [`$${choice.dollars}`]),
    `${choice.minutes} minutes`,
  ];
  const by = workflow === undefined ? '' : ` by ${workflow}`;
  return `Level ${choice.level}${by}, stops at ${caps.join(' or ')}, whichever comes first.`;
}
