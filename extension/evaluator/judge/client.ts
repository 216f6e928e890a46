// The model client of the evaluator: a real one, or a rehearsal server of its own that speaks for a cassette.
// Invariant: the key of a cassette or of the user goes to this client alone.
import Anthropic from '@anthropic-ai/sdk';
import type { EvaluatorInput } from '../../core/protocol/evaluator-input.ts';
import { loadCassette } from '../../node/agents/rehearsal/cassette.ts';
import { roleHeader } from '../../node/agents/rehearsal/role.ts';
import { startRehearsalServer } from '../../node/agents/rehearsal/server.ts';

export type JudgeConfiguration = NonNullable<EvaluatorInput['judge']>;

export interface ModelClient {
  readonly client: Anthropic;
  readonly model: string;
  close(): Promise<void>;
}

/** A problem when the cassette cannot be read. */
export async function openClient(
  configuration: JudgeConfiguration,
): Promise<ModelClient | { problem: string }> {
  const { apiKey, baseUrl, model, cassette } = configuration;
  if (cassette === undefined) {
    const client = new Anthropic({ apiKey, baseURL: baseUrl ?? null, maxRetries: 3 });
    return { client, model, close: async () => undefined };
  }
  const loaded = await loadCassette(cassette);
  if (!loaded.ok) return { problem: loaded.problems.join('; ') };
  const server = await startRehearsalServer({ cassette: loaded.value });
  const client = new Anthropic({
    apiKey: loaded.value.key ?? 'rehearsal',
    authToken: null,
    baseURL: server.url,
    defaultHeaders: { [roleHeader]: 'judge' },
  });
  return { client, model, close: () => server.close() };
}
