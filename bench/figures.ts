// Every figure by the name under which `npm run bench -- --only NAME` takes it; bench/README.md has a row for each.
import { card } from './card.ts';
import { delegate } from './delegate.ts';
import { evaluatorMemory } from './evaluator-memory.ts';
import type { Figure } from './figure.ts';
import { httpStep } from './http-step.ts';
import { idleRunner } from './idle-runner.ts';
import {
  lintBesideMarkdownlint,
  lintBesideRemark,
  lintBesideTextlint,
  lintCorpus,
  lintEdit,
} from './lint.ts';
import { lintCold } from './lint-cold.ts';
import { lintMemory } from './lint-memory.ts';
import { outcomePanel } from './outcome-panel.ts';
import { parallelRuns } from './parallel-runs.ts';
import { reviewMode } from './review-mode.ts';
import { appendEvent, foldEvents, listManyRuns } from './runs.ts';
import { nodeTrajectories, trajectories } from './trajectories.ts';
import { turnOverhead } from './turn-overhead.ts';
import { vaultOpen } from './vault-open.ts';

export const figures: Readonly<Record<string, (repeats: number) => Promise<Figure>>> = {
  'outcome-panel': outcomePanel,
  'review-mode': reviewMode,
  card,
  trajectories,
  'node-trajectories': nodeTrajectories,
  'http-step': httpStep,
  'evaluator-memory': evaluatorMemory,
  'vault-open': vaultOpen,
  fold: foldEvents,
  append: appendEvent,
  'runs-list': listManyRuns,
  delegate,
  'turn-overhead': turnOverhead,
  'idle-runner': idleRunner,
  'parallel-runs': parallelRuns,
  'lint-corpus': lintCorpus,
  'lint-remark': lintBesideRemark,
  'lint-markdownlint': lintBesideMarkdownlint,
  'lint-textlint': lintBesideTextlint,
  'lint-cold': lintCold,
  'lint-edit': lintEdit,
  'lint-memory': lintMemory,
};
