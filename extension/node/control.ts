// Commands for a run: one small file each, in the order of their names; the runner takes them, nobody else deletes them.
// Invariant: a command is written whole or not at all, and moves to `control/done/` only after its event is in the log.
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { controlSchema, type ControlCommand, type Decision } from '../core/protocol/control.ts';
import { decodeJson } from '../core/protocol/decode.ts';
import { startRunner, type RunnerStart } from './launch.ts';
import { isAlive } from './process-identity.ts';
import { readRun } from './run-store.ts';

type WithoutStamp<T> = T extends ControlCommand ? Omit<T, 'v' | 'id' | 'at'> : never;
export type NewControl = WithoutStamp<ControlCommand>;

/** Drops a command into a run's folder and, when no runner is alive to take it, starts one. Returns the command's id. */
export async function sendControl(
  runDir: string,
  command: NewControl,
  options: Omit<RunnerStart, 'purpose'> = {},
): Promise<string> {
  const at = new Date().toISOString();
  const id = randomBytes(8).toString('hex');
  const folder = join(runDir, 'control');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const name = `${at.replaceAll(/[-:.]/g, '')}-${process.hrtime.bigint().toString().padStart(20, '0')}-${command.type}.json`;
  const temporary = join(folder, `.${name}.tmp`);
  await writeFile(temporary, JSON.stringify({ v: 1, id, at, ...command }), { mode: 0o600 });
  await rename(temporary, join(folder, name));
  const { state } = await readRun(runDir);
  // A runner looks for commands once more after its last event; before that event, a living one takes this command.
  const taken = state?.runner && isAlive(state.runner) && atWork.has(state.status);
  // A decision is carried out with what its own runner was handed; a living one may have been handed less.
  if (!taken || command.type === 'decide') await startRunner(runDir, { ...options, purpose: 'control' });
  return id;
}

const atWork: ReadonlySet<string> = new Set(['preparing', 'working', 'waiting', 'evaluating']);

export interface PendingControl {
  readonly file: string;
  /** Null when the file is not a command; it is set aside with the others. */
  readonly command: ControlCommand | null;
}

/** Commands that wait, oldest first. */
export async function pendingControls(runDir: string): Promise<PendingControl[]> {
  const folder = join(runDir, 'control');
  const names = (await readdir(folder).catch(() => [])).filter(
    (name) => name.endsWith('.json') && !name.startsWith('.'),
  );
  const found: PendingControl[] = [];
  for (const file of names.sort()) {
    const decoded = decodeJson(controlSchema, await readFile(join(folder, file), 'utf8').catch(() => ''));
    found.push({ file, command: decoded.ok ? decoded.value : null });
  }
  return found;
}

/** Answers that wait to be taken, by question. The first one counts, as it does for who takes them. */
export async function sentAnswers(runDir: string): Promise<ReadonlyMap<string, string>> {
  const commands = (await pendingControls(runDir)).map(({ command }) => command);
  return new Map(
    commands.reverse().flatMap((one) => (one?.type === 'answer' ? [[one.question, one.text] as const] : [])),
  );
}

/** Marks a command as taken. */
export async function finishControl(runDir: string, file: string): Promise<void> {
  const done = join(runDir, 'control', 'done');
  await mkdir(done, { recursive: true, mode: 0o700 });
  await rename(join(runDir, 'control', file), join(done, file)).catch(() => undefined);
}

export interface DecisionInput {
  readonly decision: Decision;
  readonly reason: string;
  readonly by: string;
  readonly via: ControlCommand['via'];
  readonly confirmed?: readonly string[];
  readonly acceptedUntested?: Readonly<Record<string, string>>;
  /** Id of a point of the card -> what the human says to it. */
  readonly answers?: Readonly<Record<string, string>>;
  /** Change-set comments; they go to the agent of the next run. */
  readonly comments?: readonly { readonly path: string; readonly line: number; readonly text: string }[];
  /** `local` merges here even where the base branch has a remote. */
  readonly deliver?: 'auto' | 'local';
}

export type DecisionResult =
  | {
      readonly ok: true;
      readonly merged: { commit: string; branch: string; how: string } | null;
      readonly pullRequest: PullRequest | null;
    }
  | { readonly ok: false; readonly reasons: readonly string[] };

export interface PullRequest {
  readonly how: 'gh' | 'rest' | 'compare-page';
  /** Empty where the host's pages are not known. */
  readonly url: string;
  readonly number: number | null;
  readonly branch: string;
  readonly into: string;
  readonly remote: string;
}

/** Sends a decision and waits until a runner has carried it out or refused it. */
export async function decideRun(
  runDir: string,
  input: DecisionInput,
  options: Omit<RunnerStart, 'purpose'> & { readonly waitMs?: number } = {},
): Promise<DecisionResult> {
  const { decision, reason, by, via } = input;
  const id = await sendControl(
    runDir,
    {
      type: 'decide',
      decision,
      reason,
      by,
      via,
      confirmed: [...(input.confirmed ?? [])],
      acceptedUntested: { ...input.acceptedUntested },
      ...(input.answers && { answers: { ...input.answers } }),
      ...(input.comments?.length ? { comments: [...input.comments] } : {}),
      ...(input.deliver && { deliver: input.deliver }),
    },
    options,
  );
  const deadline = Date.now() + (options.waitMs ?? 15 * 60_000);
  while (Date.now() < deadline) {
    const result = await answerTo(runDir, id);
    if (result) return result;
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  return { ok: false, reasons: [`no answer yet; the decision is kept. See runner.log in ${runDir}`] };
}

async function answerTo(runDir: string, id: string): Promise<DecisionResult | null> {
  // Looked at first: a command leaves this folder only after its event is in the log.
  const waits = await isPending(runDir, id);
  const { events, problem, state } = await readRun(runDir);
  if (problem !== undefined) return { ok: false, reasons: [problem] };
  const refused = events.findLast((event) => event.type === 'decision-refused' && event.controlId === id);
  if (refused?.type === 'decision-refused') return { ok: false, reasons: refused.reasons };
  if (!state?.worktree?.removed) return null;
  const own = events.some((event) => event.type === 'decided' && event.controlId === id);
  // An approval that was half way is finished by a second command: that one has no event of its own.
  if (!own && waits) return null;
  if (state.status === 'returned' || state.status === 'rejected')
    return own ? { ok: true, merged: null, pullRequest: null } : null;
  if (state.status !== 'approved') return null;
  const { merged, pullRequest, pushed } = state;
  if (merged === null && pullRequest === null) return null;
  return {
    ok: true,
    merged: merged && { commit: merged.commit, branch: merged.branch, how: merged.how },
    pullRequest: pullRequest && withoutType(pullRequest, pushed?.remote ?? ''),
  };
}

function withoutType(
  { how, url, number, branch, into }: Omit<PullRequest, 'remote'>,
  remote: string,
): PullRequest {
  return { how, url, number, branch, into, remote };
}

async function isPending(runDir: string, id: string): Promise<boolean> {
  return (await pendingControls(runDir)).some(({ command }) => command?.id === id);
}
