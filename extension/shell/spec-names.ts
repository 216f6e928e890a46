// Rename and find references for requirement ids and defined terms, over all specs of the workspace folder and its visible scenarios.
// Invariant: places come from the very text that is edited: of an open document, or of the file as it is on disk now.
import * as vscode from 'vscode';
import { placesOf } from '../core/lint/coverage.ts';
import type { FoundSymbol, Mention } from '../core/lint/symbols.ts';
import type { Range } from '../core/spec/model.ts';
import type { LintClient } from './lint-client.ts';

export interface SpecNamesDeps {
  readonly client: Pick<LintClient, 'symbol' | 'mentions' | 'parse'>;
  readonly specs: { all(): readonly vscode.Uri[]; has(uri: vscode.Uri): boolean };
  /** The visible scenarios of the folder that holds a spec. */
  readonly scenarios: (spec: vscode.Uri) => Promise<readonly vscode.Uri[]>;
  /** Empty where the file cannot be read. */
  readonly textOf: (uri: vscode.Uri) => Promise<string>;
}

export function registerSpecNames({ client, specs, scenarios, textOf }: SpecNamesDeps): vscode.Disposable {
  const find = async (document: vscode.TextDocument, position: vscode.Position, newName?: string) =>
    specs.has(document.uri)
      ? client.symbol(document.getText(), document.uri.toString(), document.offsetAt(position), newName)
      : undefined;
  const eachMention = async (
    from: vscode.Uri,
    symbol: FoundSymbol,
    token: vscode.CancellationToken,
    put: (uri: vscode.Uri, mention: Mention) => void,
    newName?: string,
  ) => {
    for (const uri of specs.all().filter((one) => isBeside(one, from))) {
      if (token.isCancellationRequested) throw new vscode.CancellationError();
      const text = await textOf(uri);
      if (!mayName(text, symbol)) continue;
      const mentions = await client.mentions(text, uri.toString(), symbol, newName);
      for (const mention of mentions) put(uri, mention);
    }
  };
  /** Visible scenarios name the requirements that they show; those that name another spec, or none, are left alone. */
  const eachScenario = async (
    from: vscode.Uri,
    { kind, key, homes: [home, other] }: FoundSymbol,
    put: (uri: vscode.Uri, range: vscode.Range) => void,
  ) => {
    const uri = specs.all().find(({ path }) => path === home);
    if (kind !== 'requirement' || other !== undefined || uri === undefined) return;
    const { id } = await client.parse(await textOf(uri), uri.path);
    for (const scenario of await scenarios(from))
      for (const { line, column } of placesOf(await textOf(scenario), id, key))
        put(scenario, new vscode.Range(line, column, line, column + key.length));
  };
  const references: vscode.ReferenceProvider = {
    async provideReferences(document, position, { includeDeclaration }, token) {
      const symbol = await find(document, position);
      const found: vscode.Location[] = [];
      if (!symbol) return found;
      await eachMention(document.uri, symbol, token, (uri, { range, defines }) => {
        if (!defines || includeDeclaration) found.push(new vscode.Location(uri, toRange(range)));
      });
      await eachScenario(document.uri, symbol, (uri, range) => found.push(new vscode.Location(uri, range)));
      return found;
    },
  };
  const rename: vscode.RenameProvider = {
    async prepareRename(document, position) {
      const symbol = await find(document, position);
      if (symbol) return toRange(symbol.range);
      throw new Error(vscode.l10n.t('Only requirement ids and defined terms of a spec can be renamed.'));
    },
    async provideRenameEdits(document, position, newName, token) {
      const symbol = await find(document, position, newName.trim());
      if (!symbol) return undefined;
      if (symbol.problem !== undefined) throw new Error(symbol.problem);
      const edit = new vscode.WorkspaceEdit();
      const put = (uri: vscode.Uri, { range, newText }: Mention) =>
        edit.replace(uri, toRange(range), newText);
      await eachMention(document.uri, symbol, token, put, newName.trim());
      await eachScenario(document.uri, symbol, (uri, range) => edit.replace(uri, range, newName.trim()));
      return edit;
    },
  };
  const markdown = { language: 'markdown' };
  return vscode.Disposable.from(
    vscode.languages.registerReferenceProvider(markdown, references),
    vscode.languages.registerRenameProvider(markdown, rename),
  );
}

/** One folder of the workspace is one set. */
function isBeside(uri: vscode.Uri, from: vscode.Uri): boolean {
  const folder = (one: vscode.Uri) => vscode.workspace.getWorkspaceFolder(one)?.uri.toString();
  return folder(uri) === folder(from);
}

/** Spares the linter texts that cannot name it. */
function mayName(text: string, { kind, key }: FoundSymbol): boolean {
  // An id of a heading is not written as it is named.
  if (kind === 'requirement') return /[^A-Z\d-]/.test(key) || text.includes(key);
  return text.toLowerCase().includes(key.split(' ')[0] ?? key);
}

function toRange({ line, column, endLine, endColumn }: Range): vscode.Range {
  return new vscode.Range(line - 1, column - 1, endLine - 1, endColumn - 1);
}
