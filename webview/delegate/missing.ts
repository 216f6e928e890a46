// What is missing, each with the button that fixes it. Absence is said before the button that starts a run.
import { applies } from '../../extension/core/protocol/delegate-form.ts';
import type { DelegateChoice, DelegateForm } from '../../extension/core/protocol/panels.ts';
import { element } from '../dom.ts';
import type { Host } from '../host.ts';
import { button, mark, panel } from '../ui/controls.ts';

export function missingCard(form: DelegateForm, choice: DelegateChoice, host: Host): HTMLElement | null {
  const open = form.missing.filter((one) => applies(one, choice));
  if (open.length === 0) return null;
  return panel(
    'Missing',
    { id: 'missing' },
    element('ul', { class: 'missing' }, ...open.map((one) => missingRow(one, host))),
  );
}

function missingRow(one: DelegateForm['missing'][number], host: Host): HTMLElement {
  const { fix, blocks, text } = one;
  return element(
    'li',
    {},
    mark({ tone: blocks ? 'bad' : 'warn', text }),
    fix === null
      ? null
      : button({ label: fix.label, onClick: () => host.send({ type: 'run-command', command: fix.command }) }),
  );
}
