// One lint result, as every door of the linter (diagnostics, command line, API) hands it out.
import type { Range } from '../spec/model.ts';

export type Severity = 'error' | 'warning' | 'info';

export interface TextEdit {
  readonly range: Range;
  readonly newText: string;
}

export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** True when the text still needs the author's answer (a stub or a placeholder): never part of `--fix`. */
  readonly guided: boolean;
  /** The file of the set that the edits are for, where it is another one; such a fix is always guided. */
  readonly path?: string;
}

export interface Finding {
  /** Rule id such as `subjective-adjective`. */
  readonly rule: string;
  /** Catalogue code such as `AMB001`. */
  readonly code: string;
  readonly severity: Severity;
  readonly tier: 'A' | 'B' | 'C';
  readonly message: string;
  /** What the author could answer in one line, because the agent cannot ask it later. */
  readonly question: string;
  /** Why the rule exists, in one or two sentences; the same for every finding of the rule. */
  readonly reason: string;
  /** How often findings of the rule are right: `62 of 113 on ARTA DS3`, or `not measured`, and why. */
  readonly precision: string;
  readonly range: Range;
  readonly fixes: readonly Fix[];
  readonly related: readonly { readonly message: string; readonly range: Range; readonly path?: string }[];
}

/** Per spec, in counts and words; no score that could be gamed. */
export interface Readiness {
  readonly blocking: number;
  readonly openQuestions: number;
  readonly requirements: number;
  /** Requirements that no visible scenario mentions. */
  readonly withoutScenario: number;
  readonly summary: string;
}

export interface FileLint {
  readonly path: string;
  readonly findings: readonly Finding[];
  readonly readiness: Readiness;
}

/** What is shown without being asked for: certain findings, and the errors that context makes certain enough. */
export function shownByDefault(finding: Pick<Finding, 'tier' | 'severity'>): boolean {
  return finding.tier === 'A' || (finding.tier === 'B' && finding.severity === 'error');
}

/** How much to show: certain findings, likely ones as well (tier B), or everything. */
export type LintShow = 'certain' | 'likely' | 'all';

export function shownAt(finding: Pick<Finding, 'tier' | 'severity'>, show: LintShow): boolean {
  return show === 'all' || shownByDefault(finding) || (show === 'likely' && finding.tier === 'B');
}
