// What other extensions get: findings and run summaries; counts and states, never content.
import type * as vscode from 'vscode';
import type { Finding } from '../../core/lint/finding.ts';
import { summaryOf, type RunSummary } from '../../core/run/run-row.ts';
import type { LintClient } from '../lint-client.ts';
import type { RunsModel } from '../runs.ts';

export interface DimmerApi {
  readonly version: 1;
  /** Every finding of `text`; `uri` names the spec. */
  lint(text: string, uri: string | vscode.Uri): Promise<readonly Finding[]>;
  /** Newest first. */
  runs(): RunSummary[];
  readonly onDidChangeRuns: vscode.Event<void>;
}

export function createApi(runs: RunsModel, client: LintClient): DimmerApi {
  return {
    version: 1,
    lint: async (text, uri) => (await client.lint(text, uri.toString())).findings,
    runs: () => runs.all().map((run) => summaryOf(run, runs.alive(run.request.runId), Date.now())),
    onDidChangeRuns: runs.onDidChange,
  };
}
