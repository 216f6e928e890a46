// The task `dimmer: lint`: the command line over the specs of one folder, its lines read by the problem matcher `$dimmer-lint`.
// Invariant: the matcher and the open specs write to one list, `dimmer`, so that a spec that is opened later shows nothing twice.
import * as vscode from 'vscode';
import { findNode } from '../node/programs.ts';

export interface LintTaskDeps {
  /** Absolute path of `dist/cli.mjs`. */
  readonly program: string;
  readonly specs: () => readonly vscode.Uri[];
  readonly show: (uri: vscode.Uri) => string;
}

/** Command lines are not endless; beyond this the command looks for specs itself. */
const longest = 8000;

export function registerLintTask({ program, specs, show }: LintTaskDeps): vscode.Disposable {
  const taskOf = async (folder: vscode.WorkspaceFolder, definition: vscode.TaskDefinition) => {
    const found = await findNode();
    if (!found.ok) return undefined;
    const { command, env } = found.node;
    const inside = (uri: vscode.Uri) => uri.path.startsWith(`${folder.uri.path}/`);
    const paths = specs()
      .filter(inside)
      .map(({ path }) => path.slice(folder.uri.path.length + 1));
    const named = paths.join(' ').length <= longest ? paths : [];
    const run = new vscode.ProcessExecution(
      command,
      [program, 'lint', '--format', 'lines', '--show', show(folder.uri), '--', ...named],
      { cwd: folder.uri.fsPath, env: { ...env } },
    );
    const task = new vscode.Task(definition, folder, 'lint', 'dimmer', run, '$dimmer-lint');
    task.detail = vscode.l10n.t('Lints all specs of the folder.');
    task.presentationOptions = { clear: true, showReuseMessage: false };
    return task;
  };
  return vscode.tasks.registerTaskProvider('dimmer', {
    async provideTasks() {
      const folders = vscode.workspace.workspaceFolders ?? [];
      const tasks = await Promise.all(
        folders.map((folder) => taskOf(folder, { type: 'dimmer', task: 'lint' })),
      );
      return tasks.filter((task) => task !== undefined);
    },
    resolveTask({ definition, scope }) {
      const folder = typeof scope === 'object' ? scope : vscode.workspace.workspaceFolders?.[0];
      return definition['task'] === 'lint' && folder ? taskOf(folder, definition) : undefined;
    },
  });
}
