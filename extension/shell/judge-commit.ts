// Asks which commit is to be judged and against which spec, then hands both over. Nothing in the commit is changed.
import * as vscode from 'vscode';

export interface JudgeDeps {
  readonly repository: string | undefined;
  readonly branches: (repository: string) => Promise<readonly JudgedBranch[]>;
  /** Specs of the repository by path. */
  readonly specs: (repository: string) => readonly string[];
  /** Starts judging; resolves with the run's id, or with why it could not be started. */
  readonly judge: (
    repository: string,
    revision: string,
    spec: string | undefined,
  ) => Promise<{ readonly runId: string } | { readonly refused: string }>;
  readonly show: (runId: string) => void;
}

export interface JudgedBranch {
  readonly name: string;
  readonly author: string;
  readonly subject: string;
  readonly when: string;
  readonly current: boolean;
}

/** What a lens or another command may name outright. */
export interface JudgeTarget {
  readonly revision?: string;
  readonly spec?: string;
}

export async function judgeCommit(deps: JudgeDeps, target: JudgeTarget): Promise<void> {
  const { repository } = deps;
  if (repository === undefined) {
    const message = vscode.l10n.t(
      'No git repository is open. Run `git init`, commit your files, then try again.',
    );
    return void vscode.window.showInformationMessage(message);
  }
  const revision = target.revision ?? (await askRevision(await deps.branches(repository)));
  if (revision === undefined) return;
  const spec = target.spec ?? (await askSpec(deps.specs(repository)));
  if (spec === undefined) return;
  const started = await deps.judge(repository, revision, spec === noSpec ? undefined : spec);
  if ('refused' in started) throw new Error(started.refused);
  deps.show(started.runId);
}

const noSpec = '';
type Item = vscode.QuickPickItem & { readonly value: string | undefined };

async function askRevision(branches: readonly JudgedBranch[]): Promise<string | undefined> {
  const head: Item = {
    label: `$(git-commit) HEAD`,
    description: vscode.l10n.t('what is checked out, compared with the commit before it'),
    value: 'HEAD',
  };
  const others = branches
    .filter(({ current }) => !current)
    .map(({ name, author, when, subject }): Item => {
      const description = `${author} · ${when}`;
      return { label: `$(git-branch) ${name}`, description, detail: subject, value: name };
    });
  const other: Item = {
    label: `$(edit) ${vscode.l10n.t('Another commit, branch or pull request...')}`,
    value: undefined,
  };
  const picked = await vscode.window.showQuickPick([head, ...others, other], {
    title: vscode.l10n.t('Judge which commit? Whoever or whatever made it'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (picked === undefined || picked.value !== undefined) return picked?.value;
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Commit, tag, branch, or pull request'),
    placeHolder: vscode.l10n.t('a revision, #12, or the address of the pull request'),
  });
  return typed?.trim() || undefined;
}

async function askSpec(specs: readonly string[]): Promise<string | undefined> {
  if (specs.length === 0) return noSpec;
  const without: Item = {
    label: `$(circle-slash) ${vscode.l10n.t("No spec: the commit's own message")}`,
    value: noSpec,
  };
  const items = specs.map((path): Item => ({ label: `$(file) ${path}`, value: path }));
  const picked = await vscode.window.showQuickPick([...items, without], {
    title: vscode.l10n.t('What should it do? Against which spec'),
  });
  return picked?.value;
}
