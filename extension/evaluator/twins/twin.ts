// One twin of one trajectory: a program in a sandbox of its own, with a side for the product and a side for us.
// Invariant: the control side is a socket inside the twin's own sandbox; nothing of the product's sandbox leads there.
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { runInBubblewrap } from '../../node/sandbox/bubblewrap.ts';
import { watchUsage } from '../box-usage.ts';
import { exchange, insidePort, type Asked } from '../exchange.ts';
import { insideScript } from '../inside-script.ts';
import { newBox, removeFolder } from '../private-folder.ts';
import { inApp } from '../product.ts';
import { tunnel } from '../tunnel.ts';
import type { TwinPrograms } from './prepare-twins.ts';

const control = '/tmp/control.sock';
const startMs = 15_000;
const answerMs = 5_000;

/** `never-stood`: it did not start, which says nothing about the product. `gave-out`: it did, and then something ended or jammed it. */
export type TwinAnswer =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly reason: 'never-stood' | 'gave-out' | 'refused'; readonly detail: string };

export interface Twin {
  reset(): Promise<TwinAnswer>;
  seed(data: unknown): Promise<TwinAnswer>;
  /** JSON text. */
  state(): Promise<TwinAnswer>;
  /** A connection to the side of the product. */
  connect(until: number): Promise<Socket | undefined>;
  /** When it resolves, no process of it is alive and nothing it kept is left. */
  stop(): Promise<void>;
}

export interface TwinPlace {
  readonly programs: TwinPrograms;
  readonly name: string;
  /** Parent of private folders. */
  readonly folder: string;
  /** `performance.now()` at which the trajectory ends. */
  readonly deadline: number;
}

export async function startTwin(place: TwinPlace, key: string): Promise<Twin> {
  const { programs, name } = place;
  const run = programs.declared[name]?.run ?? [];
  const [bridge, box] = [
    await newBox(place.folder, `twin-bridge-${key}`),
    await newBox(place.folder, `twin-${key}`),
  ];
  const [productSide, controlSide] = [await tunnel(join(bridge, 'p')), await tunnel(join(bridge, 'c'))];
  const script = insideScript({
    offers: [
      { out: '/bridge/p', port: insidePort },
      { out: '/bridge/c', path: control },
    ],
    env: { PORT: String(insidePort), CONTROL: control },
  });
  const words = await Promise.all(run.map((word) => inApp(programs.files, word)));
  const { dependencies } = programs;
  const stopping = new AbortController();
  const unwatch = watchUsage(box, () => stopping.abort());
  let said = '';
  const ended = runInBubblewrap(
    { app: programs.files, box, bridge, ...(dependencies === undefined ? {} : { dependencies }) },
    {
      argv: ['node', '-e', script, '--', ...words],
      timeoutMs: Math.max(1, place.deadline - performance.now()),
      signal: stopping.signal,
    },
  ).then((result) => {
    unwatch();
    said = result.ran ? result.stderr.toString('utf8').trim().slice(0, 300) : result.reason;
    productSide.close();
    controlSide.close();
  });
  const ask = async (method: string, path: string, body: string | undefined, ms: number): Promise<Asked> =>
    exchange(
      controlSide,
      { method, path, headers: body === undefined ? {} : { 'content-type': 'application/json' }, body },
      Math.min(place.deadline, performance.now() + ms),
    );
  let stood: Promise<boolean> | undefined;
  const stands = () => (stood ??= ask('GET', '/state', undefined, startMs).then((one) => isDone(one)));
  const told = async (method: string, path: string, body?: string): Promise<TwinAnswer> => {
    if (!(await stands()))
      return { ok: false, reason: 'never-stood', detail: `the twin ${name} did not start: ${said}` };
    const asked = await ask(method, path, body, answerMs);
    if (!asked.ok) return { ok: false, reason: 'gave-out', detail: `the twin ${name}: ${asked.detail}` };
    const { status, body: text } = asked.answer;
    if (isDone(asked)) return { ok: true, text };
    const detail = `the twin ${name} answered ${status} to ${method} ${path}`;
    return { ok: false, reason: 'refused', detail };
  };
  return {
    reset: () => told('POST', '/reset', '{}'),
    seed: (data) => told('POST', '/seed', JSON.stringify(data)),
    state: () => told('GET', '/state'),
    connect: async (until) => ((await stands()) ? productSide.take(until) : undefined),
    async stop() {
      stopping.abort();
      await ended;
      await Promise.all([removeFolder(bridge), removeFolder(box)]);
    },
  };
}

function isDone(asked: Asked): boolean {
  return asked.ok && asked.answer.status >= 200 && asked.answer.status < 300;
}
