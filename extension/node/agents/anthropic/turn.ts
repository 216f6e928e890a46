// One model turn: one streamed request, collected whole or not at all.
// Invariant: memory is bounded whatever the model sends, silence ends the turn, and arguments are never repaired by guessing.
import type Anthropic from '@anthropic-ai/sdk';
import type { Usage } from '../../../core/run/events.ts';
import { StreamBroken } from './retry.ts';
import { startWatchdog, watchWire } from './watch.ts';

export interface TurnLimits {
  /** Silence after which a turn counts as stalled, milliseconds of wall clock. */
  readonly idleMs: number;
  /** The longest that a turn may take although something keeps coming, milliseconds. */
  readonly turnMs: number;
  /** Characters of text and arguments that one reply may have. */
  readonly replyCharacters: number;
  /** Bytes of one reply on the wire, whatever they are. */
  readonly wireBytes: number;
}

export const defaultTurnLimits: TurnLimits = {
  idleMs: 300_000,
  turnMs: 3_600_000,
  replyCharacters: 1_000_000,
  wireBytes: 16 * 1024 * 1024,
};

export interface Turn {
  readonly model: string;
  /** Content blocks to be stored and sent back as they are. */
  readonly content: readonly Anthropic.ContentBlockParam[];
  /** The API's stop reason, or `too-long` when we cut the reply. */
  readonly stopReason: string;
  readonly usage: Usage;
}

/** Key of the arguments object that stands for arguments that were not JSON. */
export const malformedKey = 'malformed_json';

type Params = Anthropic.MessageCreateParamsStreaming;

/** Makes the request. Throws what the SDK throws, or `StreamBroken`; an aborted `signal` throws its reason. */
export async function takeTurn(
  client: Anthropic,
  params: Params,
  limits: TurnLimits,
  signal: AbortSignal,
): Promise<Turn> {
  const watchdog = startWatchdog(limits);
  const collector = new Collector(limits.replyCharacters);
  const wire = watchWire(limits.wireBytes, watchdog.touch);
  const ended = AbortSignal.any([signal, watchdog.signal]);
  try {
    const stream = await client.withOptions({ fetch: wire.fetch }).messages.create(params, { signal: ended });
    for await (const event of stream) {
      collector.take(event);
      if (collector.tooLong) break;
    }
  } catch (error) {
    signal.throwIfAborted();
    if (watchdog.signal.aborted) throw new StreamBroken('stalled');
    if (!wire.tooLong()) throw isBrokenConnection(error) ? new StreamBroken('dropped') : error;
    collector.tooLong = true;
  } finally {
    watchdog.stop();
  }
  signal.throwIfAborted();
  if (watchdog.signal.aborted) throw new StreamBroken('stalled');
  if (!collector.whole && !collector.tooLong) throw new StreamBroken('dropped');
  return collector.turn();
}

/** undici ends a body that breaks off with a TypeError `terminated`. */
const isBrokenConnection = (error: unknown): boolean =>
  error instanceof TypeError || (error as { cause?: unknown } | undefined)?.cause instanceof TypeError;

interface OpenBlock {
  readonly start: Anthropic.ContentBlock;
  readonly pieces: string[];
  signature: string;
  closed: boolean;
}

/** Builds the reply from its events. */
class Collector {
  whole = false;
  tooLong = false;
  #room: number;
  #model = '';
  #stopReason = '';
  #usage: Usage = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };
  readonly #blocks: OpenBlock[] = [];

  constructor(room: number) {
    this.#room = room;
  }

  take(event: Anthropic.RawMessageStreamEvent): void {
    switch (event.type) {
      case 'message_start':
        this.#model = event.message.model;
        this.#count(event.message.usage);
        break;
      case 'content_block_start':
        this.#blocks[event.index] = {
          start: event.content_block,
          pieces: [openingText(event.content_block)],
          signature: 'signature' in event.content_block ? event.content_block.signature : '',
          closed: false,
        };
        break;
      case 'content_block_delta':
        this.#delta(this.#blocks[event.index], event.delta);
        break;
      case 'content_block_stop':
        if (this.#blocks[event.index]) this.#blocks[event.index]!.closed = true;
        break;
      case 'message_delta':
        this.#stopReason = event.delta.stop_reason ?? this.#stopReason;
        this.#count(event.usage);
        break;
      case 'message_stop':
        this.whole = true;
        break;
    }
  }

  #delta(block: OpenBlock | undefined, delta: Anthropic.RawContentBlockDelta): void {
    if (!block) return;
    const piece = pieceOf(delta);
    if (delta.type === 'signature_delta') block.signature += delta.signature;
    this.#room -= piece.length;
    if (this.#room < 0) this.tooLong = true;
    else block.pieces.push(piece);
  }

  #count(usage: Anthropic.MessageDeltaUsage | Anthropic.Usage): void {
    this.#usage = {
      input: usage.input_tokens ?? this.#usage.input,
      output: usage.output_tokens ?? this.#usage.output,
      cacheRead: usage.cache_read_input_tokens ?? this.#usage.cacheRead,
      cacheWrite: usage.cache_creation_input_tokens ?? this.#usage.cacheWrite,
    };
  }

  turn(): Turn {
    const content = this.#blocks.flatMap((block) => (block ? finishBlock(block, this.tooLong) : []));
    if (!this.tooLong)
      return { model: this.#model, content, stopReason: this.#stopReason, usage: this.#usage };
    const written = this.#blocks.reduce((sum, block) => sum + block.pieces.join('').length, 0);
    return {
      model: this.#model,
      content,
      stopReason: 'too-long',
      usage: { ...this.#usage, output: Math.max(this.#usage.output, Math.ceil(written / 4)) },
    };
  }
}

function openingText(block: Anthropic.ContentBlock): string {
  if (block.type === 'text') return block.text;
  if (block.type === 'thinking') return block.thinking;
  return '';
}

function pieceOf(delta: Anthropic.RawContentBlockDelta): string {
  if (delta.type === 'text_delta') return delta.text;
  if (delta.type === 'input_json_delta') return delta.partial_json;
  if (delta.type === 'thinking_delta') return delta.thinking;
  return '';
}

/** Characters that are kept of a text that was cut. */
const keptOfLongText = 4_000;

function finishBlock(block: OpenBlock, cut: boolean): Anthropic.ContentBlockParam[] {
  const text = block.pieces.join('');
  switch (block.start.type) {
    case 'text':
      return [{ type: 'text', text: cut ? `${text.slice(0, keptOfLongText)}\n[cut off: too long]` : text }];
    case 'thinking':
      return cut ? [] : [{ type: 'thinking', thinking: text, signature: block.signature }];
    case 'redacted_thinking':
      return [{ type: 'redacted_thinking', data: block.start.data }];
    case 'tool_use':
      return cut
        ? []
        : [{ type: 'tool_use', id: block.start.id, name: block.start.name, input: readArguments(text) }];
    default:
      return [];
  }
}

/** Arguments as the model wrote them; what is not a JSON object is kept under a key of its own. */
function readArguments(text: string): Record<string, unknown> {
  if (text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch {
    // Falls through: what the model wrote is kept for the error that it gets back.
  }
  return { [malformedKey]: text.slice(0, 2_000) };
}

/** What the model wrote when `input` stands for arguments that were not JSON. */
export function malformedArguments(input: unknown): string | undefined {
  if (typeof input !== 'object' || input === null) return undefined;
  const keys = Object.keys(input);
  const value = (input as Record<string, unknown>)[malformedKey];
  return keys.length === 1 && typeof value === 'string' ? value : undefined;
}
