// Which workflow: as the level says, or a file of the repository. One row, folded until somebody wants another than the level's.
import { workflowOf } from '../../extension/core/protocol/delegate-form.ts';
import type { DelegateChoice, DelegateForm } from '../../extension/core/protocol/panels.ts';
import { element, prose } from '../dom.ts';
import type { Host } from '../host.ts';
import { linkButton } from '../ui/controls.ts';
import type { Change } from './form.ts';

type Offered = DelegateForm['workflows'][number];

/** Nothing where there is nothing to choose. */
export function workflowChoice(
  form: DelegateForm,
  choice: DelegateChoice,
  change: Change,
  host: Host,
): HTMLElement | null {
  if (form.workflows.length === 0) return null;
  const chosen = workflowOf(form, choice);
  const open = host.drafts.get('workflows') === 'open';
  const details = element(
    'details',
    {
      class: 'card workflows',
      open,
      on: { toggle: () => host.drafts.set('workflows', details.open ? 'open' : '') },
    },
    element(
      'summary',
      { 'data-focus': 'workflows' },
      'Workflow: ',
      element('strong', {}, chosen ? nameOf(chosen) : asTheLevelSays),
    ),
    element(
      'div',
      { role: 'radiogroup', 'aria-label': 'Workflow', class: 'levels' },
      row(
        { value: '', name: asTheLevelSays, detail: 'the stages that every run of it has' },
        !chosen,
        change,
      ),
      ...form.workflows.map((one) =>
        one.problem === null
          ? row({ value: one.path, name: nameOf(one), detail: placeOf(one) }, one === chosen, change)
          : refused(one, host),
      ),
    ),
  );
  return details;
}

const asTheLevelSays = 'as the level says';

const nameOf = ({ title, path }: Offered) => title || path;

const placeOf = ({ path, shipped }: Offered) => (shipped ? `${path}, ships with Dimmer` : path);

interface Row {
  readonly value: string;
  readonly name: string;
  readonly detail: string;
}

function row({ value, name, detail }: Row, checked: boolean, change: Change): HTMLElement {
  return element(
    'label',
    { class: `level ${checked ? 'chosen' : ''}` },
    element('input', {
      type: 'radio',
      name: 'workflow',
      value,
      checked,
      'data-focus': `workflow-${value}`,
      on: { change: () => change({ workflow: value === '' ? undefined : value }) },
    }),
    element(
      'span',
      { class: 'words' },
      element('strong', {}, `${name.charAt(0).toUpperCase()}${name.slice(1)}`),
      element('span', { class: 'quiet' }, detail),
    ),
  );
}

/** It cannot be chosen; what can be done about it is in its file. */
function refused(one: Offered, host: Host): HTMLElement {
  const { path, problem } = one;
  const line = problem?.line ?? null;
  const place = line === null ? '' : `line ${line}: `;
  return element(
    'div',
    { class: 'level refused' },
    element('input', { type: 'radio', name: 'workflow', disabled: true, 'aria-label': nameOf(one) }),
    element(
      'span',
      { class: 'words' },
      element('strong', {}, nameOf(one)),
      element(
        'span',
        { class: 'quiet' },
        `Cannot be carried out: ${place}`,
        ...prose(problem?.message ?? ''),
      ),
      linkButton({
        label: line === null ? `Open ${path}` : `Open ${path} at line ${line}`,
        onClick: () => host.send({ type: 'open-workflow', path, line }),
      }),
    ),
  );
}
