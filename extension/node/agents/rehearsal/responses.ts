// The bodies and failures of the rehearsal server, in the shapes of the real API.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Cassette, Fault } from './cassette.ts';

export interface Failure {
  readonly status: number;
  readonly type: string;
  readonly message: string;
  /** Seconds. */
  readonly retryAfter?: number;
}

/** Marks every answer of a rehearsal server, so that none is taken for a measurement. */
export const rehearsalRequestId = 'req_rehearsal';

export function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'request-id': rehearsalRequestId });
  response.end(JSON.stringify(body));
}

export function fail(response: ServerResponse, failure: Failure): void {
  if (failure.retryAfter !== undefined) response.setHeader('retry-after', String(failure.retryAfter));
  json(response, failure.status, {
    type: 'error',
    error: { type: failure.type, message: failure.message },
    request_id: rehearsalRequestId,
  });
}

export function openStream(response: ServerResponse): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
    'request-id': rehearsalRequestId,
  });
}

/** The failure that an HTTP fault is answered with. */
export function faultFailure(fault: Fault & { kind: Exclude<Fault['kind'], 'drop' | 'stall'> }): Failure {
  const after = fault.retryAfter === undefined ? {} : { retryAfter: fault.retryAfter };
  switch (fault.kind) {
    case 'rate-limit':
      return {
        status: 429,
        type: 'rate_limit_error',
        message: 'This request would exceed your rate limit.',
        retryAfter: 1,
        ...after,
      };
    case 'overloaded':
      return { status: 529, type: 'overloaded_error', message: 'Overloaded', ...after };
    case 'too-long':
      return {
        status: 400,
        type: 'invalid_request_error',
        message: 'prompt is too long: 210000 tokens > 200000 maximum',
      };
    case 'error':
      return { status: 500, type: 'api_error', message: 'Internal server error', ...after };
  }
}

/** Why the request's key is refused; `undefined` when it is accepted. */
export function keyFailure(request: IncomingMessage, cassette: Cassette): Failure | undefined {
  const bearer = /^Bearer\s+(.*)$/i.exec(request.headers.authorization ?? '')?.[1]?.trim();
  const header = request.headers['x-api-key'];
  const key = bearer || (typeof header === 'string' ? header.trim() : '');
  if (key && (cassette.key === undefined || cassette.key === key)) return undefined;
  return {
    status: 401,
    type: 'authentication_error',
    message: key ? 'invalid API key' : 'an API key is required',
  };
}

export function modelExists(cassette: Cassette, id: string): boolean {
  return cassette.models === undefined || cassette.models.includes(id);
}

export const unknownModel = (id: string): Failure => ({
  status: 404,
  type: 'not_found_error',
  message: `model: ${id}`,
});

/** In the shape of the real API, with the capabilities that our loop reads. */
export function modelInfo({ model }: Cassette, id: string): object {
  const can = (supported: boolean | undefined): object => ({ supported: supported === true });
  const { contextTokens, adaptiveThinking, efforts = [] } = model ?? {};
  const levels = ['low', 'medium', 'high', 'xhigh', 'max'];
  return {
    type: 'model',
    id,
    display_name: `${id} (rehearsal)`,
    created_at: '2026-01-01T00:00:00Z',
    capabilities: model
      ? {
          thinking: { ...can(adaptiveThinking), types: { adaptive: can(adaptiveThinking) } },
          effort: {
            ...can(efforts.length > 0),
            ...Object.fromEntries(levels.map((level) => [level, can(efforts.includes(level))])),
          },
        }
      : null,
    max_input_tokens: contextTokens ?? null,
    max_tokens: null,
  };
}

export function modelList(cassette: Cassette): object {
  const ids = cassette.models ?? ['rehearsal'];
  return {
    data: ids.map((id) => modelInfo(cassette, id)),
    has_more: false,
    first_id: ids[0],
    last_id: ids.at(-1),
  };
}
