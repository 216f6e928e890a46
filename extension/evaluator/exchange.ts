// One HTTP question through a tunnel, and its answer as data.
// Invariant: bounded in time and size, and never a connection of the host's own.
import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { Tunnel } from './tunnel.ts';

/** Where whatever is asked listens, inside its own sandbox. */
export const insidePort = 8080;
const maxBodyBytes = 1024 * 1024;

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly milliseconds: number;
}

export interface HttpQuestion {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

export type Asked =
  | { readonly ok: true; readonly answer: HttpAnswer }
  | {
      readonly ok: false;
      readonly reason: 'ended' | 'timeout' | 'not-http' | 'too-long' | 'infra';
      readonly detail: string;
    };

export async function exchange(lines: Tunnel, question: HttpQuestion, until: number): Promise<Asked> {
  const socket = await lines.take(until);
  if (socket === undefined)
    return { ok: false, reason: 'timeout', detail: 'the server did not listen on its port in time' };
  const begun = performance.now();
  return new Promise((resolve) => {
    const fail = (reason: 'timeout' | 'not-http' | 'too-long', detail: string) => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ ok: false, reason, detail });
    };
    const timer = setTimeout(() => fail('timeout', 'no answer in time'), Math.max(1, until - begun));
    const { method, path, headers, body } = question;
    const sent = httpRequest({
      createConnection: () => socket,
      // With an agent, Node would open a connection of its own, on the host.
      ...{ method, path },
      headers: {
        host: `127.0.0.1:${insidePort}`,
        ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
        ...headers,
        connection: 'close',
      },
    });
    sent.on('error', (error) => fail('not-http', `no HTTP answer: ${error.message}`));
    sent.on('response', (response) => {
      collect(
        response,
        () => fail('too-long', 'the answer is longer than 1 MiB'),
        (text) => {
          clearTimeout(timer);
          socket.destroy();
          const milliseconds = performance.now() - begun;
          const answer = {
            status: response.statusCode ?? 0,
            headers: plainHeaders(response),
            body: text,
            milliseconds,
          };
          resolve({ ok: true, answer });
        },
      );
    });
    sent.end(body);
  });
}

function collect(response: IncomingMessage, onFlood: () => void, onEnd: (text: string) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  response.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > maxBodyBytes) onFlood();
    else chunks.push(chunk);
  });
  response.on('error', () => response.destroy());
  response.on('end', () => onEnd(Buffer.concat(chunks).toString('utf8')));
  response.on('aborted', () => onEnd(Buffer.concat(chunks).toString('utf8')));
}

function plainHeaders({ headers }: IncomingMessage): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')] as const);
  return Object.fromEntries(entries);
}
