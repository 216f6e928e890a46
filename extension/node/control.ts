// Commands for a run: one small file each, in the order of their names; the runner takes them, nobody else deletes them.
// Invariant: a command is written whole or not at all, and moves to `control/done/` only after its event is in the log.
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { controlSchema, type ControlCommand, type Decision } from '../core/protocol/control.ts';
import { decodeJson } from '../core/protocol/decode.ts';
import type { StartOptions } from './launch-options.ts';
import { startRunner } from './launch.ts';
import { isAlive } from './process-identity.ts';
import { readRun } from './run-store.ts';

type WithoutStamp<T> = T extends ControlCommand ? Omit<T, 'v' | 'id' | 'at'> : never;
export type NewControl = WithoutStamp<ControlCommand>;

/** Drops a command into a run's folder and, when no runner is alive to take it, starts one. Returns the command's id. */
export async function sendControl(
  runDir: string,
  command: NewControl,
  options: StartOptions & { readonly apiKey?: string } = {},
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
  if (!taken) await startRunner(runDir, { ...options, purpose: 'control' });
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
}

export type DecisionResult =
  | { readonly ok: true; readonly merged: { commit: string; branch: string; how: string } | null }
  | { readonly ok: false; readonly reasons: readonly string[] };

/** Sends a decision and waits until a runner has carried it out or refused it. */
export async function decideRun(
  runDir: string,
  input: DecisionInput,
  options: StartOptions & { readonly apiKey?: string; readonly waitMs?: number } = {},
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
  const { events, problem } = await readRun(runDir);
  if (problem !== undefined) return { ok: false, reasons: [problem] };
  const refused = events.findLast((event) => event.type === 'decision-refused' && event.controlId === id);
  if (refused?.type === 'decision-refused') return { ok: false, reasons: refused.reasons };
  const at = events.findIndex((event) => event.type === 'decided' && event.controlId === id);
  const decided = events[at];
  if (decided?.type !== 'decided') return null;
  const removed = events.slice(at).some((event) => event.type === 'worktree-removed');
  if (decided.decision !== 'approve') return removed ? { ok: true, merged: null } : null;
  const merged = events.slice(at).find((event) => event.type === 'merged');
  if (merged?.type !== 'merged' || !removed) return null;
  return { ok: true, merged: { commit: merged.commit, branch: merged.branch, how: merged.how } };
}
