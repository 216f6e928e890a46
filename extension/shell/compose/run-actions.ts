// What a window does to runs: control files, runners and evaluators, always through node/ and with this window's secrets.
// Invariant: no API key or identity passes through anything but the options of a started process.
import * as vscode from 'vscode';
import { levelTable, type StageName } from '../../core/level/level.ts';
import type { Decision } from '../../core/protocol/control.ts';
import { isOver } from '../../core/run/reduce.ts';
import { openQuestions, waitsForAnswer } from '../../core/run/run-row.ts';
import type { RunEvent, RunState } from '../../core/run/state.ts';
import type { RunRequest } from '../../core/protocol/run-request.ts';
import { branchRun } from '../../node/branch-run.ts';
import { decideRun, sendControl, sentAnswers, type NewControl } from '../../node/control.ts';
import { userIdentity } from '../../node/git.ts';
import { evaluatorIsAlive, serveInput, startEvaluator, startRunner } from '../../node/launch.ts';
import { retryStage } from '../../node/retry-stage.ts';
import { readRun } from '../../node/run-store.ts';
import type { ReviewComments } from '../review-comments.ts';
import { namedJudge, readSettings } from '../settings.ts';
import { offerToGoOn } from './go-on.ts';
import { forgeAccess } from './forge-access.ts';
import type { Models } from './models.ts';

export interface RunActions {
  stop(run: RunState): Promise<void>;
  suspend(run: RunState): Promise<void>;
  resume(run: RunState): Promise<void>;
  steer(run: RunState, text: string): Promise<void>;
  answer(run: RunState, question: string, text: string): Promise<void>;
  /** Answers that no runner has taken yet, from this window or from anywhere, by question. */
  sentAnswers(run: RunState): Promise<ReadonlyMap<string, string>>;
  /** Tries a stage once more; throws with a sentence where that cannot be. */
  retry(run: RunState, stage: StageName): Promise<void>;
  /** Starts a run that begins after event `at` of this one; throws with a sentence where none can. */
  branch(run: RunState, at: number): Promise<RunState | undefined>;
  events(run: RunState): Promise<readonly RunEvent[]>;
  acceptFile(runId: string, path: string, accepted: boolean): Promise<void>;
  /** Whether a file is accepted, counting what was sent and is not recorded yet. */
  isAccepted(run: RunState, path: string): boolean;
  recordOpened(run: RunState): Promise<void>;
  decide(run: RunState, decision: Decision, reason: string, answers?: Answers): Promise<readonly string[]>;
  /** Who acts in this window: the setting, else git's user. */
  owner(repository: string): Promise<string>;
}

export interface Answers {
  readonly confirmed: readonly string[];
  readonly acceptedUntested: Readonly<Record<string, string>>;
  readonly answers: Readonly<Record<string, string>>;
}

export function createRunActions(models: Models, bundles: string, comments: ReviewComments): RunActions {
  const { runs, secrets, vaults } = models;
  // A click shows at once; the run's own record has the last word after a moment.
  const sent = new Map<string, { readonly accepted: boolean; readonly until: number }>();
  const opened = new Set<string>();
  const start = async () => {
    const apiKey = await secrets.apiKey();
    return { bundles, ...(apiKey === undefined ? {} : { apiKey }) };
  };
  const owner = async (repository: string) => {
    const set = readSettings(vscode.Uri.file(repository)).owner;
    return set || (await userIdentity(repository)).name;
  };
  const send = async (run: RunState, command: Unsigned<NewControl>) => {
    const by = await owner(run.request.repository);
    const signed = { ...command, by, via: 'vscode' } as NewControl;
    await sendControl(runs.folder(run.request.runId), signed, await start());
    await runs.refresh();
  };
  /** What a runner is started with, and its evaluator where hidden scenarios judge the run. */
  const means = async (request: RunRequest, folder: string) => {
    const { level, vaultId, repository } = request;
    const judged = levelTable[level].stages.includes('validation') && vaultId !== undefined;
    const identity = judged ? await vaults.identity(repository) : undefined;
    const options = { ...(await start()), ...namedJudge(vscode.Uri.file(repository)) };
    const serve = identity === undefined ? undefined : serveInput(request, folder, identity, options);
    return { options, serve };
  };
  const resume = async ({ request }: RunState) => {
    const folder = runs.folder(request.runId);
    const { options, serve } = await means(request, folder);
    if (serve !== undefined && !(await evaluatorIsAlive(folder))) await startEvaluator(serve, options);
    await startRunner(folder, options);
    await runs.refresh();
  };
  return {
    owner,
    stop: (run) => send(run, { type: 'stop' }),
    suspend: (run) => send(run, { type: 'suspend' }),
    steer: (run, text) => send(run, { type: 'steer', text }),
    async acceptFile(runId, path, accepted) {
      const run = runs.get(runId);
      if (run === undefined || run.acceptedFiles.includes(path) === accepted) return;
      sent.set(`${runId}:${path}`, { accepted, until: Date.now() + 20_000 });
      await send(run, { type: 'review-file', path, accepted });
    },
    isAccepted(run, path) {
      const recorded = run.acceptedFiles.includes(path);
      const click = sent.get(`${run.request.runId}:${path}`);
      return click !== undefined && click.until > Date.now() ? click.accepted : recorded;
    },
    async recordOpened(run) {
      // Once says it: the record is neutral, and how often somebody looks is nobody's business.
      if (isOver(run) || run.diffOpened || opened.has(run.request.runId)) return;
      opened.add(run.request.runId);
      await send(run, { type: 'open-diff' });
    },
    async answer(run, question, text) {
      await send(run, { type: 'answer', question, text });
      if (waitsForAnswer(run)) await resume(run);
    },
    sentAnswers: async (run) =>
      openQuestions(run).length === 0 ? new Map() : sentAnswers(runs.folder(run.request.runId)),
    resume,
    async retry({ request }, stage) {
      const folder = runs.folder(request.runId);
      const [by, { options, serve }] = await Promise.all([owner(request.repository), means(request, folder)]);
      const again = await retryStage(folder, { stage, by, via: 'vscode', start: options, serve });
      await runs.refresh();
      if (!again.ok) throw new Error(vscode.l10n.t('Run {0}: {1}', request.runId, again.message));
    },
    async branch(run, at) {
      const made = await branchRun(runs.folder(run.request.runId), { at, via: 'vscode' });
      if (!made.ok) throw new Error(made.message);
      const { request, runDir } = made;
      const { options, serve } = await means(request, runDir);
      if (serve !== undefined) await startEvaluator(serve, options);
      await startRunner(runDir, options);
      await runs.refresh();
      return runs.get(request.runId);
    },
    events: async (run) => (await readRun(runs.folder(run.request.runId))).events,
    async decide(run, decision, reason, answers = { confirmed: [], acceptedUntested: {}, answers: {} }) {
      const by = await owner(run.request.repository);
      const folder = runs.folder(run.request.runId);
      const forge = decision === 'approve' ? await forgeAccess(run) : {};
      const written = decision === 'return' ? comments.of(run.request.runId) : [];
      const input = { decision, reason, by, via: 'vscode', comments: written, ...answers } as const;
      const result = await decideRun(folder, input, { ...(await start()), forge });
      await runs.refresh();
      if (result.ok && result.pullRequest?.url)
        void vscode.env.openExternal(vscode.Uri.parse(result.pullRequest.url, true));
      if (!result.ok) return result.reasons;
      await comments.clear(run.request.runId);
      if (decision === 'return' && run.request.backend !== 'none')
        void offerToGoOn(models, bundles, run, written.length).catch((error: unknown) =>
          vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error)),
        );
      return [];
    },
  };
}

type Unsigned<T> = T extends NewControl ? Omit<T, 'by' | 'via'> : never;
