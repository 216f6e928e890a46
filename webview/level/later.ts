// The place of attempts, certificates and statistics of judgement. This version has none and says so, once.
import { element } from '../dom.ts';

export function laterSection(): HTMLElement {
  return element(
    'p',
    { class: 'later quiet' },
    'Attempts, certificates and statistics of judgement: this version has none.',
  );
}
