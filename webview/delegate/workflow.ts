// The stages of the run as a picture, and the same as a list for those who cannot see it or have no room for it.
import type { DelegateRunning } from '../../extension/core/protocol/panels.ts';
import { element } from '../dom.ts';
import { panel } from '../ui/controls.ts';
import { minutesText } from '../ui/numbers.ts';
import { picture } from './picture.ts';

type Step = DelegateRunning['steps'][number];

export function workflowCard(view: DelegateRunning, activity: string | null): HTMLElement {
  const time = minutesText(view.minutes);
  return panel(
    'Stages',
    {
      id: 'workflow',
      class: 'workflow',
      note: view.ticking
        ? `level ${view.level} · ${view.mood === 'queued' ? 'waiting' : 'running'} ${time} · you can close this window`
        : `level ${view.level} · ran ${time}`,
    },
    picture(view.steps, view.loop),
    element('ol', { class: 'steps' }, ...view.steps.map((step) => stepRow(step, view.ticking))),
    view.loop === null
      ? null
      : element(
          'p',
          { class: 'loop-text' },
          `Sent back to ${view.loop.to} by ${view.loop.from}: ${view.loop.text}`,
        ),
    activity === null ? null : element('p', { class: 'activity' }, 'Now: ', element('code', {}, activity)),
    element('p', { class: 'quiet' }, view.note),
  );
}

const words: Readonly<Record<Step['status'], string>> = {
  waiting: 'to come',
  active: 'now',
  success: 'done',
  fail: 'failed',
  skipped: 'skipped',
};

function stepRow(step: Step, ticking: boolean): HTMLElement {
  const word = step.status === 'active' && !ticking ? 'came to rest here' : words[step.status];
  return element(
    'li',
    { class: step.status, 'aria-current': step.status === 'active' ? 'step' : null },
    element('strong', {}, step.label),
    element('span', { class: 'quiet' }, ` ${word}${step.detail === '' ? '' : `, ${step.detail}`}`),
  );
}
