// What this machine has and lacks, asked of the `dimmer doctor` command and shown as a list with each fix.
import * as vscode from 'vscode';

export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
  readonly fix: string;
}

/** Choosing a line copies its fix. */
export async function showDoctor(check: () => Promise<readonly Check[]>): Promise<void> {
  const checks = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Checking this machine') },
    check,
  );
  const missing = checks.filter(({ ok }) => !ok).length;
  const picked = await vscode.window.showQuickPick(
    checks.map(({ name, ok, detail, fix }) => ({
      label: `$(${ok ? 'pass' : 'error'}) ${name}`,
      description: detail,
      detail: ok ? '' : fix,
      fix,
    })),
    {
      title:
        missing === 0
          ? vscode.l10n.t('This machine has what Dimmer needs')
          : vscode.l10n.t('This machine lacks {0} of {1} things', missing, checks.length),
      placeHolder: vscode.l10n.t('Choose a line to copy its fix'),
      matchOnDetail: true,
    },
  );
  if (!picked?.fix) return;
  await vscode.env.clipboard.writeText(picked.fix);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Fix copied.'), 4000);
}
