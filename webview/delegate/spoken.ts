// What a screen reader hears when the page changes: the headline and what waits, not every number.
import type { DelegateForm, DelegateRunning } from '../../extension/core/protocol/panels.ts';

export function spokenForm(view: DelegateForm): string {
  if (view.problem) return `${view.problem.message} ${view.problem.next}`;
  return view.launching ? 'Starting the run' : '';
}

export function spokenRun(view: DelegateRunning): string {
  const loop = view.loop ? ` Sent back: ${view.loop.text}.` : '';
  const waiting = view.waiting.actions.length > 0 ? ` ${view.waiting.text}` : '';
  const asked = view.questions.map(({ text, answered }) =>
    answered === null ? ` It asks: ${text}` : ' Your answer was sent.',
  );
  return `${view.headline}.${loop}${waiting}${asked.join('')}`;
}
