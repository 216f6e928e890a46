// The templates that a new spec starts from, in one list; the short start is first and already chosen.
import * as vscode from 'vscode';

/** The name of a file in `specs-templates/specs/`, or `scenario`; undefined when the list was closed. */
export async function pickTemplate(): Promise<string | undefined> {
  const picked = await vscode.window.showQuickPick(templates(), {
    title: vscode.l10n.t('What kind of spec?'),
    placeHolder: vscode.l10n.t('Each asks only what its kind of work needs'),
    matchOnDescription: true,
  });
  return picked?.name;
}

function templates() {
  const { t } = vscode.l10n;
  const item = (name: string, label: string, description: string) => ({ name, label, description });
  const all = [
    item('new-spec', t('Short start'), t('ten lines, to be finished')),
    item('feature', t('Feature'), t('something new in a product that is there')),
    item('api', t('API'), t('operations, errors, limits, compatibility')),
    item('cli', t('CLI tool'), t('flags, streams, exit codes, files')),
    item('ui-flow', t('UI flow'), t('screens in every state, words, keyboard')),
    item('migration', t('Data pipeline or migration'), t('invariants, dry run, way back')),
    item('brownfield', t('Brownfield module'), t('what it does today, with evidence')),
    item('bug-fix', t('Bug fix'), t('current, expected, unchanged')),
    item('integration', t('Integration or twin'), t('an outside service and its stand-in')),
    item('nfr', t('NFR'), t('budgets and how they are measured')),
    item('scenario', t('Scenario'), t('one use from outside, with the cheat it defeats')),
    item('decision', t('Decision record'), t('one fork: chosen, rejected, who')),
    item('direction', t('Direction card'), t('a prediction, a date, keep or kill')),
  ];
  // Scenarios wait until the folder is trusted, whichever way they are asked for.
  return all.filter(({ name }) => name !== 'scenario' || vscode.workspace.isTrusted);
}
