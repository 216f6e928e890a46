// A conversation that outgrows what the model can read: the model is asked for notes, and begins anew with them.
// Invariant: every step is an event first and the new beginning is made from the log, so a restart goes on the same way.
import type Anthropic from '@anthropic-ai/sdk';
import type { RunEventBody } from '../../../core/run/events.ts';
import { conversation, replyText } from './conversation.ts';
import type { ModelFacts } from './model-facts.ts';

type Block = Anthropic.ContentBlockParam;
type Asked = Extract<RunEventBody, { type: 'model-asked' }>;
type Replied = Extract<RunEventBody, { type: 'model-replied' }>;
type Log = readonly RunEventBody[];

export const notesRequest =
  '[Dimmer] This conversation fills most of what you can read at once and begins anew after your reply. Call no tool now. Write down what you need to go on: what is asked of you, what is done and in which files, what you found out, what failed and why, what is left to do.';
const withNotes =
  '[Dimmer] The conversation had become too long and begins anew here. These are the notes that you wrote:';
const withoutNotes =
  '[Dimmer] The conversation had become longer than you can read and begins anew here. What you did is in the working tree: look with git_status and git_diff before you go on.';
export const fromPerson = '[Message from the person who launched this run]\n';

/** A reply or two of a new beginning must not end it again. */
const repliesBetween = 3;

/** How full the conversation with `content` is, when that is too full to go on; null while there is room or no knowledge. */
export function filling(
  log: Log,
  content: readonly Block[],
  { contextTokens, maxTokens }: ModelFacts,
): { readonly tokens: number; readonly window: number } | null {
  if (contextTokens === null || content.length === 0) return null;
  const since = sinceBeginning(log).filter((event): event is Replied => event.type === 'model-replied');
  if (log.some(isCompaction) && since.length < repliesBetween) return null;
  const most = Math.max(0.5 * contextTokens, Math.min(0.8 * contextTokens, contextTokens - maxTokens));
  const added = tokensIn(content);
  const tokens = (reported(since.at(-1)) || tokensIn(conversation(log))) + added;
  return tokens > most ? { tokens, window: contextTokens } : null;
}

const tokensIn = (value: unknown): number => Math.ceil(JSON.stringify(value).length / 4);

/** Nothing from an endpoint that does not count. */
function reported(reply: Replied | undefined): number {
  if (reply === undefined) return 0;
  const { input, output, cacheRead, cacheWrite } = reply.usage;
  return input + output + cacheRead + cacheWrite;
}

const isCompaction = (event: RunEventBody): boolean => event.type === 'context-compacted';
const sinceBeginning = (log: Log): Log => log.slice(log.findLastIndex(isCompaction) + 1);

/** Whether nothing was answered since the conversation began, so that beginning anew would change nothing. */
export function isFresh(log: Log): boolean {
  return !sinceBeginning(log).some((event) => event.type === 'model-replied');
}

/** How the conversation has to begin anew after the last reply; null when it goes on, `full` when no beginning fits. */
export function compactionDue(log: Log): 'notes' | 'dropped' | 'full' | null {
  const since = sinceBeginning(log);
  const last = since.findLast(isTurn);
  if (last?.type !== 'model-replied') return null;
  const overflowed = last.stopReason === 'model_context_window_exceeded';
  const asked = since.findLast((event): event is Asked => event.type === 'model-asked');
  if (asked && texts(asked).includes(notesRequest))
    return overflowed || replyText(last) === '' ? 'dropped' : 'notes';
  if (!overflowed) return null;
  return since.filter(({ type }) => type === 'model-replied').length > 1 ? 'dropped' : 'full';
}

const isTurn = (event: RunEventBody): event is Asked | Replied =>
  event.type === 'model-asked' || event.type === 'model-replied';

/** What a conversation that was ended and not yet begun again opens with; null for every other. */
export function beginning(log: Log, prompt: string): Block[] | null {
  const at = log.findLastIndex(isCompaction);
  const event = log[at];
  if (event?.type !== 'context-compacted' || log.slice(at).some(isTurn)) return null;
  const before = log.slice(0, at).filter(isTurn);
  const said = before.flatMap((turn) => (turn.type === 'model-asked' ? [texts(turn)] : []));
  const opening = (said[0] ?? []).filter((text) => text !== prompt);
  const person = said.slice(1).flatMap((one) => one.filter((text) => text.startsWith(fromPerson)));
  const kept = [...new Set([...opening, ...person])].filter((text) => text !== notesRequest);
  const last = before.findLast((turn): turn is Replied => turn.type === 'model-replied');
  const notes = event.how === 'notes' && last ? `${withNotes}\n\n${replyText(last)}` : withoutNotes;
  // A task whose prompt opened the run keeps its place; what came later is said last.
  return (said[0]?.includes(prompt) ? [prompt, ...kept, notes] : [...kept, notes, prompt]).map((text) => ({
    type: 'text',
    text,
  }));
}

const texts = (asked: Asked): string[] =>
  (asked.content as Block[]).flatMap((block) => (block.type === 'text' ? [block.text] : []));
