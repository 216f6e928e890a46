// The scenario editor's page: a real editor for Markdown with YAML blocks; its document lives in the extension, encrypted.
// Invariant: the text exists in this page's memory only; it is never kept in the webview's state.
import { element } from '../dom.ts';
import { connectEditor } from '../host.ts';
import { scenarioEditor } from './editor.ts';

const root = document.getElementById('page') as HTMLElement;
const problems = element('div', { class: 'problems', role: 'alert' });
root.append(element('h1', { class: 'visually-hidden' }, 'Scenario'), problems);
const editor = scenarioEditor(root, (text) => line.edited(text));
const line = connectEditor({
  show: (text) => editor.show(text),
  refuse(list) {
    problems.replaceChildren();
    if (list.length === 0) return;
    problems.append(
      element('strong', {}, 'Not saved. The text is kept.'),
      element('ul', {}, ...list.map((problem) => element('li', {}, problem))),
    );
  },
});
