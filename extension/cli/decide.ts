// `dimmer outcome`, `approve`, `return`, `reject` and `diff`: the card, and what a human does about it.
// Invariant: a decision from a terminal is recorded as unattested, since an agent in a terminal could have typed it.
import { noAnswers, outcomeCard, type PendingAnswers } from '../core/outcome/card.ts';
import { plain } from '../core/outcome/plain.ts';
import { renderCard } from '../core/outcome/text.ts';
import type { Decision } from '../core/protocol/control.ts';
import { isOver } from '../core/run/reduce.ts';
import { decideRun, sendControl, type DecisionInput, type PullRequest } from '../node/control.ts';
import { tokenFromEnvironment } from '../node/forge/access.ts';
import { git } from '../node/git.ts';
import { missingCommit } from '../node/missing-commit.ts';
import { readRun } from '../node/run-store.ts';
import { changedFiles, patchText, showFile } from '../node/snapshot.ts';
import { parsed, refuse, say } from './arguments.ts';
import { openRun, type OpenRun } from './find-run.ts';
import type { CommandIo } from './io.ts';

export const outcomeUsage = 'Usage: dimmer outcome RUN\n';
export const approveUsage =
  'Usage: dimmer approve RUN [--reason R] [--confirm ASSUMPTION]... [--accept-untested ID=REASON]... [--answer ID=TEXT]... [--local] [--identity FILE]\n';
export const returnUsage =
  'Usage: dimmer return RUN --reason R [--comment PATH:LINE=TEXT]...\nThe words go to the agent of the next run: `dimmer run SPEC --parent RUN`.\n';
export const rejectUsage = 'Usage: dimmer reject RUN --reason R\n';
export const diffUsage =
  'Usage: dimmer diff RUN [--forced]\n--forced prints only the lines that have to be read before approving, each with its question.\n';

const many = { type: 'string', multiple: true, default: [] as string[] } as const;
const approveOptions = {
  reason: { type: 'string', default: '' },
  confirm: many,
  'accept-untested': many,
  answer: many,
  local: { type: 'boolean', default: false },
  identity: { type: 'string' },
  'predict-change': { type: 'string' },
  'predict-rework': { type: 'string' },
} as const;

export async function outcomeCommand(argv: string[], io: CommandIo): Promise<number> {
  const args = parsed(argv, {}, outcomeUsage, io);
  if (args === null) return 2;
  const run = await openRun(args.positionals[0], outcomeUsage, io);
  if (typeof run === 'number') return run;
  const card = outcomeCard(run.state);
  say(io, card, renderCard(card));
  return ['ready', 'your-call', 'approved'].includes(card.verdict) ? 0 : 1;
}

export async function approveCommand(argv: string[], io: CommandIo): Promise<number> {
  const args = parsed(argv, approveOptions, approveUsage, io);
  if (args === null) return 2;
  const { values, positionals } = args;
  if (values['predict-change'] !== undefined || values['predict-rework'] !== undefined) {
    return refuse(io, 2, 'Predictions belong to an attempt, and no attempt is open.');
  }
  const accepted = pairs(values['accept-untested']);
  const answers = pairs(values.answer);
  if (accepted === null || answers === null) return refuse(io, 2, approveUsage.trimEnd());
  const run = await openRun(positionals[0], approveUsage, io);
  if (typeof run === 'number') return run;
  const points = outcomeCard(run.state).decision.points.map(({ id }) => id);
  const unknown = Object.keys(answers).find((id) => !points.includes(id));
  if (unknown !== undefined)
    return refuse(
      io,
      2,
      `Nothing on this card is called "${unknown}". ${points.length === 0 ? 'It waits for no answer.' : `It has: ${points.join(', ')}.`} Nothing was decided.`,
    );
  return carryOut(run, 'approve', values.reason, io, {
    confirmed: values.confirm,
    acceptedUntested: accepted,
    answers,
    ...(values.local ? { deliver: 'local' as const } : {}),
  });
}

export async function returnCommand(argv: string[], io: CommandIo): Promise<number> {
  return refuseResult(argv, 'return', returnUsage, io);
}

export async function rejectCommand(argv: string[], io: CommandIo): Promise<number> {
  return refuseResult(argv, 'reject', rejectUsage, io);
}

async function refuseResult(
  argv: string[],
  decision: Decision,
  usage: string,
  io: CommandIo,
): Promise<number> {
  const args = parsed(argv, { reason: { type: 'string', default: '' }, comment: many }, usage, io);
  if (args === null) return 2;
  if (args.values.reason.trim() === '') return refuse(io, 2, usage.trimEnd());
  const run = await openRun(args.positionals[0], usage, io);
  if (typeof run === 'number') return run;
  const comments = commentsOf(args.values.comment);
  if (comments === null || (decision === 'reject' && comments.length > 0))
    return refuse(io, 2, usage.trimEnd());
  return carryOut(run, decision, args.values.reason, io, { ...noAnswers, comments });
}

async function carryOut(
  { root, dir, id: run, by }: OpenRun,
  decision: Decision,
  reason: string,
  io: CommandIo,
  answers: PendingAnswers & Pick<DecisionInput, 'deliver' | 'comments'> = noAnswers,
): Promise<number> {
  const input = { decision, reason, by, via: 'cli', ...answers } as const;
  const result = await decideRun(dir, input, { env: io.env, forge: tokenFromEnvironment(io.env) });
  if (!result.ok) {
    if (io.json)
      io.out(`${JSON.stringify({ v: 1, run, decision, carriedOut: false, reasons: result.reasons })}\n`);
    else io.err(`Not carried out:\n${result.reasons.map((one) => `  ${one}`).join('\n')}\n`);
    return 1;
  }
  const { merged, pullRequest } = result;
  const text =
    pullRequest !== null
      ? pullRequestLine(pullRequest)
      : merged === null
        ? `${run} is ${decision === 'return' ? await returnedText(root, run) : 'rejected'}.`
        : merged.how === 'branch-kept'
          ? `Approved. This checkout is on no branch, so the result stays on ${merged.branch} as ${merged.commit.slice(0, 12)}.`
          : merged.how === 'already-there'
            ? `Approved. ${merged.commit.slice(0, 12)} is part of this branch already.`
            : `Approved and merged into ${merged.branch} as ${merged.commit.slice(0, 12)}.`;
  say(io, { run, decision, carriedOut: true, merged, pullRequest }, text);
  return decision === 'reject' ? 1 : 0;
}

async function returnedText(root: string, run: string): Promise<string> {
  const branch = await git(root, ['rev-parse', '--verify', '--quiet', `refs/heads/dimmer/${run}`]);
  return branch.ok
    ? 'returned; its work stays on its branch'
    : 'returned. Its branch was deleted, so its work is not kept; the card and the log are';
}

function pullRequestLine({ how, url, branch, into, remote }: PullRequest): string {
  const pushed = `${branch} is on ${remote || 'its remote'}`;
  if (how !== 'compare-page') return `Approved. ${pushed}, and its pull request into ${into} is open: ${url}`;
  return url === ''
    ? `Approved. ${pushed}. Open its pull request into ${into} there; pull-request.md in the run's folder has the text.`
    : `Approved. ${pushed}. Open its pull request into ${into}: ${url}`;
}

/** The diff is always free to read; that it was opened is a neutral note. */
export async function diffCommand(argv: string[], io: CommandIo): Promise<number> {
  const args = parsed(argv, { forced: { type: 'boolean', default: false } }, diffUsage, io);
  if (args === null) return 2;
  const run = await openRun(args.positionals[0], diffUsage, io);
  if (typeof run === 'number') return run;
  const { request, head } = run.state;
  if (head === null) return refuse(io, 1, `Run ${run.id} has changed nothing so far.`);
  const gone = await missingCommit(request.repository, [request.base.commit, head.commit]);
  if (gone !== null)
    return refuse(
      io,
      1,
      `Commit ${gone.slice(0, 12)} of run ${run.id} is gone from this repository, so its lines cannot be shown. Its card and its log are kept. Reject the run and launch it again.`,
    );
  if (args.values.forced) return showForced(run, io);
  const text = await patchText(request.repository, request.base.commit, head.commit, 3);
  const files = await changedFiles(request.repository, request.base.commit, head.commit);
  if (!isOver(run.state) && !run.state.diffOpened) await noteOpened(run.dir, run.by, io);
  say(io, { run: run.id, base: request.base.commit, head: head.commit, files, patch: text }, text);
  return 0;
}

/** Exactly the lines that break-glass opens, with their numbers and the question to each. */
async function showForced({ id, dir, by, state }: OpenRun, io: CommandIo): Promise<number> {
  const { request, head, evidence } = state;
  const forced = evidence.breakGlass?.forced ?? [];
  const spots = await Promise.all(
    forced.map(async (hunk) => {
      const commit = hunk.side === 'base' ? request.base.commit : (head?.commit ?? '');
      const bytes = await showFile(request.repository, commit, hunk.path);
      return { ...hunk, text: linesOf(bytes, hunk) };
    }),
  );
  const shown = spots.map(({ id: spot, path, side, start, title, question, text }) =>
    [
      `${spot}  ${plain(path)}${side === 'base' ? ' (before the change)' : ''}  ${title}`,
      ...text.map((line, at) => `${String(start + at).padStart(6)}  ${plain(line, 2_000)}`),
      `        ${question}`,
    ].join('\n'),
  );
  if (!isOver(state) && !state.diffOpened) await noteOpened(dir, by, io);
  say(io, { run: id, forced: spots }, shown.join('\n\n') || `Nothing in run ${id} has to be read.`);
  return 0;
}

/** The lines of a place; what is no text is described, never printed. */
function linesOf(bytes: Buffer | null, { start, lines }: { start: number; lines: number }): string[] {
  if (bytes === null) return ['(no file of that name there: a module of another repository, or a link)'];
  if (bytes.subarray(0, 8_000).includes(0)) return [`(binary file, ${bytes.length} bytes)`];
  return bytes
    .toString('utf8')
    .split('\n')
    .slice(start - 1, start - 1 + lines);
}

async function noteOpened(dir: string, by: string, io: CommandIo): Promise<void> {
  await sendControl(dir, { type: 'open-diff', via: 'cli', by }, { env: io.env });
  const deadline = Date.now() + 5_000;
  while (Date.now() < deadline && (await readRun(dir)).state?.diffOpened !== true) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** `PATH:LINE=TEXT` arguments; null when one is not of that form. */
function commentsOf(values: readonly string[]): { path: string; line: number; text: string }[] | null {
  const found = values.map((value) => /^(.+?):(\d+)=([\s\S]*\S[\s\S]*)$/.exec(value));
  if (found.includes(null)) return null;
  return found.map((match) => ({ path: match?.[1] ?? '', line: Number(match?.[2]), text: match?.[3] ?? '' }));
}

/** `ID=TEXT` arguments; null when one has no text. */
function pairs(values: readonly string[]): Record<string, string> | null {
  const found: Record<string, string> = {};
  for (const value of values) {
    const at = value.indexOf('=');
    if (at < 1 || value.slice(at + 1).trim() === '') return null;
    found[value.slice(0, at)] = value.slice(at + 1);
  }
  return found;
}
