// Which models a key can use, asked of the endpoint itself; no id is written into this program.
import * as z from 'zod/mini';
import { decode } from '../core/protocol/decode.ts';

const listSchema = z.object({ data: z.array(z.object({ id: z.string() })) });

/** One message for somebody who named no model. */
export async function modelHint(env: NodeJS.ProcessEnv): Promise<string> {
  const ask = 'Name a model with --model ID or ANTHROPIC_MODEL.';
  const key = env['ANTHROPIC_API_KEY'] ?? '';
  const base = (env['ANTHROPIC_BASE_URL'] || 'https://api.anthropic.com').replace(/\/$/, '');
  try {
    const response = await fetch(`${base}/v1/models?limit=20`, {
      headers: { authorization: `Bearer ${key}`, 'x-api-key': key, 'anthropic-version': '2023-06-01' },
      signal: AbortSignal.timeout(8_000),
    });
    if (response.status === 401) return `${ask} The endpoint also refused this API key.`;
    const list = decode(listSchema, await response.json());
    if (!list.ok || list.value.data.length === 0) return ask;
    return `${ask} This key can use: ${list.value.data.map((model) => model.id).join(', ')}.`;
  } catch {
    return `${ask} The endpoint could not be asked which there are.`;
  }
}
