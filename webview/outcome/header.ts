// Top of the card: which run and spec, and the way to the diff, which is always free.
import type { OutcomeView } from '../../extension/core/protocol/panels.ts';
import { element } from '../dom.ts';
import type { Host } from '../host.ts';
import { button, watermark } from '../ui/controls.ts';

export function outcomeHeader(view: OutcomeView, host: Host): HTMLElement {
  const { identity, watermark: rehearsal } = view.card;
  const level = `level ${identity.level}${identity.trial ? ' (trial)' : ''}`;
  return element(
    'header',
    { class: 'top' },
    element(
      'div',
      { class: 'title' },
      element(
        'div',
        { class: 'kicker' },
        watermark(rehearsal),
        element('p', { class: 'quiet' }, `Outcome · run ${identity.runId.slice(-4)} · ${level}`),
      ),
      element('h1', {}, identity.spec.title),
      element(
        'p',
        { class: 'quiet' },
        ...(identity.spec.path === ''
          ? ['no spec: its own message']
          : ['spec ', element('code', {}, `${identity.spec.path} @ ${identity.spec.digest.slice(0, 4)}`)]),
        ' · base ',
        element('code', {}, identity.base.slice(0, 7)),
        ' to head ',
        element('code', {}, identity.head === null ? 'none' : identity.head.slice(0, 7)),
        ` · asked by ${identity.owner}`,
      ),
    ),
    element(
      'div',
      { class: 'diff' },
      element('span', { class: 'quiet' }, view.diffNote),
      element(
        'div',
        { class: 'actions' },
        view.canSwitch
          ? button({
              label: view.shows === 'files' ? 'Hide the diff' : 'Show the files',
              focus: 'switch',
              onClick: () => host.send({ type: 'run-command', command: 'dimmer.toggleReviewMode' }),
            })
          : null,
        button({
          label: 'Open diff (always free)',
          focus: 'open-diff',
          onClick: () => host.send({ type: 'open-diff' }),
        }),
      ),
    ),
  );
}
