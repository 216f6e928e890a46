// Takes commands from a run's `control/` folder: those that a human may give while it works, and at any other time.
// Invariant: a command's event is appended before its file is moved, and a command whose event exists is not taken twice.
import type { ControlCommand } from '../core/protocol/control.ts';
import type { RunEvent } from '../core/run/events.ts';
import { finishControl, pendingControls } from '../node/control.ts';
import { decide } from '../core/run/decide.ts';
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
    case 'answer':
      console.error(`no question ${command.question} is open; the answer was set aside`);
      return true;
    default:
      return false;
  }
}

/** Steers that wait, each recorded as it is taken. The agent reads them before its next turn. */
export async function takeSteers(context: RunContext): Promise<string[]> {
  const texts: string[] = [];
  for (const { file, command } of await pendingControls(context.runDir)) {
    if (command?.type !== 'steer') continue;
    if (!wasTaken(context.log.events, command)) {
      context.log.append({ type: 'steered', text: command.text, by: command.by, controlId: command.id });
      texts.push(command.text);
    }
    await finishControl(context.runDir, file);
  }
  return texts;
}

export async function steersWait(context: RunContext): Promise<boolean> {
  return (await pendingControls(context.runDir)).some(({ command }) => command?.type === 'steer');
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
      } else if (command?.type !== 'steer') {
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
