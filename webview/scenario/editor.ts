// CodeMirror set up for scenarios: Markdown with YAML front matter, undo, search by the host, colours from the theme.
import { autocompletion, closeBrackets, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { markdown } from '@codemirror/lang-markdown';
import { yaml, yamlFrontmatter } from '@codemirror/lang-yaml';
import { HighlightStyle, LanguageDescription, syntaxHighlighting } from '@codemirror/language';
import { lintGutter, lintKeymap, linter } from '@codemirror/lint';
import { Annotation, EditorState } from '@codemirror/state';
import { EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { blockKinds, completeScenario } from './complete.ts';
import { diagnosticsOf } from './validate.ts';

/** Marks a change that came from the document, which must not go back as an edit. */
const fromDocument = Annotation.define<boolean>();

/** Block kinds of the scenario format; all of them are YAML. */
const blocks = [...blockKinds, 'yaml'].map((name) => LanguageDescription.of({ name, support: yaml() }));

const colours = HighlightStyle.define([
  { tag: tags.heading, color: 'var(--vscode-textLink-foreground)', fontWeight: 'bold' },
  {
    tag: [tags.propertyName, tags.definition(tags.propertyName)],
    color: 'var(--vscode-symbolIcon-propertyForeground)',
  },
  { tag: tags.string, color: 'var(--vscode-textPreformat-foreground)' },
  {
    tag: [tags.comment, tags.meta, tags.processingInstruction],
    color: 'var(--vscode-descriptionForeground)',
  },
  { tag: tags.strong, fontWeight: 'bold' },
  { tag: tags.emphasis, fontStyle: 'italic' },
]);

const theme = EditorView.theme({
  '&': {
    height: '100%',
    color: 'var(--vscode-editor-foreground)',
    backgroundColor: 'var(--vscode-editor-background)',
  },
  '.cm-scroller': {
    fontFamily: 'var(--vscode-editor-font-family)',
    fontSize: 'var(--vscode-editor-font-size)',
  },
  '.cm-content': { caretColor: 'var(--vscode-editorCursor-foreground)', padding: '12px 0' },
  '&.cm-focused': { outline: '1px solid var(--vscode-focusBorder)', outlineOffset: '-1px' },
  '.cm-gutters': {
    backgroundColor: 'var(--vscode-editor-background)',
    color: 'var(--vscode-editorLineNumber-foreground)',
    border: 'none',
  },
  '.cm-tooltip': {
    color: 'var(--vscode-editorSuggestWidget-foreground, var(--vscode-editor-foreground))',
    backgroundColor: 'var(--vscode-editorSuggestWidget-background, var(--vscode-editorWidget-background))',
    border: '1px solid var(--vscode-editorSuggestWidget-border, var(--vscode-contrastBorder, transparent))',
  },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    color:
      'var(--vscode-editorSuggestWidget-selectedForeground, var(--vscode-list-activeSelectionForeground))',
    backgroundColor:
      'var(--vscode-editorSuggestWidget-selectedBackground, var(--vscode-list-activeSelectionBackground))',
    outline: '1px solid var(--vscode-contrastActiveBorder, transparent)',
  },
  '.cm-completionDetail': { color: 'inherit', opacity: '0.8', fontStyle: 'normal' },
  // The page's policy loads no image: the marker is a dot.
  '.cm-lint-marker-error': {
    content: 'normal',
    width: '0.6em',
    height: '0.6em',
    margin: '0.3em 0.2em',
    borderRadius: '50%',
    backgroundColor: 'var(--vscode-editorError-foreground)',
  },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--vscode-editorError-foreground)' },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--vscode-editorError-foreground)',
  },
  '.cm-activeLine': { backgroundColor: 'var(--vscode-editor-lineHighlightBackground, transparent)' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--vscode-editor-selectionBackground) !important',
  },
});

export interface ScenarioEditor {
  /** Shows the document's text; where only a part differs, the caret stays. */
  show(text: string): void;
}

/** `requirements` are the ids that it may be about, as far as they are known. */
export function scenarioEditor(
  parent: HTMLElement,
  onEdit: (text: string) => void,
  requirements: () => readonly string[],
): ScenarioEditor {
  const view = new EditorView({
    parent,
    state: EditorState.create({
      extensions: [
        lineNumbers(),
        history(),
        highlightActiveLine(),
        EditorView.lineWrapping,
        autocompletion({ override: [completeScenario(requirements)], icons: false }),
        closeBrackets(),
        linter((editor) => diagnosticsOf(editor.state.doc), { delay: 400 }),
        lintGutter(),
        keymap.of([...completionKeymap, ...lintKeymap, ...defaultKeymap, ...historyKeymap, indentWithTab]),
        yamlFrontmatter({ content: markdown({ codeLanguages: blocks }) }),
        syntaxHighlighting(colours),
        theme,
        EditorView.contentAttributes.of({
          'aria-label': 'Scenario: Markdown with YAML blocks. Press Escape, then Tab, to leave the editor.',
        }),
        EditorView.cspNonce.of(nonceOfPage()),
        EditorView.updateListener.of((update) => {
          const edited =
            update.docChanged && !update.transactions.some((one) => one.annotation(fromDocument));
          if (edited) onEdit(update.state.doc.toString());
        }),
      ],
    }),
  });
  return { show: (text) => replaceText(view, text) };
}

function replaceText(view: EditorView, text: string): void {
  const old = view.state.doc.toString();
  if (old === text) return;
  let start = 0;
  while (start < Math.min(old.length, text.length) && old[start] === text[start]) start += 1;
  let end = 0;
  const most = Math.min(old.length, text.length) - start;
  while (end < most && old[old.length - 1 - end] === text[text.length - 1 - end]) end += 1;
  view.dispatch({
    changes: { from: start, to: old.length - end, insert: text.slice(start, text.length - end) },
    annotations: fromDocument.of(true),
  });
}

function nonceOfPage(): string {
  return document.querySelector('meta[property="csp-nonce"]')?.getAttribute('content') ?? '';
}
