// Entry point of the delegation page: the form before a launch, live progress after it.
import '../ui/toolkit.ts';
import type { DelegateView } from '../../extension/core/protocol/panels.ts';
import { pageOf } from '../dom.ts';
import { connectPanel } from '../host.ts';
import { liveRegion } from '../ui/live.ts';
import { formPage } from './form.ts';
import { spokenForm, spokenRun } from './spoken.ts';
import { runSections } from './running.ts';

const show = pageOf(document.getElementById('page') as HTMLElement);
const say = liveRegion();
const form = formPage(show);
let shown = '';

connectPanel<DelegateView>((view, host) => {
  document.body.dataset['view'] = view.view;
  if (view.view === 'form') form(view, host);
  else show(runSections(view, host));
  // What follows the long form begins at its top.
  const now = view.view === 'form' ? '' : view.runId;
  if (now !== shown) window.scrollTo(0, 0);
  shown = now;
  say(view.view === 'form' ? spokenForm(view) : spokenRun(view));
});
