// What the run needs from the human, with the button that gives it. Usually nothing.
import type { DelegateRunning, Intent } from '../../extension/core/protocol/panels.ts';
import { element } from '../dom.ts';
import type { Host } from '../host.ts';
import { button, panel } from '../ui/controls.ts';

type Waiting = DelegateRunning['waiting'];
type Action = Exclude<Waiting['actions'][number], 'retry-stage'>;

const actions: Readonly<Record<Action, { readonly label: string; readonly intent: Intent }>> = {
  'open-outcome': { label: 'Open the outcome', intent: { type: 'open-outcome' } },
  resume: { label: 'Resume', intent: { type: 'resume' } },
  'unlock-vault': {
    label: 'Unlock the vault',
    intent: { type: 'run-command', command: 'dimmer.unlockVault' },
  },
  'set-key': { label: 'Set the key', intent: { type: 'run-command', command: 'dimmer.setApiKey' } },
  branch: { label: 'Branch…', intent: { type: 'run-command', command: 'dimmer.branchRun' } },
  'delegate-another': { label: 'Delegate another', intent: { type: 'delegate-another' } },
};

function actionOf(name: Waiting['actions'][number], { again }: Waiting) {
  if (name !== 'retry-stage') return [actions[name]];
  return again === null
    ? []
    : [
        {
          label: `Try ${again.label} again`,
          intent: { type: 'retry-stage', stage: again.stage } satisfies Intent,
        },
      ];
}

export function waitingCard({ waiting }: DelegateRunning, host: Host): HTMLElement {
  return panel(
    'Waiting for you',
    { id: 'waiting', class: waiting.actions.length > 0 ? 'calls' : '' },
    element('p', {}, waiting.text),
    waiting.actions.length === 0
      ? null
      : element(
          'div',
          { class: 'actions' },
          ...waiting.actions
            .flatMap((name) => actionOf(name, waiting))
            .map(({ label, intent }, index) =>
              button({ label, primary: index === 0, onClick: () => host.send(intent) }),
            ),
        ),
  );
}
