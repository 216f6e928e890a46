// Entry point of the outcome page: everything needed to decide, absence and red flags above numbers.
import '../ui/toolkit.ts';
import type { OutcomeView } from '../../extension/core/protocol/panels.ts';
import { pageOf } from '../dom.ts';
import { connectPanel } from '../host.ts';
import { liveRegion } from '../ui/live.ts';
import { outcomeSections } from './sections.ts';

const show = pageOf(document.getElementById('page') as HTMLElement);
const say = liveRegion();

connectPanel<OutcomeView>((view, host) => {
  document.body.dataset['verdict'] = view.card.verdict;
  show(outcomeSections(view, host));
  say(view.problem ?? (view.sent === null ? view.card.answer : `${view.sent} is being carried out`));
});
