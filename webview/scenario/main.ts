// The scenario editor's page: a real editor for Markdown with YAML blocks; its document lives in the extension, encrypted.
// Invariant: the text exists in this page's memory only; it is never kept in the webview's state.
import { connectEditor } from '../host.ts';
import { scenarioEditor } from './editor.ts';

const editor = scenarioEditor(document.getElementById('page') as HTMLElement, (text) => line.edited(text));
const line = connectEditor((text) => editor.show(text));
