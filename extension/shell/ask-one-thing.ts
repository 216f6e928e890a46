// Step 7 of the first hour: one sentence becomes a proposed hidden scenario, shown in full in the scenario editor.
// Invariant: the sentence and what comes of it go to the evaluator and to that editor; no notification and no log holds them.
import * as vscode from 'vscode';
import type { FormNeeded, Proposal } from '../core/protocol/authoring.ts';
import type { Draft } from './scenario-editor.ts';
import type { ScenarioSubject } from './scenario-trial.ts';

export interface AskTarget {
  readonly runId?: string;
  readonly requirement?: string;
}

export interface AskedAbout {
  readonly repository: string;
  readonly subject: ScenarioSubject;
}

export interface ProposalRequest {
  readonly sentence: string;
  readonly requirement?: string;
  readonly form?: { readonly command: string; readonly expected: string };
}

export interface AskDeps {
  /** What the scenario is to be about; undefined when the user was told why there is nothing. */
  readonly about: (target: AskTarget) => Promise<AskedAbout | undefined>;
  /** Makes the vault where there is none, silently; false while it stays locked. */
  readonly openVault: (repository: string) => Promise<'made' | 'open' | false>;
  readonly propose: (about: AskedAbout, request: ProposalRequest) => Promise<Proposal | FormNeeded>;
  readonly open: (repository: string, id: undefined, draft: Draft) => Promise<void>;
}

export async function askOneThing(deps: AskDeps, target: AskTarget): Promise<void> {
  const about = await deps.about(target);
  if (about === undefined) return;
  const sentence = await askSentence(target.requirement);
  if (sentence === undefined) return;
  const vault = await deps.openVault(about.repository);
  if (vault === false) return;
  const proposal = await proposalFor(deps, about, {
    sentence,
    ...(target.requirement === undefined ? {} : { requirement: target.requirement }),
  });
  if (proposal === undefined) return;
  const made = vscode.l10n.t(
    'A vault was made for this repository. Its key is in the secret storage of this editor.',
  );
  if (vault === 'made') vscode.window.setStatusBarMessage(`$(lock) ${made}`, 15_000);
  const notices = [
    ...(proposal.by === 'rehearsal'
      ? [vscode.l10n.t('REHEARSAL: this proposal was written in advance, not by a model.')]
      : []),
    ...(vault === 'made' ? [made] : []),
  ];
  const { text, requirements } = proposal;
  await deps.open(about.repository, undefined, { text, requirements, notices, subject: about.subject });
}

async function askSentence(requirement: string | undefined): Promise<string | undefined> {
  const { l10n } = vscode;
  const sentence = await vscode.window.showInputBox({
    title:
      requirement === undefined
        ? l10n.t('Ask one thing the agent does not know')
        : l10n.t('Ask one thing about {0} that the agent does not know', requirement),
    prompt: l10n.t(
      'One sentence: who does what, and what must happen. It is kept encrypted; no agent sees it.',
    ),
    ignoreFocusOut: true,
    validateInput: (text) => (text.length > 2000 ? l10n.t('Shorter, please: one sentence.') : undefined),
  });
  return sentence?.trim() || undefined;
}

async function proposalFor(
  deps: AskDeps,
  about: AskedAbout,
  request: ProposalRequest,
): Promise<Proposal | undefined> {
  const progress = { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Writing a scenario') };
  let form: ProposalRequest['form'];
  for (;;) {
    const asked = form === undefined ? request : { ...request, form };
    const answer = await vscode.window.withProgress(progress, () => deps.propose(about, asked));
    if (answer.by !== 'nobody') return answer;
    form = await askForm(answer, form);
    if (form === undefined) return undefined;
  }
}

/** Two lines instead of a model: the command, and what is expected of it. */
async function askForm(
  needed: FormNeeded,
  before: ProposalRequest['form'],
): Promise<ProposalRequest['form'] | undefined> {
  const { l10n } = vscode;
  const value = before?.command ?? `${needed.command} `;
  const command = await vscode.window.showInputBox({
    title: l10n.t('Which command shows it? (1 of 2)'),
    prompt: needed.problem ?? whyForm(needed, needed.programs.join(', ')),
    value,
    valueSelection: [value.length, value.length],
    ignoreFocusOut: true,
  });
  if (command === undefined) return undefined;
  const expected = await vscode.window.showInputBox({
    title: l10n.t('What must come of it? (2 of 2)'),
    prompt: l10n.t('Text that it prints, or an exit code: `exit 2`, `exit 2: text on stderr`.'),
    value: before?.expected ?? '',
    ignoreFocusOut: true,
    validateInput: (text) =>
      text.trim() === '' ? l10n.t('Something that only a working product does.') : undefined,
  });
  return expected === undefined ? undefined : { command, expected };
}

function whyForm({ why }: FormNeeded, programs: string): string {
  const { l10n } = vscode;
  const which = l10n.t('A command line, without a shell. Programs: {0}.', programs);
  if (why === 'no-reply') return `${l10n.t('The model did not answer.')} ${which}`;
  if (why === 'no-scenario') return `${l10n.t('What the model proposed cannot be run.')} ${which}`;
  return which;
}
