// Block A: who built it, who judged it, on what, and how strong the holdout was.
import { builderName } from '../../extension/core/outcome/builder-name.ts';
import type { OutcomeView } from '../../extension/core/protocol/panels.ts';
import { element } from '../dom.ts';
import { panel } from '../ui/controls.ts';

type Identity = OutcomeView['card']['identity'];

export function identityCard(identity: Identity, evaluated: boolean): HTMLElement {
  return panel(
    'Provenance',
    { id: 'identity', class: 'third' },
    element(
      'dl',
      { class: 'pairs' },
      ...pair(
        identity.adopted === null ? 'Built by' : 'Made by',
        identity.adopted === null
          ? builderName(identity)
          : `${identity.adopted.author}, as git tells it${identity.adopted.branch === null ? '' : `, on ${identity.adopted.branch}`}`,
      ),
      ...pair(
        'Judged by',
        (identity.judge === null ? null : `${identity.judge} (${identity.judgePassport})`) ??
          (evaluated ? 'execution alone: no judged step' : 'nobody: no hidden scenario was run'),
      ),
      ...pair('Holdout', `${identity.holdout.strength.replace('-', ' ')}: ${identity.holdout.text}`),
      ...pair('Requirements', identity.requirements.join(', ') || 'none'),
      ...pair('Run', identity.runId),
    ),
  );
}

function pair(name: string, value: string): HTMLElement[] {
  return [element('dt', {}, name), element('dd', {}, value)];
}
