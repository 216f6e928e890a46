// *Spec from This Module...*: the command line drafts a spec of a folder or file, and the draft opens untitled.
// Invariant: nothing is written until the user saves; the extension host reads no file of the module.
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { slug } from '../core/spec/fill-template.ts';
import { childEnvironment, findNode } from '../node/programs.ts';
import { runCommand } from '../node/run-command.ts';
import { newFile } from './delegate-flow.ts';

/** A module of many files takes seconds; a walk that takes longer than this is stuck. */
const patience = 120_000;

export async function specFromModule(program: string, target: unknown): Promise<void> {
  const path = pathOf(target);
  if (path === undefined) {
    const message = vscode.l10n.t('Open a file of the module first, or choose its folder in the Explorer.');
    void vscode.window.showInformationMessage(message);
    return;
  }
  const title = vscode.l10n.t('Reading the module');
  const location = vscode.ProgressLocation.Window;
  const content = await vscode.window.withProgress({ location, title }, () => drafted(program, path));
  await vscode.window.showTextDocument(await untitled(content, path));
}

/** Named as the file that it becomes when it is saved, where the module is in a folder of the window. */
async function untitled(content: string, path: string): Promise<vscode.TextDocument> {
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(path));
  if (folder === undefined) return vscode.workspace.openTextDocument({ content, language: 'markdown' });
  const title = /^# (.+)$/m.exec(content)?.[1] ?? '';
  const file = await newFile(vscode.Uri.joinPath(folder.uri, 'specs'), slug(title));
  const document = await vscode.workspace.openTextDocument(file.with({ scheme: 'untitled' }));
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, new vscode.Position(0, 0), content);
  await vscode.workspace.applyEdit(edit);
  return document;
}

function pathOf(target: unknown): string | undefined {
  if (target instanceof vscode.Uri) return target.scheme === 'file' ? target.fsPath : undefined;
  const active = vscode.window.activeTextEditor?.document.uri;
  return active?.scheme === 'file' ? dirname(active.fsPath) : undefined;
}

async function drafted(program: string, path: string): Promise<string> {
  const found = await findNode();
  if (!found.ok) throw new Error(found.message);
  const { command, env } = found.node;
  const { exit, stdout, stderr, problem } = await runCommand(
    command,
    ['--no-warnings', program, 'spec', 'from', '--', path],
    { cwd: dirname(path), env: { ...childEnvironment(process.env), ...env }, timeoutMs: patience },
  );
  if (exit === 0) return stdout;
  throw new Error(
    problem || stderr.trim() || vscode.l10n.t('The module could not be read. Nothing was changed.'),
  );
}
