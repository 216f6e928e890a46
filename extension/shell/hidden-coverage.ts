// Which requirements of the window's specs have a hidden scenario that counts; known only while the vault is unlocked here.
// Invariant: counts and requirement ids, which the specs show anyway; nothing of a scenario.
import * as vscode from 'vscode';
import type { Spec } from '../core/spec/model.ts';
import type { SpecFiles } from './spec-files.ts';
import type { VaultModel } from './vault.ts';

export interface CoveredRequirement {
  readonly id: string;
  readonly text: string;
  /** Active hidden scenarios. */
  readonly hidden: number;
}

export interface SpecCoverage {
  readonly uri: vscode.Uri;
  readonly repository: string;
  readonly spec: string;
  readonly title: string;
  readonly requirements: readonly CoveredRequirement[];
}

export interface HiddenCoverage extends vscode.Disposable {
  /** Specs of repositories whose vault is unlocked. */
  all(): readonly SpecCoverage[];
  of(uri: vscode.Uri): SpecCoverage | undefined;
  readonly onDidChange: vscode.Event<void>;
}

export interface HiddenCoverageDeps {
  readonly vaults: VaultModel;
  readonly specs: SpecFiles;
  readonly parse: (text: string, path: string) => Promise<Spec>;
  /** A spec's text was looked at anew. */
  readonly onDidLint: vscode.Event<unknown>;
}

const settleMs = 250;

export function createHiddenCoverage({
  vaults,
  specs,
  parse,
  onDidLint,
}: HiddenCoverageDeps): HiddenCoverage {
  const changed = new vscode.EventEmitter<void>();
  const parsed = new Map<string, { text: string; spec: Spec }>();
  let known: readonly SpecCoverage[] = [];
  const specOf = async (uri: vscode.Uri): Promise<Spec | undefined> => {
    const text = await textOf(uri);
    const before = parsed.get(uri.toString());
    if (text === undefined || before?.text === text) return before?.spec;
    const spec = await parse(text, vscode.workspace.asRelativePath(uri, false)).catch(() => undefined);
    if (spec !== undefined) parsed.set(uri.toString(), { text, spec });
    return spec;
  };
  const refresh = async () => {
    const open = vaults.all().filter(({ scenarios }) => scenarios !== undefined);
    const found = await Promise.all(
      open.flatMap((state) =>
        specs
          .all()
          .filter(({ fsPath }) => fsPath.startsWith(`${state.repository}/`))
          .map(async (uri) => ({ uri, state, spec: await specOf(uri) })),
      ),
    );
    const next = found.flatMap(({ uri, state, spec }) => {
      if (spec === undefined || spec.requirements.length === 0) return [];
      const own = (state.scenarios ?? []).filter((one) => one.spec === spec.id && one.status === 'active');
      const requirements = spec.requirements.map(({ id, text }) => ({
        id,
        text,
        hidden: own.filter((one) => one.requirements.includes(id)).length,
      }));
      return [{ uri, repository: state.repository, spec: spec.id, title: spec.title, requirements }];
    });
    if (JSON.stringify(next) === JSON.stringify(known)) return;
    known = next;
    changed.fire();
  };
  // Specs are linted at every pause in typing: changes that come close together are looked at once.
  let waiting: NodeJS.Timeout | undefined;
  const again = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => void refresh(), settleMs);
  };
  again();
  const parts = [vaults.onDidChange(again), specs.onDidChange(again), onDidLint(again)];
  return {
    all: () => known,
    of: (uri) => known.find((one) => one.uri.toString() === uri.toString()),
    onDidChange: changed.event,
    dispose() {
      clearTimeout(waiting);
      vscode.Disposable.from(changed, ...parts).dispose();
    },
  };
}

/** As it stands in the editor, else on disk. */
async function textOf(uri: vscode.Uri): Promise<string | undefined> {
  const open = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri.toString());
  if (open !== undefined) return open.getText();
  const bytes = await vscode.workspace.fs.readFile(uri).then(
    (content) => content,
    () => undefined,
  );
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
}
