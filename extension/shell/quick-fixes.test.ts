// A fix in another file is made of what both files say when it is chosen, or it is not made, and that is said.
import { expect, test, vi } from 'vitest';
import { createAnswerer } from '../core/lint/answer.ts';
import type { LintRequest } from '../core/lint/worker-messages.ts';

interface Action {
  readonly title: string;
  edit?: { readonly edits: readonly [path: string, line: number, text: string][] };
}

interface Provider {
  provideCodeActions(document: object, range: object, context: object): Promise<Action[]>;
  resolveCodeAction(action: Action): Promise<Action>;
}

const editor = vi.hoisted(() => ({
  provider: undefined as unknown,
  said: [] as string[],
  files: new Map<string, string>(),
}));

vi.mock('vscode', () => {
  class Kind {
    append() {
      return this;
    }
    contains() {
      return true;
    }
    static readonly QuickFix = new Kind();
    static readonly SourceFixAll = new Kind();
  }
  return {
    CodeActionKind: Kind,
    CodeAction: class {
      readonly title: string;
      constructor(title: string) {
        this.title = title;
      }
    },
    Range: class {
      readonly line: number;
      constructor(line: number) {
        this.line = line;
      }
      intersection() {
        return this;
      }
    },
    WorkspaceEdit: class {
      readonly edits: [string, number, string][] = [];
      replace(uri: { path: string }, range: { line: number }, text: string) {
        this.edits.push([uri.path, range.line, text]);
      }
    },
    l10n: { t: (text: string, one: string) => text.replace('{0}', one) },
    languages: { registerCodeActionsProvider: (_: unknown, one: unknown) => (editor.provider = one) },
    window: { showWarningMessage: (text: string) => editor.said.push(text) },
    workspace: {
      asRelativePath: ({ path }: { path: string }) => path.slice(1),
      openTextDocument: async ({ path }: { path: string }) => documentOf(path),
    },
  };
});

function documentOf(path: string) {
  if (!editor.files.has(path)) throw new Error(`no file ${path}`);
  const uri = { path, with: (change: { path: string }) => ({ ...uri, ...change }) };
  return { uri, version: 1, getText: () => editor.files.get(path) ?? '' };
}

const spec =
  '# Trips\n\n- FR-001: The tool MUST list trips.\n- FR-002: The tool MUST add.\n- FR-003: The tool MUST print.\n';
const plan = '# Tasks: trips\n\n- [ ] T001 List (FR-001)\n- [ ] T002 Add (FR-002)\n';

/** The fix, offered for the two files above; then the plan becomes `now`, and the fix is chosen. */
async function chosen(now: string | undefined) {
  const answer = createAnswerer();
  const ask = (type: 'lint' | 'facts', document: ReturnType<typeof documentOf>) =>
    answer({ type, id: 1, text: document.getText(), path: document.uri.path, context: {} } as LintRequest);
  const lint = async (document: ReturnType<typeof documentOf>) => {
    const answered = ask('lint', document);
    return answered?.type === 'linted' ? answered.lint : undefined;
  };
  const relint = async (document: ReturnType<typeof documentOf>, other: ReturnType<typeof documentOf>) => {
    ask('facts', other);
    return lint(document);
  };
  const { registerQuickFixes } = await import('./quick-fixes.ts');
  registerQuickFixes({ lint, relint, isSpec: () => true } as unknown as Parameters<
    typeof registerQuickFixes
  >[0]);
  const provider = editor.provider as Provider;
  editor.said.length = 0;
  editor.files = new Map([
    ['/specs/spec.md', spec],
    ['/specs/tasks.md', plan],
  ]);
  ask('facts', documentOf('/specs/tasks.md'));
  const offered = await provider.provideCodeActions(documentOf('/specs/spec.md'), {}, { diagnostics: [] });
  const fix = offered.find(({ title }) => title === 'Add a task to tasks.md') as Action;
  expect(fix.edit).toBeUndefined();
  if (now === undefined) editor.files.delete('/specs/tasks.md');
  else editor.files.set('/specs/tasks.md', now);
  return { edits: (await provider.resolveCodeAction(fix)).edit?.edits, said: editor.said };
}

const added = (number: string) => `\n- [ ] ${number} [NEEDS ANSWER: which task?] (FR-003)`;

test('the task comes after the last one that the plan has now', async () => {
  expect(await chosen(plan)).toEqual({ edits: [['/specs/tasks.md', 3, added('T003')]], said: [] });
  const longer = plan.replace('\n\n', '\n\nFirst things first.\n\n').concat('- [ ] T003 Sort (FR-001)\n');
  expect(await chosen(longer)).toEqual({ edits: [['/specs/tasks.md', 6, added('T004')]], said: [] });
});

test('where the fix no longer fits, nothing is written and one sentence says why', async () => {
  const says = [expect.stringMatching(/^specs\/tasks\.md or the spec has changed.*nothing was written/)];
  expect(await chosen(`${plan}- [ ] T003 Print (FR-003)\n`)).toEqual({ edits: undefined, said: says });
  expect(await chosen('# Tasks: trips\n')).toEqual({ edits: undefined, said: says });
  expect(await chosen(undefined)).toEqual({ edits: undefined, said: says });
});
