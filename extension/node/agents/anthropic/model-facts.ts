// What the endpoint says about a model, so that ids and capabilities are never hard-coded.
// Invariant: an endpoint without a models list (many gateways) is no error; plain settings are used instead.
import type Anthropic from '@anthropic-ai/sdk';

export interface ModelFacts {
  /** Most tokens asked for in one reply. */
  readonly maxTokens: number;
  readonly adaptiveThinking: boolean;
}

const plain: ModelFacts = { maxTokens: 16_000, adaptiveThinking: false };
const mostAsked = 32_000;

/** Asks `GET /v1/models/{id}` once. */
export async function modelFacts(client: Anthropic, model: string, signal: AbortSignal): Promise<ModelFacts> {
  try {
    const info = await client.models.retrieve(model, {}, { signal, timeout: 10_000 });
    return {
      maxTokens: Math.min(info.max_tokens ?? plain.maxTokens, mostAsked),
      adaptiveThinking: info.capabilities?.thinking?.types?.adaptive?.supported === true,
    };
  } catch {
    signal.throwIfAborted();
    return plain;
  }
}
