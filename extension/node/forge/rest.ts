// GitHub's REST API, as far as one pull request needs it: look for it, else open it.
// Source: docs.github.com/rest/pulls/pulls. Invariant: the token goes to one address, in one header, and nowhere else.
import * as z from 'zod/mini';
import { decodeJson } from '../../core/protocol/decode.ts';

export interface Api {
  readonly url: string;
  readonly token: string;
  readonly timeoutMs?: number;
}

export interface Wanted {
  readonly owner: string;
  readonly name: string;
  /** Owner of the repository that has the branch: another one for a fork. */
  readonly headOwner: string;
  readonly branch: string;
  readonly into: string;
  readonly title: string;
  readonly body: string;
}

export interface Found {
  readonly url: string;
  readonly number: number;
}

/** `refused`: it was not opened, and trying again changes nothing. `unclear`: it may have been opened. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly kind: 'refused' | 'unclear'; readonly reason: string };

const pullSchema = z.object({
  number: z.int(),
  html_url: z.string().check(z.regex(/^https?:\/\/[^\s"'<>\\]+$/)),
  head: z.object({ ref: z.string() }),
});

/** The API that belongs to a host. */
export function apiOf(host: string): string {
  if (host === 'github.com') return 'https://api.github.com';
  return host.endsWith('.ghe.com') ? `https://api.${host}` : `https://${host}/api/v3`;
}

/** A pull request for this branch, open or not: a closed one was opened once, and is not opened again. */
export async function lookUp(api: Api, wanted: Wanted): Promise<Answer<Found | null>> {
  const { owner, name, headOwner, branch } = wanted;
  const query = new URLSearchParams({ head: `${headOwner}:${branch}`, state: 'all', per_page: '30' });
  const answer = await ask(api, 'GET', `/repos/${owner}/${name}/pulls?${query}`);
  if (!answer.ok) return answer;
  if (answer.value.status !== 200) return problemOf(answer.value);
  const decoded = decodeJson(z.array(pullSchema), answer.value.text);
  if (!decoded.ok)
    return { ok: false, kind: 'unclear', reason: 'it answered something that is no list of pull requests' };
  const found = decoded.value.find((pull) => pull.head.ref === branch);
  return { ok: true, value: found ? { url: found.html_url, number: found.number } : null };
}

export async function create(api: Api, wanted: Wanted): Promise<Answer<Found>> {
  const { owner, name, headOwner, branch, into, title, body } = wanted;
  const head = headOwner === owner ? branch : `${headOwner}:${branch}`;
  const answer = await ask(api, 'POST', `/repos/${owner}/${name}/pulls`, { title, body, head, base: into });
  if (!answer.ok) return answer;
  if (answer.value.status !== 201) return problemOf(answer.value);
  const decoded = decodeJson(pullSchema, answer.value.text);
  if (!decoded.ok)
    return { ok: false, kind: 'unclear', reason: 'it answered something that is no pull request' };
  return { ok: true, value: { url: decoded.value.html_url, number: decoded.value.number } };
}

interface Reply {
  readonly status: number;
  readonly text: string;
}

const maxBytes = 4 * 1024 * 1024;

async function ask(api: Api, method: 'GET' | 'POST', path: string, body?: object): Promise<Answer<Reply>> {
  let target = `${api.url.replace(/\/+$/, '')}${path}`;
  const signal = AbortSignal.timeout(api.timeoutMs ?? 20_000);
  const headers = {
    Accept: 'application/vnd.github+json',
    Authorization: `Bearer ${api.token}`,
    'User-Agent': 'dimmer',
    'X-GitHub-Api-Version': '2022-11-28',
    ...(body && { 'Content-Type': 'application/json' }),
  };
  const request = {
    method,
    headers,
    signal,
    redirect: 'manual' as const,
    ...(body && { body: JSON.stringify(body) }),
  };
  try {
    for (let hops = 0; hops < 4; hops += 1) {
      const response = await fetch(target, request);
      const next = response.headers.get('location');
      // A renamed repository; the token follows to the same address only.
      const moved = [301, 302, 307, 308].includes(response.status) && next ? URL.parse(next, target) : null;
      if (moved === null) return { ok: true, value: { status: response.status, text: await read(response) } };
      if (moved.origin !== new URL(target).origin)
        return { ok: false, kind: 'refused', reason: 'it sent the request to another address' };
      await response.body?.cancel();
      target = moved.href;
    }
    return { ok: false, kind: 'refused', reason: 'it sent the request round in circles' };
  } catch (error) {
    const late = error instanceof Error && error.name === 'TimeoutError';
    return {
      ok: false,
      kind: 'unclear',
      reason: late ? 'it did not answer in time' : 'the connection failed',
    };
  }
}

async function read(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > maxBytes) break;
    chunks.push(chunk);
  }
  return bytes > maxBytes ? '' : Buffer.concat(chunks).toString('utf8');
}

const problemSchema = z.object({
  message: z.string(),
  errors: z.optional(z.array(z.union([z.string(), z.object({ message: z.optional(z.string()) })]))),
});

function problemOf({ status, text }: Reply): Extract<Answer<never>, { ok: false }> {
  const decoded = decodeJson(problemSchema, text);
  const messages = decoded.ok
    ? [
        decoded.value.message,
        ...(decoded.value.errors ?? []).map((one) => (typeof one === 'string' ? one : (one.message ?? ''))),
      ]
    : [];
  const words = messages
    .filter((one) => one !== '')
    .join(': ')
    .replaceAll(/\s+/g, ' ')
    .slice(0, 200);
  const reason = `it answered ${status}${words === '' ? '' : ` (${words})`}`;
  const later =
    status >= 500 || status === 429 || status === 408 || (status === 403 && /rate limit/i.test(words));
  const known = [400, 401, 403, 404, 410, 422].includes(status);
  return { ok: false, kind: later || !known ? 'unclear' : 'refused', reason };
}
