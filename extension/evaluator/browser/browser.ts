// One browser in a sandbox of its own, told over a socket what to do; it outlives a trajectory, its pages do not.
// Invariant: every answer is decoded and bounded; one that does not answer in time is killed, with all its processes.
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { decodeJson } from '../../core/protocol/decode.ts';
import {
  browserArguments,
  maxBrowserMemory,
  maxBrowserProcesses,
} from '../../node/sandbox/browser-profile.ts';
import { runProfile } from '../../node/sandbox/bubblewrap.ts';
import { browserFix, findBrowser, findPlaywright, playwrightFix } from '../../node/find-browser.ts';
import { openDoors, type Door } from '../doors.ts';
import { newBox, removeFolder } from '../private-folder.ts';
import { driverScript } from './driver-script.ts';

const day = 24 * 60 * 60 * 1000;
const launchMs = 60_000;
/** What an answer may take longer than what was asked for. */
const graceMs = 10_000;
const maxLine = 4 * 1024 * 1024;

const replySchema = z.union([
  z.object({ id: z.int(), ok: z.literal(true), value: z.unknown() }),
  z.object({
    id: z.int(),
    ok: z.literal(false),
    kind: z.enum(['none', 'several', 'refused', 'timeout', 'crash', 'error']),
    message: z.string(),
  }),
]);
type Reply = z.infer<typeof replySchema>;
export type BrowserReply =
  | { readonly ok: true; readonly value: unknown }
  | {
      readonly ok: false;
      readonly kind: 'none' | 'several' | 'refused' | 'timeout' | 'crash' | 'error' | 'gone';
      readonly message: string;
    };

export interface Browser {
  call(does: string, more: Readonly<Record<string, unknown>>, ms: number): Promise<BrowserReply>;
  /** Where connections lead from now on; nowhere without an argument, and those that are open end. */
  lead(to?: (name: string, until: number) => Promise<Socket | undefined>): void;
  alive(): boolean;
  stop(): Promise<void>;
}

export type StartedBrowser =
  { readonly ok: true; readonly browser: Browser } | { readonly ok: false; readonly reason: string };

export async function startBrowser(
  folder: string,
  key: string,
  ports: readonly (readonly [port: number, name: string])[],
  checkout: string | undefined,
): Promise<StartedBrowser> {
  const program = findBrowser();
  if (program === undefined) return { ok: false, reason: `no browser was found on the PATH. ${browserFix}` };
  const playwright = findPlaywright(checkout);
  if (playwright === undefined)
    return { ok: false, reason: `playwright-core was not found. ${playwrightFix}` };
  const bridge = await newBox(folder, `browser-${key}`);
  const place = await newBox(folder, `browser-doors-${key}`);
  let target: ((name: string, until: number) => Promise<Socket | undefined>) | undefined;
  const door = (name: string): Door => ({ name, connect: async (until) => target?.(name, until) });
  const doors = await openDoors(
    place,
    ports.map(([, name]) => door(name)),
  );
  const channel = await listen(join(bridge, 'c'));
  const stopping = new AbortController();
  const argv = ['node', '-e', driverScript({ program, ports })];
  const view = { program, playwright, bridge, doors: place };
  let said = '';
  const ended = runProfile(
    (node) => browserArguments(view, argv, node),
    { timeoutMs: day, memoryBytes: maxBrowserMemory, signal: stopping.signal },
    maxBrowserProcesses,
  ).then((result) => {
    said = result.ran
      ? result.stderr.toString('utf8').trim().split('\n').slice(0, 4).join(' ')
      : result.reason;
    channel.close();
  });
  const browser: Browser = {
    async call(does, more, ms) {
      const reply = await channel.ask({ does, ...more, ms }, ms + graceMs);
      // One that has ended by itself may still say why.
      if (reply === undefined) await Promise.race([ended, pause(500)]);
      if (reply === undefined) stopping.abort();
      return reply ?? { ok: false, kind: 'gone', message: 'the browser ended, or did not answer' };
    },
    lead(to) {
      target = to;
      if (to === undefined) doors.drop();
    },
    alive: () => !stopping.signal.aborted && channel.open(),
    async stop() {
      stopping.abort();
      await ended;
      channel.close();
      doors.close();
      await Promise.all([removeFolder(bridge), removeFolder(place)]);
    },
  };
  const done = await browser.call('launch', {}, launchMs);
  if (done.ok) return { ok: true, browser };
  await browser.stop();
  return {
    ok: false,
    reason: `the browser did not start: ${done.kind === 'gone' && said !== '' ? said.slice(0, 300) : done.message}`,
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

interface Channel {
  /** Undefined when there is no answer in time. */
  ask(question: Readonly<Record<string, unknown>>, ms: number): Promise<Reply | undefined>;
  open(): boolean;
  close(): void;
}

/** One connection is taken, the first; whoever comes later from the same sandbox is not heard. */
async function listen(path: string): Promise<Channel> {
  const waiting = new Map<number, (reply: Reply | undefined) => void>();
  let [count, closed, rest] = [0, false, ''];
  let arrive: (socket: Socket | undefined) => void = () => undefined;
  const arrived = new Promise<Socket | undefined>((resolve) => (arrive = resolve));
  const close = (): void => {
    closed = true;
    server.close();
    arrive(undefined);
    void arrived.then((socket) => socket?.destroy());
    for (const done of waiting.values()) done(undefined);
  };
  const hear = (text: string): void => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > maxLine) close();
    for (const line of lines) {
      const reply = decodeJson(replySchema, line);
      if (reply.ok) waiting.get(reply.value.id)?.(reply.value);
    }
  };
  const server = createServer((socket) => {
    server.close();
    socket.setEncoding('utf8').on('error', close).on('close', close).on('data', hear);
    arrive(socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  return {
    open: () => !closed,
    close,
    ask(question, ms) {
      if (closed) return Promise.resolve(undefined);
      const id = ++count;
      return new Promise((resolve) => {
        const done = (reply: Reply | undefined): void => {
          clearTimeout(timer);
          waiting.delete(id);
          resolve(reply);
        };
        const timer = setTimeout(done, ms, undefined);
        waiting.set(id, done);
        void arrived.then((socket) => socket?.write(`${JSON.stringify({ ...question, id })}\n`));
      });
    },
  };
}
