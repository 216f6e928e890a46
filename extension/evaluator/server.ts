// The product's server of one trajectory, in a sandbox of its own, and requests to it across the network namespace.
// Invariant: the evaluator listens and the sandbox connects out to it, so no path that the product could turn is ever followed;
// what answers is the product, whoever in its sandbox it is, and an answer is data.
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { createServer, type Server as NetServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { runInBubblewrap, type SandboxResult } from '../node/sandbox/bubblewrap.ts';
import type { LineMeter } from './line-meter.ts';
import { newBox, removeFolder } from './private-folder.ts';
import type { Product } from './product.ts';

const port = 8080;
const maxBodyBytes = 1024 * 1024;
const maxWaiting = 8;

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

export interface ProductServer {
  ask(question: HttpQuestion, timeoutMs: number): Promise<Asked>;
  /** When it resolves, no process of the server is alive. */
  stop(): Promise<void>;
}

export interface ServerPlace {
  readonly product: Product;
  readonly box: string;
  /** Parent of private folders. */
  readonly folder: string;
  readonly deadline: number;
  readonly meter?: LineMeter | undefined;
}

/** Starts it; whether it is ready is found out by the first question. */
export async function startServer(place: ServerPlace, name: string): Promise<ProductServer> {
  const { product, box, deadline } = place;
  const bridge = await newBox(place.folder, `bridge-${name}`);
  const lines = await tunnel(join(bridge, 's'));
  const stopping = new AbortController();
  const coverage = await place.meter?.open(() => stopping.abort());
  const view = {
    app: product.app,
    box,
    bridge,
    ...(product.dependencies === undefined ? {} : { dependencies: product.dependencies }),
    ...(coverage === undefined ? {} : { coverage: coverage.folder }),
  };
  const ended = runInBubblewrap(view, {
    argv: ['node', '-e', script, '--', ...(product.start ?? [])],
    timeoutMs: Math.max(1, deadline - performance.now()),
    signal: stopping.signal,
  });
  let end: SandboxResult | undefined;
  void ended.then((result) => {
    end = result;
    lines.close();
  });
  const ready = readyOnce(product, lines);
  return {
    async ask(question, timeoutMs) {
      const until = performance.now() + timeoutMs;
      const problem = await ready(until);
      const asked = problem ?? (await exchange(lines, question, until));
      return asked.ok || end === undefined ? asked : afterEnd(end);
    },
    async stop() {
      // A program that is measured reports when it is asked to end; any other is not asked.
      if (coverage !== undefined && end === undefined) await lines.finish(ended);
      stopping.abort();
      await ended;
      await coverage?.close();
      lines.close();
      await removeFolder(bridge);
    },
  };
}

function afterEnd(end: SandboxResult): Asked {
  if (!end.ran)
    return { ok: false, reason: end.reason === 'stopped' ? 'ended' : 'infra', detail: end.reason };
  const said = end.stderr.toString('utf8').trim().slice(0, 300);
  return {
    ok: false,
    reason: 'ended',
    detail: `the server ended with ${end.exit}${said === '' ? '' : `: ${said}`}`,
  };
}

/** `ready` of the spec is asked until it answers with less than 500; without one, a port that listens is ready. */
function readyOnce({ ready }: Product, lines: Tunnel) {
  let known = ready === undefined;
  return async (until: number): Promise<Extract<Asked, { ok: false }> | undefined> => {
    while (!known) {
      const asked = await exchange(lines, { method: 'GET', path: ready ?? '/', headers: {} }, until);
      if (!asked.ok && asked.reason !== 'not-http') return asked;
      known = asked.ok && asked.answer.status < 500;
      if (!known) await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return undefined;
  };
}

interface Tunnel {
  /** A connection that leads to the product's port; undefined when there is none in time. */
  take(until: number): Promise<Socket | undefined>;
  finish(ended: Promise<unknown>): Promise<void>;
  close(): void;
}

/** Connections that the sandbox opens to us, each good for one question. */
async function tunnel(path: string): Promise<Tunnel> {
  const waiting: Socket[] = [];
  const wanted: ((socket: Socket | undefined) => void)[] = [];
  const server: NetServer = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    const next = wanted.shift();
    if (next !== undefined) next(socket);
    else if (waiting.length < maxWaiting) waiting.push(socket);
    else socket.destroy();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  let open = true;
  const take = (until: number): Promise<Socket | undefined> => {
    const alive = waiting.splice(0).find((socket) => !socket.destroyed);
    if (alive !== undefined || !open) return Promise.resolve(alive);
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(undefined), Math.max(1, until - performance.now()));
      wanted.push((socket) => {
        clearTimeout(timer);
        resolve(socket);
      });
    });
  };
  return {
    take,
    async finish(ended) {
      (await take(performance.now() + 500))?.end('!');
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 2_000))]);
    },
    close() {
      open = false;
      server.close();
      for (const next of wanted.splice(0)) next(undefined);
      for (const socket of waiting.splice(0)) socket.destroy();
    },
  };
}

async function exchange(lines: Tunnel, question: HttpQuestion, until: number): Promise<Asked> {
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
        host: `127.0.0.1:${port}`,
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

/** Runs in the sandbox: starts the product, and once its port listens, keeps one connection to us waiting for a question. */
const script = `
const { spawn } = require('node:child_process');
const net = require('node:net');
const argv = process.argv.slice(1);
const { NODE_V8_COVERAGE: measured, ...rest } = process.env;
const handler = 'data:text/javascript,process.on(%27SIGTERM%27,()=>process.exit(0))';
const env = { ...rest, PORT: '${port}', ...(measured ? { NODE_V8_COVERAGE: measured, NODE_OPTIONS: '--import=' + handler } : {}) };
const child = spawn(argv[0], argv.slice(1), { stdio: ['ignore', 'inherit', 'inherit'], env });
child.on('error', (error) => { process.stderr.write(String(error.message)); process.exit(127); });
child.on('exit', (code, signal) => process.exit(signal ? 137 : code));
const product = (done) => {
  const try_ = (hosts) => {
    const socket = net.connect(${port}, hosts[0]);
    socket.once('connect', () => done(socket));
    socket.once('error', () => hosts.length > 1 ? try_(hosts.slice(1)) : done());
  };
  try_(['127.0.0.1', '::1']);
};
const wait = () => product((probe) => { if (!probe) return setTimeout(wait, 20); probe.destroy(); offer(); });
const offer = () => {
  const out = net.connect('/bridge/s');
  out.on('error', () => process.exit(0));
  out.once('data', (first) => {
    offer();
    if (first.length === 1 && first[0] === 33) return child.kill('SIGTERM');
    out.pause();
    product((to) => {
      if (!to) return out.destroy();
      to.on('error', () => out.destroy());
      out.on('close', () => to.destroy());
      to.write(first);
      out.pipe(to);
      to.pipe(out);
    });
  });
};
wait();
`;
