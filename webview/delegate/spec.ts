// Which spec, and what the linter says about it.
import type { DelegateForm } from '../../extension/core/protocol/panels.ts';
import { element } from '../dom.ts';
import type { Host } from '../host.ts';
import { dropdown, linkButton, mark, panel } from '../ui/controls.ts';
import { counted } from '../ui/numbers.ts';

export function specCard(form: DelegateForm, host: Host): HTMLElement {
  const { spec, specs } = form;
  return panel(
    'Spec',
    { id: 'spec' },
    specs.length === 0
      ? element('p', {}, 'No spec in this workspace yet.')
      : dropdown({
          key: 'spec',
          label: 'What should exist',
          value: form.suggested.spec,
          options: specs.map(({ path, title }) => ({ value: path, label: `${title} (${path})` })),
          onChange: (path) => host.send({ type: 'choose-spec', path }),
        }),
    spec === null
      ? null
      : element(
          'p',
          { class: 'facts' },
          element('span', {}, counted(spec.requirements, 'requirement')),
          spec.blocking === 0
            ? mark({ tone: 'good', text: 'no certain finding' })
            : mark({ tone: 'warn', text: counted(spec.blocking, 'certain finding') }),
          spec.openQuestions === 0
            ? null
            : mark({ tone: 'warn', text: counted(spec.openQuestions, 'open question') }),
          linkButton({
            label: 'Open the spec',
            onClick: () => host.send({ type: 'open-spec', path: spec.path }),
          }),
        ),
  );
}
