// Notices a model that goes round in circles, from the conversation alone.
// Invariant: first it is told, and only when it goes on is the run stuck; a restart changes neither.
import type { Message } from './conversation.ts';

export type Repetition = 'none' | 'steer' | 'stuck';

/** How often the same call with the same result may follow itself. */
const sameInARow = 4;
/** The same, when the result is an error. */
const sameErrorInARow = 3;
/** Periods 2 to 4 divide it, so a cycle fills it evenly. */
const window = 12;

export const repetitionSteer =
  '[Dimmer] You are repeating the same calls with the same results. Stop and think about what is different from what you expect, then try another way. If the spec cannot be built as it stands, record an assumption with `assume` and go on.';

/** Judges the calls since the last time the model was told, in `messages` plus the results about to be sent. */
export function repetition(messages: readonly Message[]): Repetition {
  const told = messages.findLastIndex((message) => carriesSteer(message));
  const calls = signatures(messages.slice(told + 1));
  if (!repeats(calls)) return 'none';
  return told >= 0 ? 'stuck' : 'steer';
}

function carriesSteer(message: Message): boolean {
  return (
    message.role === 'user' &&
    message.content.some((block) => block.type === 'text' && block.text === repetitionSteer)
  );
}

/** Call and result of each answered call, in order. */
function signatures(messages: readonly Message[]): string[] {
  const blocks = messages.flatMap((message) => message.content);
  const calls = new Map<string, string>();
  const found: string[] = [];
  for (const block of blocks) {
    if (block.type === 'tool_use') calls.set(block.id, JSON.stringify([block.name, block.input]));
    if (block.type !== 'tool_result') continue;
    const call = calls.get(block.tool_use_id);
    if (call) found.push(JSON.stringify([call, block.content, block.is_error === true]));
  }
  return found;
}

function repeats(calls: readonly string[]): boolean {
  const most = calls.at(-1)?.endsWith(',true]') ? sameErrorInARow : sameInARow;
  if (calls.length >= most && isCycle(calls.slice(-most), 1)) return true;
  const last = calls.slice(-window);
  return last.length === window && [2, 3, 4].some((period) => isCycle(last, period));
}

const isCycle = (calls: readonly string[], period: number): boolean =>
  calls.every((call, index) => call === calls[index % period]);
