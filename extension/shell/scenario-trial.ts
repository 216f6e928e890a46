// What the scenario editor's page can have done with its text: tried, kept, judged. One per open document.
// Invariant: what a trial showed lives in memory and in the page of this window; nothing of it is logged or notified.
import * as vscode from 'vscode';
import type { Tried } from '../core/protocol/authoring.ts';
import type { ScenarioAbout, Trial } from '../core/protocol/scenario-page.ts';

/** The commit that a scenario is written about; part of the document's URI, so that it survives a reload. */
export interface ScenarioSubject {
  readonly commit: string;
  /** Path of the spec, relative to the repository. */
  readonly spec: string;
  readonly runId?: string;
}

export interface ScenarioActions {
  /** What a scenario with this text would be tried on; undefined where its spec is not known. */
  subject(repository: string, text: string): Promise<ScenarioSubject | undefined>;
  tryOut(repository: string, subject: ScenarioSubject, text: string): Promise<Tried>;
  /** Judges the commit with the vault and shows the card. */
  judge(repository: string, subject: ScenarioSubject): Promise<void>;
  /** After a scenario was stored as one that counts. */
  kept(repository: string): void;
}

export interface ScenarioTrial {
  about(): ScenarioAbout;
  /** The text is another, or is saved differently; `tried`: what was tried still holds for it. */
  changed(now: { readonly kept: boolean; readonly tried: boolean }): void;
  run(text: string): Promise<void>;
  judge(): Promise<void>;
}

export interface TrialOptions {
  readonly repository: string;
  readonly subject: ScenarioSubject | undefined;
  readonly requirements: ScenarioAbout['requirements'];
  readonly notices: readonly string[];
  readonly kept: boolean;
  readonly actions: ScenarioActions;
  /** Something that the page shows is different now. */
  readonly draw: () => void;
}

export function createTrial(options: TrialOptions): ScenarioTrial {
  const { repository, actions, draw } = options;
  let { subject } = options;
  let trial: Trial | null = null;
  let { kept } = options;
  const show = (next: Trial) => {
    trial = next;
    draw();
  };
  const fail = (error: unknown) =>
    show({ state: 'failed', message: error instanceof Error ? error.message : String(error) });
  return {
    about: () => ({
      subject: subject === undefined ? null : wordsFor(subject),
      requirements: options.requirements,
      notices: options.notices,
      trial,
      kept,
    }),
    changed(now) {
      kept = now.kept;
      if (trial?.state === 'done' && !now.tried) trial = { ...trial, stale: true };
      draw();
    },
    async run(text) {
      if (trial?.state === 'running') return;
      show({ state: 'running' });
      try {
        subject ??= await actions.subject(repository, text);
        if (subject === undefined) {
          const message = vscode.l10n.t('The spec that it names is not in this window. Name one that is.');
          return show({ state: 'failed', message });
        }
        const tried = await actions.tryOut(repository, subject, text);
        show({ state: 'done', tried, stale: false });
      } catch (error) {
        fail(error);
      }
    },
    async judge() {
      if (subject === undefined) return;
      await actions.judge(repository, subject).catch(fail);
    },
  };
}

function wordsFor({ commit, runId }: ScenarioSubject): string {
  const short = /^[0-9a-f]{40}$/.test(commit) ? commit.slice(0, 8) : commit;
  return runId === undefined ? short : vscode.l10n.t('{0}, where the run stands', short);
}
