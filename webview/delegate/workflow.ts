// The workflow of the run as a picture, and the same as a list for those who cannot see it or have no room for it.
import type { RunGraph } from '../../extension/core/protocol/run-graph.ts';
import type { DelegateRunning } from '../../extension/core/protocol/panels.ts';
import { element } from '../dom.ts';
import { panel } from '../ui/controls.ts';
import { minutesText } from '../ui/numbers.ts';
import { graphOf } from './graph.ts';

type Step = RunGraph['steps'][number];

export function workflowCard(view: DelegateRunning, graph: RunGraph, activity: string | null): HTMLElement {
  const { picture, ticking } = view;
  const { steps, sentBack } = graph;
  const card = panel(
    'Workflow',
    { id: 'workflow', class: picture === null ? 'workflow listed' : 'workflow', note: noteOf(view) },
    picture === null ? null : graphOf(picture, graph, ticking),
    element('ol', { class: 'steps' }, ...steps.map((step) => stepRow(step, ticking))),
    sentBack === null
      ? null
      : element(
          'p',
          { class: 'loop-text' },
          `Sent back to ${sentBack.to} by ${sentBack.from}: ${sentBack.text}`,
        ),
    activity === null ? null : element('p', { class: 'activity' }, 'Now: ', element('code', {}, activity)),
    element('p', { class: 'quiet' }, view.note),
  );
  if (picture !== null) listWhereNarrow(card, picture.width);
  return card;
}

function noteOf({ standing, minutes, ticking, mood }: DelegateRunning): string {
  const [name, time] = [standing.name, minutesText(minutes)];
  if (!ticking) return `${name} · ran ${time}`;
  return `${name} · ${mood === 'queued' ? 'waiting' : 'running'} ${time} · you can close this window`;
}

/** Smaller than this part of its size a picture cannot be read: then there is the list alone. */
const smallest = 0.78;

function listWhereNarrow(card: HTMLElement, width: number): void {
  new ResizeObserver(() => {
    const { paddingLeft, paddingRight } = getComputedStyle(card);
    const room = card.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
    card.classList.toggle('listed', room < width * smallest);
  }).observe(card);
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
