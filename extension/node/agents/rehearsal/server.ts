// The rehearsal model: a loopback server that speaks the Messages API from a cassette, so that the SDK is used unmodified.
// Invariant: only the words are scripted; nothing here runs a tool, reads a worktree or invents an answer.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { chooseEntry, type Cassette, type CassetteEntry, type ChosenEntry, type Fault } from './cassette.ts';
import { checkRequest, lastUserText, turnOf, type MessagesRequest } from './request.ts';
import {
  fail,
  faultFailure,
  json,
  keyFailure,
  modelExists,
  modelInfo,
  modelList,
  openStream,
  unknownModel,
} from './responses.ts';
import { roleHeader } from './role.ts';
import { frame, streamEvents, wholeMessage, type ReplyContext } from './sse.ts';

export interface RehearsalLogEntry {
  readonly method: string;
  readonly path: string;
  readonly role: string;
  readonly status: number;
  readonly body: unknown;
}

export interface RehearsalOptions {
  readonly cassette: Cassette;
  /** Told about every request once it is answered. */
  readonly log?: (entry: RehearsalLogEntry) => void;
}

export interface RehearsalServer {
  /** For the SDK's `baseURL`. */
  readonly url: string;
  close(): Promise<void>;
}

interface Exchange {
  readonly cassette: Cassette;
  /** Entry index -> faults given so far. */
  readonly faultsGiven: Map<number, number>;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: unknown;
}

const maxBodyBytes = 64 * 1024 * 1024;

/** Starts the server on a free loopback port. */
export async function startRehearsalServer(options: RehearsalOptions): Promise<RehearsalServer> {
  const faultsGiven = new Map<number, number>();
  const server = createServer((request, response) => {
    answer(options, faultsGiven, request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else fail(response, { status: 500, type: 'api_error', message: String(error) });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  options: RehearsalOptions,
  faultsGiven: Map<number, number>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request);
  try {
    await route({ cassette: options.cassette, faultsGiven, request, response, body });
  } finally {
    options.log?.({
      method: request.method ?? '',
      path: pathOf(request),
      role: roleOf(request),
      status: response.statusCode,
      body,
    });
  }
}

async function route(exchange: Exchange): Promise<void> {
  const { request, response, cassette, body } = exchange;
  const refused = keyFailure(request, cassette);
  if (refused) return fail(response, refused);
  const path = pathOf(request);
  if (request.method === 'GET' && path === '/v1/models') return json(response, 200, modelList(cassette));
  if (request.method === 'GET' && path.startsWith('/v1/models/'))
    return oneModel(response, cassette, decodeURIComponent(path.slice('/v1/models/'.length)));
  const counting = path === '/v1/messages/count_tokens';
  if (request.method !== 'POST' || (path !== '/v1/messages' && !counting))
    return fail(response, { status: 404, type: 'not_found_error', message: `Not found: ${path}` });
  const checked = checkRequest(body, counting);
  if (!checked.ok)
    return fail(response, { status: 400, type: 'invalid_request_error', message: checked.problem });
  if (!modelExists(cassette, checked.request.model))
    return fail(response, unknownModel(checked.request.model));
  if (counting) return json(response, 200, { input_tokens: estimate(body) });
  return reply(exchange, checked.request);
}

async function reply(exchange: Exchange, request: MessagesRequest): Promise<void> {
  const role = roleOf(exchange.request);
  const turn = turnOf(request);
  const chosen = chooseEntry(exchange.cassette, { role, turn, lastUserText: lastUserText(request) });
  if (!chosen)
    return fail(exchange.response, {
      status: 400,
      type: 'invalid_request_error',
      message: `No entry of the cassette "${exchange.cassette.title}" answers turn ${turn + 1} of the ${role}.`,
    });
  if (chosen.entry.delayMs) await sleep(chosen.entry.delayMs);
  const inputTokens = estimate(exchange.body);
  const context: ReplyContext = { model: request.model, turn, index: chosen.index, inputTokens };
  const fault = nextFault(exchange, chosen);
  if (fault?.kind === 'drop' || fault?.kind === 'stall')
    return breakOff(exchange.response, chosen.entry, context, fault.kind);
  if (fault) return fail(exchange.response, faultFailure({ ...fault, kind: fault.kind }));
  if (!request.stream) return json(exchange.response, 200, wholeMessage(chosen.entry, context));
  openStream(exchange.response);
  await pipeline(Readable.from(frames(chosen.entry, context)), exchange.response);
}

function* frames(entry: CassetteEntry, context: ReplyContext): Generator<string> {
  for (const event of streamEvents(entry, context)) yield frame(event);
}

function nextFault(exchange: Exchange, { entry, index }: ChosenEntry): Fault | undefined {
  const given = exchange.faultsGiven.get(index) ?? 0;
  if (!entry.fault || given >= entry.fault.times) return undefined;
  exchange.faultsGiven.set(index, given + 1);
  return entry.fault;
}

/** Half a stream, then a broken connection or silence. */
async function breakOff(
  response: ServerResponse,
  entry: CassetteEntry,
  context: ReplyContext,
  kind: 'drop' | 'stall',
): Promise<void> {
  const all = [...frames(entry, context)];
  openStream(response);
  response.write(all.slice(0, Math.max(1, Math.floor(all.length / 2))).join(''));
  await sleep(20);
  if (kind === 'drop') response.destroy();
  else if (!response.destroyed) await once(response, 'close');
}

function oneModel(response: ServerResponse, cassette: Cassette, id: string): void {
  if (modelExists(cassette, id)) json(response, 200, modelInfo(cassette, id));
  else fail(response, unknownModel(id));
}

function roleOf(request: IncomingMessage): CassetteEntry['role'] {
  const role = request.headers[roleHeader];
  return role === 'judge' || role === 'author' ? role : 'builder';
}

const pathOf = (request: IncomingMessage): string => new URL(request.url ?? '/', 'http://rehearsal').pathname;

const estimate = (body: unknown): number => Math.ceil(JSON.stringify(body ?? '').length / 4);

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBodyBytes) throw new Error('request too large');
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return undefined;
  }
}
