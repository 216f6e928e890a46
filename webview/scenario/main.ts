// The scenario editor's page: a real editor for Markdown with YAML blocks; its document lives in the extension, encrypted.
// Invariant: the text exists in this page's memory only; it is never kept in the webview's state.
import '../ui/toolkit.ts';
import type { ScenarioAbout } from '../../extension/core/protocol/scenario-page.ts';
import { element, pageOf } from '../dom.ts';
import { connectEditor } from '../host.ts';
import { liveRegion } from '../ui/live.ts';
import { aboutSections, spokenTrial } from './about.ts';
import { scenarioEditor } from './editor.ts';
import { withRequirement } from './requirement.ts';

const root = document.getElementById('page') as HTMLElement;
const about = element('div', { class: 'about' });
const problems = element('div', { class: 'problems', role: 'alert' });
const say = liveRegion();
const showAbout = pageOf(about);
let text = '';
let known: ScenarioAbout | undefined;
root.append(element('h1', { class: 'visually-hidden' }, 'Scenario'), about, problems);
const editor = scenarioEditor(
  root,
  (next) => {
    text = next;
    line.edited(next);
  },
  () => (known?.requirements ?? []).map(({ id }) => id),
);
const line = connectEditor({
  show(next) {
    text = next;
    editor.show(next);
    draw();
  },
  tell(next) {
    known = next;
    draw();
    say(spokenTrial(next));
  },
  refuse(list) {
    problems.replaceChildren();
    if (list.length === 0) return;
    problems.append(
      element('strong', {}, 'Not saved. The text is kept.'),
      element('ul', {}, ...list.map((problem) => element('li', {}, problem))),
    );
  },
});

function draw(): void {
  if (known === undefined) return;
  const choose = (requirement: string) => {
    text = withRequirement(text, requirement);
    editor.show(text);
    line.edited(text);
  };
  showAbout(aboutSections(known, text, { send: line.send, choose }));
}
