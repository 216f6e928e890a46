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
      return items.map((one) => {
        const item = new vscode.CompletionItem(one.label, kinds[one.kind]);
        item.insertText = one.insert;
        item.detail = one.detail;
        item.sortText = one.sort;
        item.range = new vscode.Range(document.positionAt(one.offset), position);
        // What stands there is `##`, and the label begins with it.
        item.filterText = one.label;
        return item;
      });
    },
  };
  return vscode.languages.registerCompletionItemProvider({ language: 'markdown' }, provider, '#');
}
