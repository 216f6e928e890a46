// What a screen reader hears when the page changes: the headline and what waits, not every number.
import { listed } from '../../extension/core/outcome/plain.ts';
import { runGraph, type RunGraph } from '../../extension/core/protocol/run-graph.ts';
import type { DelegateForm, DelegateRunning } from '../../extension/core/protocol/panels.ts';

export function spokenForm(view: DelegateForm): string {
  if (view.problem) return `${view.problem.message} ${view.problem.next}`;
  return view.launching ? 'Starting the run' : '';
}

export function spokenRun(view: DelegateRunning): string {
  const graph = runGraph(view.standing, view.picture);
  const loop = graph.sentBack ? ` Sent back: ${graph.sentBack.text}.` : '';
  const waiting = view.waiting.actions.length > 0 ? ` ${view.waiting.text}` : '';
  const asked = view.questions.map(({ text, answered }) =>
    answered === null ? ` It asks: ${text}` : ' Your answer was sent.',
  );
  return `${headlineOf(view, graph)}.${loop}${waiting}${asked.join('')}`;
}

/** Where stages work side by side, those are named. */
export function headlineOf(
  { headline, mood }: Pick<DelegateRunning, 'headline' | 'mood'>,
  { atWork }: RunGraph,
): string {
  return mood === 'working' && atWork.length > 1 ? `Side by side: ${listed(atWork)}` : headline;
}
