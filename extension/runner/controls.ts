// Takes commands from a run's `control/` folder: those that a human may give while it works, and at any other time.
// Invariant: a command's event is appended before its file is moved, and a command whose event exists is not taken twice.
import type { ControlCommand } from '../core/protocol/control.ts';
import type { RunEvent } from '../core/run/events.ts';
import { finishControl, pendingControls } from '../node/control.ts';
import { decide } from '../core/run/decide.ts';
import { retryRound } from '../core/run/next-stage.ts';
import type { RunContext } from './context.ts';

/** Whether the log already holds what this command asked for. */
export function wasTaken(events: readonly RunEvent[], command: ControlCommand): boolean {
  return events.some((event) => 'controlId' in event && event.controlId === command.id);
}

/** Appends the event of a command that only records something. False for those that need the runner to act. */
export function record({ log, state }: RunContext, command: ControlCommand): boolean {
  if (wasTaken(log.events, command)) return true;
  const { id: controlId, by } = command;
  switch (command.type) {
    case 'open-diff':
      log.append({ type: 'diff-opened', by, controlId });
      return true;
    case 'review-file': {
      const { path, accepted } = command;
      if (state().files.some((file) => file.path === path)) {
        log.append({ type: 'file-reviewed', path, accepted, by, controlId });
      }
      return true;
    }
    case 'extend-budget': {
      const { tokens, dollars, minutes } = command;
      const limits = {
        ...(tokens ? { tokens } : {}),
        ...(dollars ? { dollars } : {}),
        ...(minutes ? { minutes } : {}),
      };
      log.append({ type: 'budget-extended', limits, by, controlId });
      return true;
    }
    case 'retry': {
      const { stage } = command;
      const again = retryRound(log.events, stage);
      if ('refusal' in again) console.error(`${stage} was not tried again: ${again.refusal}`);
      else log.append({ type: 'stage-retried', stage, round: again.round, by, controlId });
      return true;
    }
    case 'answer': {
      const { question: id, text } = command;
      const question = state().questions.find((one) => one.id === id);
      if (question?.answer === null) log.append({ type: 'question-answered', id, text, by, controlId });
      else console.error(`the question ${id} is not open; the answer was set aside`);
      return true;
    }
    default:
      return false;
  }
}

/** What a person's wish to suspend the run is in its log. */
export function suspendedByHand({ by, reason, id: controlId }: Extract<ControlCommand, { type: 'suspend' }>) {
  const why = reason === undefined ? '' : `: ${reason}`;
  return {
    ...({ type: 'run-suspended', reason: 'by-hand', by, controlId } as const),
    message: `Suspended by hand${why}. Its folder and its work are kept.`,
    next: 'Go on with `dimmer resume RUN`.',
  };
}

type Said = Extract<ControlCommand, { type: 'steer' | 'answer' }>;

/** Whether a command is one that the agent reads: what a human tells it, or answers. What a gate of a workflow asked is not for it. */
export function isSaid({ state }: RunContext, command: ControlCommand | null): command is Said {
  if (command?.type === 'steer') return true;
  if (command?.type !== 'answer') return false;
  return (state().questions.find(({ id }) => id === command.question)?.gate ?? null) === null;
}

/** While branches work side by side a steer is for each of them, and an answer for the one that has asked. */
function isOpenFor({ lane, log, state }: RunContext, command: Said): boolean {
  if (lane === undefined) return true;
  if (command.type === 'answer') return state().questions.some(({ id }) => id === command.question);
  return !log.events.some((event) => event.type === 'steered' && event.controlId === command.id);
}

/** Takes away the steers that branches have heard, when there are no branches any more that could hear them. */
export async function finishHeard({ runDir, wholeLog }: RunContext): Promise<void> {
  const heard = new Set(
    wholeLog.events.flatMap((event) =>
      event.type === 'steered' && event.lane !== undefined ? [event.controlId] : [],
    ),
  );
  for (const { file, command } of await pendingControls(runDir))
    if (command?.type === 'steer' && heard.has(command.id)) await finishControl(runDir, file);
}

/** Steers and answers that wait, each recorded as it is taken. The agent reads them before its next turn. */
export async function takeSteers(context: RunContext): Promise<string[]> {
  const texts: string[] = [];
  for (const { file, command } of await pendingControls(context.runDir)) {
    if (!isSaid(context, command) || !isOpenFor(context, command)) continue;
    const text = said(context, command);
    if (text !== null) {
      context.log.append({ type: 'steered', text, by: command.by, controlId: command.id });
      texts.push(text);
    }
    if (context.lane === undefined || command.type === 'answer') await finishControl(context.runDir, file);
  }
  return texts;
}

/** What the agent is told; null where it was told already, or the question is not open. */
function said({ log, state }: RunContext, command: Said): string | null {
  if (log.events.some((event) => event.type === 'steered' && event.controlId === command.id)) return null;
  if (command.type === 'steer') return command.text;
  const { question: id, text, by, id: controlId } = command;
  const question = state().questions.find((one) => one.id === id);
  if (question === undefined || (question.answer !== null && !wasTaken(log.events, command))) {
    console.error(`no question ${id} is open; the answer was set aside`);
    return null;
  }
  if (question.answer === null) log.append({ type: 'question-answered', id, text, by, controlId });
  return `The author answers your question ${id} ("${question.text}"): ${text}`;
}

export async function steersWait(context: RunContext): Promise<boolean> {
  return (await pendingControls(context.runDir)).some(
    ({ command }) => isSaid(context, command) && isOpenFor(context, command),
  );
}

/** Looks for commands while the run works. Returns a function that ends the looking. */
export function watchControls(context: RunContext, everyMs = 200): () => Promise<void> {
  let ended = false;
  const look = async () => {
    for (const { file, command } of await pendingControls(context.runDir)) {
      if (ended) return;
      if (command?.type === 'stop') {
        const reason = command.reason ?? 'stopped by hand';
        context.interruption.interrupt({ kind: 'stop', by: command.by, reason, controlFile: file });
      } else if (command?.type === 'suspend') {
        const event = suspendedByHand(command);
        context.interruption.interrupt({ kind: 'suspend', event, controlFile: file });
      } else if (!isSaid(context, command)) {
        if (command?.type === 'decide') context.log.append(decide(context.state(), command).event);
        else if (command) record(context, command);
        await finishControl(context.runDir, file);
      }
    }
  };
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const again = () => {
    timer = setTimeout(() => {
      running = look().catch((error: unknown) => console.error(error));
      void running.then(() => (ended ? undefined : again()));
    }, everyMs);
  };
  again();
  return async () => {
    ended = true;
    clearTimeout(timer);
    await running;
  };
}
