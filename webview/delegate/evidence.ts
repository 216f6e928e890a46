// What will hold the result: the guardrails that were found, and how many hidden scenarios there are.
import { levelTable } from '../../extension/core/level/level.ts';
import { workflowOf } from '../../extension/core/protocol/delegate-form.ts';
import type { DelegateChoice, DelegateForm } from '../../extension/core/protocol/panels.ts';
import { element } from '../dom.ts';
import { panel } from '../ui/controls.ts';

export function evidenceCard(form: DelegateForm, choice: DelegateChoice): HTMLElement {
  const { guardrails, hidden, branch } = form;
  return panel(
    'What will hold it',
    { id: 'evidence' },
    element(
      'dl',
      { class: 'pairs' },
      element('dt', {}, 'Guardrails'),
      element(
        'dd',
        {},
        guardrails.names.length === 0 ? 'none found' : guardrails.names.join(', '),
        guardrails.source === 'none'
          ? null
          : element('span', { class: 'quiet' }, ` from ${guardrails.source}`),
      ),
      element('dt', {}, 'Hidden scenarios'),
      element('dd', {}, whyNotJudged(form, choice) ?? hidden.text),
      element('dt', {}, 'Goes to'),
      element(
        'dd',
        {},
        branch === null
          ? 'a branch of its own (no branch is checked out)'
          : `${branch}, only when you approve`,
      ),
    ),
  );
}

function whyNotJudged(form: DelegateForm, choice: DelegateChoice): string | null {
  const { level } = choice;
  if (!levelTable[level].stages.includes('validation')) return `not run at level ${level}`;
  return workflowOf(form, choice)?.judges === false ? 'not run by this workflow' : null;
}
