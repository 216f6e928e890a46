// Block J: what nobody looked at.
import type { OutcomeView } from '../../extension/core/protocol/panels.ts';
import { element, prose } from '../dom.ts';
import type { Host } from '../host.ts';
import { linkButton, panel } from '../ui/controls.ts';

type Gaps = OutcomeView['card']['notChecked'];

export function notCheckedCard(gaps: Gaps, host: Host): HTMLElement {
  return panel(
    'Not checked',
    { id: 'not-checked' },
    element('ul', {}, ...gaps.map((gap) => gapRow(gap, host))),
  );
}

function gapRow(gap: Gaps[number], host: Host): HTMLElement {
  const writes = gap.kind === 'untested' || gap.kind === 'hidden';
  return element(
    'li',
    {},
    ...prose(gap.text),
    writes
      ? linkButton({
          label: gap.requirement === null ? 'ask one thing' : 'add one',
          name:
            gap.requirement === null
              ? 'ask one thing the agent does not know'
              : `add one for ${gap.requirement}: a hidden scenario`,
          onClick: () => host.send({ type: 'ask-one-thing', requirement: gap.requirement }),
        })
      : null,
  );
}
