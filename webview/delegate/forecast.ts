// What runs like the chosen one have used here, above the caps that would stop it.
import { forecastOf } from '../../extension/core/protocol/delegate-form.ts';
import type { DelegateChoice, DelegateForm } from '../../extension/core/protocol/panels.ts';
import { element } from '../dom.ts';
import { panel } from '../ui/controls.ts';

export function forecastCard(form: DelegateForm, choice: DelegateChoice): HTMLElement {
  const { source, rows } = forecastOf(form, choice);
  return panel(
    'Forecast',
    { id: 'forecast', note: source },
    rows.length === 0
      ? null
      : element(
          'dl',
          { class: 'rows' },
          ...rows.map(({ name, value }) =>
            element('div', {}, element('dt', {}, name), element('dd', {}, value)),
          ),
        ),
  );
}
