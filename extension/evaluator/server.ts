// The product's server of one trajectory, in a sandbox of its own, and requests to it across the network namespace.
// Invariant: the evaluator listens and the sandbox connects out to it, so no path that the product could turn is ever followed;
// what answers is the product, whoever in its sandbox it is, and an answer is data.
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { runInBubblewrap, type SandboxResult } from '../node/sandbox/bubblewrap.ts';
import { watchUsage } from './box-usage.ts';
import { exchange, insidePort, type Asked, type HttpQuestion } from './exchange.ts';
import { insideScript } from './inside-script.ts';
import type { LineMeter } from './line-meter.ts';
import { newBox, removeFolder } from './private-folder.ts';
import type { Product } from './product.ts';
import { tunnel, type Tunnel } from './tunnel.ts';
import type { TwinDoors } from './twins/twins.ts';

const filled = 'the server filled its working directory';

export interface ProductServer {
  ask(question: HttpQuestion, timeoutMs: number): Promise<Asked>;
  /** A connection to its port, once it is ready; undefined when there is none in time. `until` is a `performance.now()`. */
  connect(until: number): Promise<Socket | undefined>;
  /** Why it has ended; undefined when it has not, and does not within `ms`. */
  trouble(ms: number): Promise<string | undefined>;
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
  readonly doors?: TwinDoors | undefined;
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
    ...(place.doors === undefined ? {} : { doors: place.doors.folder }),
  };
  const ended = runInBubblewrap(view, {
    argv: ['node', '-e', script(place.doors), '--', ...(product.start ?? [])],
    env: place.doors?.env ?? {},
    timeoutMs: Math.max(1, deadline - performance.now()),
    signal: stopping.signal,
  });
  let end: SandboxResult | undefined;
  let full = false;
  const unwatch = watchUsage(box, () => {
    full = true;
    stopping.abort();
  });
  void ended.then((result) => {
    unwatch();
    end = full ? { ran: false, reason: filled } : result;
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
    async trouble(ms) {
      if (ms > 0) await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, ms))]);
      return end === undefined ? undefined : afterEnd(end).detail;
    },
    async connect(until) {
      return (await ready(until)) === undefined ? lines.take(until) : undefined;
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

function afterEnd(end: SandboxResult): Extract<Asked, { ok: false }> {
  if (!end.ran) {
    const own = end.reason === 'stopped' || end.reason === filled;
    return { ok: false, reason: own ? 'ended' : 'infra', detail: end.reason };
  }
  if (end.overMemory)
    return { ok: false, reason: 'ended', detail: 'the server held more memory than a product may' };
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

function script(doors: TwinDoors | undefined): string {
  return insideScript({
    offers: [{ out: '/bridge/s', port: insidePort }],
    doors: doors?.ports ?? [],
    env: { PORT: String(insidePort) },
  });
}
