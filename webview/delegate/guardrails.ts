// The guardrails of the run and their latest result.
import type { DelegateRunning } from '../../extension/core/protocol/panels.ts';
import { element } from '../dom.ts';
import { mark, panel } from '../ui/controls.ts';

type Row = DelegateRunning['guardrails'][number];

export function guardrailsCard(rows: readonly Row[]): HTMLElement {
  return panel(
    'Guardrails',
    { id: 'guardrails' },
    rows.length === 0
      ? element('p', { class: 'quiet' }, 'None chosen yet.')
      : element('dl', { class: 'rows' }, ...rows.map(guardrail)),
  );
}

function guardrail(row: Row): HTMLElement {
  const outcome =
    row.seconds === null
      ? `${row.before === null ? '' : `${row.before} before, `}${row.outcome}`
      : `${row.outcome} ${row.seconds.toFixed(1)} s`;
  const tone = row.outcome === 'pass' ? 'good' : row.outcome === 'not yet' ? 'quiet' : 'bad';
  return element(
    'div',
    {},
    element('dt', {}, row.name),
    element(
      'dd',
      {},
      mark({ tone: row.note === null ? tone : 'quiet', text: outcome }),
      row.note === null ? null : element('span', { class: 'quiet' }, ` ${row.note}`),
    ),
  );
}
