// What the endpoint says about a model, so that ids and capabilities are never hard-coded.
// Invariant: an endpoint without a models list (many gateways) is no error; plain settings are used instead.
import type Anthropic from '@anthropic-ai/sdk';
import { efforts, type Effort } from '../../../core/agents/effort.ts';

export interface ModelFacts {
  /** Most tokens asked for in one reply. */
  readonly maxTokens: number;
  /** Most tokens that it reads at once; null when the endpoint does not say. */
  readonly contextTokens: number | null;
  readonly adaptiveThinking: boolean;
  /** Null when the endpoint does not say: then what was asked for is sent. */
  readonly efforts: readonly Effort[] | null;
}

const plain: ModelFacts = { maxTokens: 16_000, contextTokens: null, adaptiveThinking: false, efforts: null };
const mostAsked = 32_000;

/** Asks `GET /v1/models/{id}` once. */
export async function modelFacts(client: Anthropic, model: string, signal: AbortSignal): Promise<ModelFacts> {
  try {
    const info = await client.models.retrieve(model, {}, { signal, timeout: 10_000 });
    return {
      maxTokens: Math.min(info.max_tokens ?? plain.maxTokens, mostAsked),
      contextTokens: info.max_input_tokens ?? null,
      adaptiveThinking: info.capabilities?.thinking?.types?.adaptive?.supported === true,
      efforts: effortsOf(info.capabilities?.effort),
    };
  } catch {
    signal.throwIfAborted();
    return plain;
  }
}

function effortsOf(said: Anthropic.EffortCapability | undefined): readonly Effort[] | null {
  return said === undefined ? null : efforts.filter((effort) => said.supported && said[effort]?.supported);
}
