// Top of a run: which run, what it does now, *Suspend*, and *Stop*, which asks once in place.
import type { DelegateRunning } from '../../extension/core/protocol/panels.ts';
import { element } from '../dom.ts';
import type { Host } from '../host.ts';
import { button, watermark } from '../ui/controls.ts';

export function runHeader(view: DelegateRunning, headline: string, host: Host): HTMLElement {
  const actions = element('div', { class: 'actions' });
  actions.append(...buttons(view, host, actions));
  return element(
    'header',
    { class: 'top' },
    element(
      'div',
      { class: 'title' },
      element(
        'div',
        { class: 'kicker' },
        watermark(view.watermark),
        element(
          'p',
          { class: 'quiet' },
          `${view.runId.slice(-4)}${view.branchOf === null ? '' : ` (branch of ${view.branchOf.slice(-4)})`} · level ${view.level}${view.trial ? ' (trial)' : ''} · ${view.title} · `,
          element('code', {}, view.specPath),
        ),
      ),
      element('h1', {}, headline),
    ),
    actions,
  );
}

function buttons(view: DelegateRunning, host: Host, actions: HTMLElement): HTMLElement[] {
  return [
    ...(view.canSteer ? [button({ label: 'Steer…', onClick: openSteer })] : []),
    ...(view.canSuspend ? [button({ label: 'Suspend', onClick: () => host.send({ type: 'suspend' }) })] : []),
    ...(view.canStop ? [button({ label: 'Stop', onClick: () => askStop(view, host, actions) })] : []),
  ];
}

function openSteer(): void {
  const details = document.querySelector<HTMLDetailsElement>('details.steer');
  if (details === null) return;
  details.open = true;
  details.querySelector<HTMLElement>('[data-focus="steer"]')?.focus();
}

function askStop(view: DelegateRunning, host: Host, actions: HTMLElement): void {
  const back = () => actions.replaceChildren(...buttons(view, host, actions));
  const stop = button({ label: 'Stop the run', primary: true, onClick: () => host.send({ type: 'stop' }) });
  actions.replaceChildren(
    element('span', { class: 'quiet' }, 'Log and branch are kept.'),
    stop,
    button({ label: 'Let it run', onClick: back }),
  );
  stop.focus();
}
