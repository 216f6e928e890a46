// Completion in specs: ids, terms, the next free id and missing sections, as the lint worker knows them.
import * as vscode from 'vscode';
import type { Completion } from '../core/lint/completions.ts';

export interface SpecCompletionDeps {
  readonly isSpec: (uri: vscode.Uri) => boolean;
  readonly complete: (text: string, uri: string, offset: number) => Promise<readonly Completion[]>;
}

const kinds = {
  id: vscode.CompletionItemKind.Reference,
  term: vscode.CompletionItemKind.Text,
  section: vscode.CompletionItemKind.Snippet,
} as const;

export function registerSpecCompletion({ isSpec, complete }: SpecCompletionDeps): vscode.Disposable {
  const provider: vscode.CompletionItemProvider = {
    async provideCompletionItems(document, position, token) {
      if (!isSpec(document.uri)) return [];
      const { version } = document;
      const offset = document.offsetAt(position);
      const items = await complete(document.getText(), document.uri.toString(), offset).catch(() => []);
      // Offsets are of the text that was asked about.
      if (token.isCancellationRequested || document.version !== version) return [];
      return items.map((one, at) => {
        // An id alone says nothing: what it stands for is shown beside each, not only beside the one that is chosen.
        const label = one.kind === 'section' ? one.label : { label: one.label, description: one.detail };
        const item = new vscode.CompletionItem(label, kinds[one.kind]);
        item.detail = one.detail;
        item.insertText = one.kind === 'section' ? withStops(one.insert) : one.insert;
        // Compared as text: R10 comes after R9.
        item.sortText = String(at).padStart(4, '0');
        item.range = new vscode.Range(document.positionAt(one.offset), position);
        // What stands there is `##`, and the label begins with it.
        item.filterText = one.label;
        return item;
      });
    },
  };
  return vscode.languages.registerCompletionItemProvider({ language: 'markdown' }, provider, '#');
}

/** Tab goes from one question of a stub to the next. */
function withStops(stub: string): vscode.SnippetString {
  const snippet = new vscode.SnippetString();
  for (const part of stub.split(/(\[NEEDS ANSWER: [^\]]*\])/))
    if (part.startsWith('[NEEDS ANSWER: ')) snippet.appendPlaceholder(part);
    else snippet.appendText(part);
  return snippet;
}
