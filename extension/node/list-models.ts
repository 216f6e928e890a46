// Which models a key can use, asked of the endpoint itself; no id is written into this program.
// Invariant: ends with a value within eight seconds; no message repeats the key.
import * as z from 'zod/mini';
import { decode } from '../core/protocol/decode.ts';

const listSchema = z.object({ data: z.array(z.object({ id: z.string() })) });

export type ListedModels =
  | { readonly ok: true; readonly models: readonly string[] }
  /** `refused`: the endpoint answered, and does not take this key. */
  | { readonly ok: false; readonly refused: boolean };

/** An empty `baseUrl` is the public endpoint. */
export async function listModels(key: string, baseUrl: string): Promise<ListedModels> {
  const base = (baseUrl || 'https://api.anthropic.com').replace(/\/$/, '');
  try {
    const response = await fetch(`${base}/v1/models?limit=20`, {
      headers: { authorization: `Bearer ${key}`, 'x-api-key': key, 'anthropic-version': '2023-06-01' },
      signal: AbortSignal.timeout(8_000),
    });
    if (response.status === 401) return { ok: false, refused: true };
    const list = decode(listSchema, await response.json());
    return { ok: true, models: list.ok ? list.value.data.map((model) => model.id) : [] };
  } catch {
    return { ok: false, refused: false };
  }
}
