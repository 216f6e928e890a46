// At most three questions before a spec is delegated, each one quick pick: an answer is an edit of the spec, skipping is always there.
// Invariant: every question is about the text as it is now; nothing is edited that was not answered.
import * as vscode from 'vscode';
import type { FileLint, TextEdit } from '../core/lint/finding.ts';
import { answerEdits, mostQuestions, specQuestions, type SpecQuestion } from '../core/lint/spec-questions.ts';

export interface QuestionDeps {
  readonly lint: (document: vscode.TextDocument) => Promise<FileLint | undefined>;
}

/** How many certain findings stay; undefined when the developer went away. */
export async function askSpecQuestions(
  deps: QuestionDeps,
  document: vscode.TextDocument,
  watermark: string,
): Promise<{ readonly left: number } | undefined> {
  const skipped = new Set<string>();
  for (let asked = 0; ; asked += 1) {
    const lint = await deps.lint(document).catch(() => undefined);
    const text = document.getText();
    const { questions, left } = specQuestions(text, lint?.findings ?? []);
    const open = questions.filter((one) => !skipped.has(keyOf(one)));
    const [question] = open;
    if (question === undefined || asked >= mostQuestions) return { left: left + questions.length };
    const total = Math.min(mostQuestions, asked + open.length);
    const answer = await askOne(
      document,
      question,
      `${watermark}${vscode.l10n.t('Question {0} of {1}', asked + 1, total)}`,
    );
    if (answer === undefined) return undefined;
    if (answer.kind === 'stop') return { left: left + questions.length };
    if (answer.kind === 'skip') skipped.add(keyOf(question));
    else await apply(document, editsOf(answer, text, question));
  }
}

function keyOf({ finding, about }: SpecQuestion): string {
  return `${finding.rule}\n${about}`;
}

type Answer =
  | { readonly kind: 'stop' }
  | { readonly kind: 'skip' }
  | { readonly kind: 'edits'; readonly edits: readonly TextEdit[] }
  | { readonly kind: 'words'; readonly words: string };

type Item = vscode.QuickPickItem & { readonly answer: Answer };

function askOne(
  document: vscode.TextDocument,
  question: SpecQuestion,
  title: string,
): Promise<Answer | undefined> {
  const { l10n } = vscode;
  reveal(document, question.finding.range.line);
  const choices: Item[] = question.answers.map(({ label, edits }) => ({
    label: `$(check) ${label}`,
    answer: { kind: 'edits', edits },
  }));
  const leave: Item[] = [
    {
      label: `$(robot) ${l10n.t('Leave it to the agent')}`,
      description: l10n.t('it decides, and writes down what it assumed'),
      alwaysShow: true,
      answer: { kind: 'skip' },
    },
    {
      label: `$(debug-step-over) ${l10n.t('Ask no more')}`,
      description: l10n.t('the spec stays as it is'),
      alwaysShow: true,
      answer: { kind: 'stop' },
    },
  ];
  const picker = vscode.window.createQuickPick<Item>();
  picker.title = `${title}: ${question.question}`;
  picker.placeholder = question.free
    ? l10n.t('Choose, or type your answer. About: {0}', question.about)
    : l10n.t('Choose. About: {0}', question.about);
  picker.ignoreFocusOut = true;
  picker.items = [...choices, ...leave];
  picker.onDidChangeValue((value) => {
    const words = value.trim();
    const own: Item[] =
      words === '' || !question.free
        ? []
        : [
            {
              label: `$(edit) ${words}`,
              description: l10n.t('your answer'),
              alwaysShow: true,
              answer: { kind: 'words', words },
            },
          ];
    picker.items = [...own, ...choices, ...leave];
    if (own.length > 0) picker.activeItems = own;
  });
  return new Promise((resolve) => {
    picker.onDidAccept(() => {
      resolve((picker.selectedItems[0] ?? picker.activeItems[0])?.answer);
      picker.hide();
    });
    picker.onDidHide(() => {
      resolve(undefined);
      picker.dispose();
    });
    picker.show();
  });
}

function editsOf(
  answer: Exclude<Answer, { kind: 'stop' } | { kind: 'skip' }>,
  text: string,
  { finding }: SpecQuestion,
): readonly TextEdit[] {
  return answer.kind === 'edits' ? answer.edits : (answerEdits(text, finding, answer.words) ?? []);
}

async function apply(document: vscode.TextDocument, edits: readonly TextEdit[]): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  for (const { range, newText } of edits)
    edit.replace(
      document.uri,
      new vscode.Range(range.line - 1, range.column - 1, range.endLine - 1, range.endColumn - 1),
      newText,
    );
  await vscode.workspace.applyEdit(edit);
}

function reveal(document: vscode.TextDocument, line: number): void {
  const editor = vscode.window.visibleTextEditors.find((one) => one.document === document);
  if (editor === undefined) return;
  const range = document.lineAt(Math.min(line - 1, document.lineCount - 1)).range;
  editor.selection = new vscode.Selection(range.start, range.end);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
