// What will hold the result: the guardrails that were found, and how many hidden scenarios there are.
import { levelTable, type Level } from '../../extension/core/level/level.ts';
import type { DelegateForm } from '../../extension/core/protocol/panels.ts';
import { element } from '../dom.ts';
import { panel } from '../ui/controls.ts';

export function evidenceCard(form: DelegateForm, level: Level): HTMLElement {
  const { guardrails, hidden, branch } = form;
  const judged = levelTable[level].stages.includes('validation');
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
      element('dd', {}, judged ? hidden.text : `not run at level ${level}`),
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
