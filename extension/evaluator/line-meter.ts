// Which changed lines of a Node product run in some scenarios: a pass of its own, after the verdicts, whose verdicts nobody sees.
// Invariant: what leaves is a set of line numbers; the product's own process wrote what is read here, so it is never proof.
import { constants } from 'node:fs';
import { open as openFile, readdir, realpath } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, posix } from 'node:path';
import * as z from 'zod/mini';
import type { LinePass } from '../core/coverage/count-lines.ts';
import { runsAsWritten } from '../core/coverage/changed-lines.ts';
import {
  mappedLines,
  ranLines,
  sourceMapSchema,
  v8ScriptSchema,
  type SourceMap,
} from '../core/coverage/ran-lines.ts';
import { decode, decodeJson } from '../core/protocol/decode.ts';
import type { Scenario } from '../core/scenario/schema.ts';
import { watchUsage } from './box-usage.ts';
import { browserPool } from './browser/page.ts';
import { newBox, privateFolder, removeFolder } from './private-folder.ts';
import type { Product } from './product.ts';
import { runTrajectory } from './trajectory.ts';

const patienceMs = 30_000;
const maxReportBytes = 16 * 1024 * 1024;
const maxReports = 32;

export interface LineMeter {
  /** A folder for one command; `close` reads it and throws it away. */
  open(onFull: () => void): Promise<{ readonly folder: string; close(): Promise<void> }>;
}

type LineSets = Map<string, Set<number>>;

export async function measureLines(
  product: Product,
  scenarios: readonly Scenario[],
  changed: ReadonlyMap<string, readonly number[]>,
): Promise<LinePass> {
  const folder = await privateFolder('memory');
  const browsers = browserPool(folder);
  const reading = newReading(product, changed);
  const meter = meterIn(folder, reading);
  const begun = performance.now();
  let done = 0;
  try {
    const queue = product.buildFailure === undefined ? [...scenarios] : [];
    const work = async (): Promise<void> => {
      for (let whole = queue.shift(); whole !== undefined; whole = queue.shift()) {
        if (performance.now() - begun > patienceMs) return;
        const scenario = { ...whole, steps: whole.steps.filter((step) => step.kind !== 'judge') };
        await runTrajectory({ scenario, index: 0, product, folder, browsers, judge: undefined, meter });
        done += 1;
      }
    };
    await Promise.all(Array.from({ length: availableParallelism() }, work));
  } finally {
    await browsers.close();
    await removeFolder(folder);
  }
  const { ran, empty, reports, mapped } = reading;
  return { ran, empty, reports, mapped, scenarios: done, of: scenarios.length };
}

interface Reading {
  readonly product: Product;
  readonly changed: ReadonlyMap<string, readonly number[]>;
  readonly texts: Map<string, string>;
  readonly ran: LineSets;
  readonly empty: LineSets;
  reports: number;
  mapped: boolean;
}

function newReading(product: Product, changed: Reading['changed']): Reading {
  return { product, changed, texts: new Map(), ran: new Map(), empty: new Map(), reports: 0, mapped: false };
}

function meterIn(parent: string, reading: Reading): LineMeter {
  let opened = 0;
  return {
    async open(onFull) {
      const folder = await newBox(parent, `coverage-${++opened}`);
      const stop = watchUsage(folder, onFull);
      return {
        folder,
        async close() {
          stop();
          await readReports(folder, reading);
          await removeFolder(folder);
        },
      };
    },
  };
}

const reportSchema = z.object({
  result: z.array(z.unknown()),
  'source-map-cache': z.optional(z.record(z.string(), z.unknown())),
});
const mapEntrySchema = z.object({ data: sourceMapSchema });

async function readReports(folder: string, reading: Reading): Promise<void> {
  const names = await readdir(folder).catch((): string[] => []);
  for (const name of names.filter((one) => one.endsWith('.json')).slice(0, maxReports)) {
    const text = await regularFile(join(folder, name));
    const report = text === undefined ? undefined : decodeJson(reportSchema, text);
    if (report?.ok !== true) continue;
    reading.reports += 1;
    const maps = report.value['source-map-cache'] ?? {};
    for (const one of report.value.result) await readScript(one, maps, reading);
  }
}

async function readScript(
  data: unknown,
  maps: Readonly<Record<string, unknown>>,
  reading: Reading,
): Promise<void> {
  const path = pathInApp((data as { url?: unknown } | null)?.url);
  if (path === undefined) return;
  const map = Object.hasOwn(maps, `file:///app/${path}`)
    ? decode(mapEntrySchema, maps[`file:///app/${path}`])
    : undefined;
  const lines = reading.changed.get(path);
  const direct = lines !== undefined && runsAsWritten.test(path);
  if (!direct && map?.ok !== true) return;
  const script = decode(v8ScriptSchema, data);
  const text = script.ok ? await sourceText(path, reading) : undefined;
  if (!script.ok || text === undefined) return;
  if (direct) add(reading.ran, path, ranLines(text, script.value, lines));
  if (map?.ok === true)
    readMapped(path, mappedLines(text, script.value, map.value.data), map.value.data, reading);
}

function readMapped(
  built: string,
  found: ReturnType<typeof mappedLines>,
  map: SourceMap,
  reading: Reading,
): void {
  for (const [index, { ran, known }] of found) {
    const source = map.sources[index];
    if (typeof source !== 'string') continue;
    const path = pathInApp(source) ?? posix.join(posix.dirname(built), map.sourceRoot ?? '', source);
    const lines = reading.changed.get(path);
    if (lines === undefined) continue;
    reading.mapped = true;
    add(
      reading.ran,
      path,
      lines.filter((line) => ran.has(line)),
    );
    add(
      reading.empty,
      path,
      lines.filter((line) => !known.has(line)),
    );
  }
}

/** `file:///app/src/a.js` -> `src/a.js`. */
function pathInApp(url: unknown): string | undefined {
  if (typeof url !== 'string' || !url.startsWith('file:///app/')) return undefined;
  try {
    return decodeURIComponent(url.slice('file:///app/'.length));
  } catch {
    return undefined;
  }
}

function add(sets: LineSets, path: string, lines: readonly number[]): void {
  const set = sets.get(path) ?? new Set();
  sets.set(path, set);
  for (const line of lines) set.add(line);
}

/** The product's file as it was run; never one outside of it. */
async function sourceText(path: string, { product, texts }: Reading): Promise<string | undefined> {
  const known = texts.get(path);
  if (known !== undefined) return known;
  const whole = await realpath(join(product.app, path)).catch(() => '');
  if (!whole.startsWith(`${await realpath(product.app)}/`)) return undefined;
  const text = await regularFile(whole);
  if (text !== undefined) texts.set(path, text.replace(/^\uFEFF/, ''));
  return texts.get(path);
}

/** No link is followed in the last place, nothing but a plain file of bounded size is read. */
async function regularFile(path: string): Promise<string | undefined> {
  try {
    const file = await openFile(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const info = await file.stat();
      if (!info.isFile() || info.size > maxReportBytes) return undefined;
      const buffer = Buffer.alloc(info.size);
      const { bytesRead } = await file.read(buffer, 0, info.size, 0);
      return buffer.subarray(0, bytesRead).toString('utf8');
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
}
