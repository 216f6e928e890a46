// Rebuilds the model's conversation from the run's log, and from nothing else.
// Invariant: the same log gives byte-identical messages, so a resumed run continues what the model saw and its cache.
import type Anthropic from '@anthropic-ai/sdk';
import type { RunEventBody } from '../../../core/run/events.ts';

type Block = Anthropic.ContentBlockParam;
/** A message whose content is always a list of blocks. */
export interface Message {
  role: 'user' | 'assistant';
  content: Block[];
}
type Asked = Extract<RunEventBody, { type: 'model-asked' }>;
type Replied = Extract<RunEventBody, { type: 'model-replied' }>;
type Finished = Extract<RunEventBody, { type: 'tool-finished' }>;

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly input: unknown;
}

/** The conversation as the next request would send it, without what is still to be answered. */
export function conversation(events: readonly RunEventBody[]): Message[] {
  const messages: Message[] = [];
  for (const event of events) {
    if (event.type === 'context-compacted') messages.length = 0;
    else if (event.type === 'model-asked') append(messages, 'user', event.content as Block[]);
    else if (event.type === 'model-replied') append(messages, 'assistant', spoken(event.content as Block[]));
  }
  return messages;
}

/** The API refuses an assistant message that says nothing. */
function spoken(content: readonly Block[]): readonly Block[] {
  const kept = content.filter((block) => block.type !== 'text' || block.text.trim() !== '');
  return kept.length > 0 ? kept : [{ type: 'text', text: '(no answer)' }];
}

function append(messages: Message[], role: Message['role'], content: readonly Block[]): void {
  const last = messages.at(-1);
  if (last?.role === role) last.content.push(...content);
  else messages.push({ role, content: [...content] });
}

export type Position =
  /** Nothing was asked yet, or the last reply called no tool. */
  | { readonly at: 'open'; readonly reply: Replied | undefined }
  /** Asked, and no reply is in the log: the call is made again. */
  | { readonly at: 'asked'; readonly asked: Asked }
  /** The last reply called tools that no user message has answered yet. */
  | { readonly at: 'tools'; readonly reply: Replied; readonly calls: readonly PendingCall[] };

export interface PendingCall extends ToolCall {
  /** Its result, when the log has one. */
  readonly finished?: Finished;
  /** Started and never finished: its outcome is unknown and it is not run again. */
  readonly interrupted: boolean;
}

/** Where a log stands in the conversation. */
export function position(events: readonly RunEventBody[]): Position {
  const at = events.findLastIndex((event) => event.type === 'model-asked' || event.type === 'model-replied');
  const last = events[at];
  if (last?.type === 'model-asked') return { at: 'asked', asked: last };
  if (last?.type !== 'model-replied') return { at: 'open', reply: undefined };
  const calls = toolCalls(last);
  if (calls.length === 0) return { at: 'open', reply: last };
  const after = events.slice(at + 1);
  return { at: 'tools', reply: last, calls: calls.map((call) => pending(call, after)) };
}

function pending(call: ToolCall, after: readonly RunEventBody[]): PendingCall {
  const finished = after.find(
    (event): event is Finished => event.type === 'tool-finished' && event.callId === call.id,
  );
  if (finished) return { ...call, finished, interrupted: false };
  return {
    ...call,
    interrupted: after.some((event) => event.type === 'tool-started' && event.callId === call.id),
  };
}

/** The tool calls of a reply, in order. */
export function toolCalls(reply: Replied): ToolCall[] {
  return (reply.content as Block[]).flatMap((block) =>
    block.type === 'tool_use' ? [{ id: block.id, name: block.name, input: block.input }] : [],
  );
}

/** The words of a reply. */
export function replyText(reply: Replied): string {
  return (reply.content as Block[])
    .flatMap((block) => (block.type === 'text' ? [block.text] : []))
    .join('\n')
    .trim();
}

/** Whether this prompt opened a task in this round already. */
export function wasAsked(events: readonly RunEventBody[], round: number, prompt: string): boolean {
  return events.some(
    (event) =>
      event.type === 'model-asked' &&
      event.round === round &&
      (event.content as Block[]).some((block) => block.type === 'text' && block.text === prompt),
  );
}

/** Steers in the log that no user message carries yet. */
export function unsentSteers(events: readonly RunEventBody[]): string[] {
  const at = events.findLastIndex((event) => event.type === 'model-asked');
  return events.slice(at + 1).flatMap((event) => (event.type === 'steered' ? [event.text] : []));
}

/** When the wait for the model that is open in the log is over, milliseconds; 0 when none is. */
export function wakesAt(events: readonly RunEventBody[]): number {
  const last = events.findLast(({ type }) => closesWait.has(type));
  return last?.type === 'model-waiting' ? Date.parse(last.until) : 0;
}

/** A run that rested and is resumed by hand does not wait on: somebody wants to know whether it goes. */
const closesWait: ReadonlySet<RunEventBody['type']> = new Set([
  'model-waiting',
  'model-asked',
  'model-replied',
  'run-suspended',
]);

export function lastTurn(events: readonly RunEventBody[]): number {
  return events.reduce(
    (most, event) => (event.type === 'model-asked' ? Math.max(most, event.turn) : most),
    0,
  );
}

/** Turns of the task that `prompt` opened in this round, and of the whole run, the one that is being asked included. */
export function turnsAsked(
  events: readonly RunEventBody[],
  round: number,
  prompt: string,
): { readonly task: number; readonly run: number } {
  // What another run asked before this one branched off it is not this one's, and a human who wants a stage once more gives it as many again.
  const since = events.findLastIndex(({ type }) => type === 'branched' || type === 'stage-retried');
  const asked = events.slice(since + 1).filter((event) => event.type === 'model-asked');
  const opened = asked.findIndex((event) => wasAsked([event], round, prompt));
  return { task: opened < 0 ? asked.length : asked.length - opened, run: asked.length };
}
