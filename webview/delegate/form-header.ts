// Top of the form: what this page does, the rehearsal's watermark, and what went wrong with the last launch.
import { rehearsalWatermark } from '../../extension/core/outcome/watermark.ts';
import type { DelegateChoice, DelegateForm } from '../../extension/core/protocol/panels.ts';
import { element } from '../dom.ts';
import { watermark } from '../ui/controls.ts';

export function formHeader(choice: DelegateChoice): HTMLElement {
  return element(
    'header',
    { class: 'top' },
    element(
      'div',
      { class: 'title' },
      element('h1', {}, 'Delegate a spec'),
      element(
        'p',
        { class: 'quiet' },
        'An agent builds it, away from your checkout. You can close this window; the run goes on.',
      ),
    ),
    watermark(choice.backend === 'rehearsal' ? rehearsalWatermark : null),
  );
}

export function problemCard(problem: DelegateForm['problem']): HTMLElement | null {
  if (problem === null) return null;
  return element(
    'section',
    { class: 'flags', 'aria-label': 'What went wrong' },
    element('p', {}, element('strong', {}, problem.message)),
    element('p', {}, `Kept: ${problem.kept}`),
    element('p', {}, `Next: ${problem.next}`),
  );
}
