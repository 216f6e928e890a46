// Turns one scripted reply into the Messages API's server-sent events, in the order and shapes of the real API.
// Invariant: ids depend only on turn and position, so a replayed conversation is byte-identical.
import type { CassetteEntry, ReplyPart } from './cassette.ts';

export interface WireUsage {
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly cache_read_input_tokens: number;
  readonly cache_creation_input_tokens: number;
}

export type WireBlock =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'thinking'; readonly thinking: string; readonly signature: string }
  | { readonly type: 'tool_use'; readonly id: string; readonly name: string; readonly input: unknown };

export interface WireMessage {
  readonly id: string;
  readonly type: 'message';
  readonly role: 'assistant';
  readonly model: string;
  readonly content: readonly WireBlock[];
  readonly stop_reason: string;
  readonly stop_sequence: null;
  readonly usage: WireUsage;
}

export interface WireEvent {
  readonly type: string;
  readonly [key: string]: unknown;
}

export interface ReplyContext {
  readonly model: string;
  readonly turn: number;
  readonly index: number;
  /** Estimated from the request, used where the cassette says nothing. */
  readonly inputTokens: number;
}

const tokensOf = (text: string): number => Math.ceil(text.length / 4);

/** The text of the arguments as the model writes them. */
function argumentsText(part: Extract<ReplyPart, { tool: string }>): string {
  return 'json' in part ? part.json : JSON.stringify(part.input);
}

function partText(part: ReplyPart): string {
  if ('thinking' in part) return part.thinking;
  return 'text' in part ? part.text.repeat(part.times ?? 1) : argumentsText(part);
}

function toolId(context: ReplyContext, position: number): string {
  return `toolu_rehearsal_${context.turn}_${context.index}_${position}`;
}

function stopOf(entry: CassetteEntry): string {
  return entry.stop ?? (entry.reply.some((part) => 'tool' in part) ? 'tool_use' : 'end_turn');
}

function usageOf(entry: CassetteEntry, context: ReplyContext): WireUsage {
  const output = entry.reply.reduce((sum, part) => sum + tokensOf(partText(part)), 0);
  return {
    input_tokens: entry.usage?.input ?? context.inputTokens,
    output_tokens: entry.usage?.output ?? output,
    cache_read_input_tokens: entry.usage?.cacheRead ?? 0,
    cache_creation_input_tokens: entry.usage?.cacheWrite ?? 0,
  };
}

function parsedArguments(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

function wholeBlock(part: ReplyPart, position: number, context: ReplyContext): WireBlock {
  if ('text' in part) return { type: 'text', text: partText(part) };
  if ('thinking' in part)
    return { type: 'thinking', thinking: part.thinking, signature: signatureOf(position, context) };
  const input = parsedArguments(argumentsText(part));
  return { type: 'tool_use', id: toolId(context, position), name: part.tool, input };
}

const signatureOf = (position: number, { turn, index }: ReplyContext): string =>
  `signed_rehearsal_${turn}_${index}_${position}`;

/** The whole reply as one message, for requests that do not stream. */
export function wholeMessage(entry: CassetteEntry, context: ReplyContext): WireMessage {
  return {
    id: `msg_rehearsal_${context.turn}_${context.index}`,
    type: 'message',
    role: 'assistant',
    model: context.model,
    content: entry.reply.map((part, position) => wholeBlock(part, position, context)),
    stop_reason: stopOf(entry),
    stop_sequence: null,
    usage: usageOf(entry, context),
  };
}

/** The reply as events; text and arguments arrive in pieces, as they do from a real model. */
export function* streamEvents(entry: CassetteEntry, context: ReplyContext): Generator<WireEvent> {
  const whole = wholeMessage(entry, context);
  yield {
    type: 'message_start',
    message: { ...whole, content: [], stop_reason: null, usage: { ...whole.usage, output_tokens: 1 } },
  };
  yield { type: 'ping' };
  for (const [index, part] of entry.reply.entries()) yield* blockEvents(part, index, context);
  yield {
    type: 'message_delta',
    delta: { stop_reason: whole.stop_reason, stop_sequence: null },
    usage: { output_tokens: whole.usage.output_tokens },
  };
  yield { type: 'message_stop' };
}

function* blockEvents(part: ReplyPart, index: number, context: ReplyContext): Generator<WireEvent> {
  const text = partText(part);
  yield { type: 'content_block_start', index, content_block: openBlock(part, index, context) };
  const size = Math.max(48, Math.ceil(text.length / 400));
  for (let at = 0; at < text.length; at += size)
    yield { type: 'content_block_delta', index, delta: deltaOf(part, text.slice(at, at + size)) };
  if ('thinking' in part)
    yield {
      type: 'content_block_delta',
      index,
      delta: { type: 'signature_delta', signature: signatureOf(index, context) },
    };
  yield { type: 'content_block_stop', index };
}

function openBlock(part: ReplyPart, index: number, context: ReplyContext): object {
  if ('text' in part) return { type: 'text', text: '' };
  if ('thinking' in part) return { type: 'thinking', thinking: '', signature: '' };
  return { type: 'tool_use', id: toolId(context, index), name: part.tool, input: {} };
}

function deltaOf(part: ReplyPart, piece: string): object {
  if ('text' in part) return { type: 'text_delta', text: piece };
  if ('thinking' in part) return { type: 'thinking_delta', thinking: piece };
  return { type: 'input_json_delta', partial_json: piece };
}

/** One event as it goes over the wire. */
export function frame(event: WireEvent): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}
