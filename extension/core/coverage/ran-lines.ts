// Reads what V8 says about one script: which spans of its text ran. Format: NODE_V8_COVERAGE of Node, Profiler.ScriptCoverage of V8.
// Invariant: the product's process wrote it, so any numbers in any order are read in bounded time, and nothing is trusted.
import { decode } from '@jridgewell/sourcemap-codec';
import * as z from 'zod/mini';

export const v8ScriptSchema = z.object({
  url: z.string(),
  functions: z.array(
    z.object({
      ranges: z.array(z.object({ startOffset: z.number(), endOffset: z.number(), count: z.number() })),
    }),
  ),
});
type V8Script = z.infer<typeof v8ScriptSchema>;

export const sourceMapSchema = z.object({
  sources: z.array(z.nullable(z.string())),
  sourceRoot: z.optional(z.nullable(z.string())),
  mappings: z.string(),
});
export type SourceMap = z.infer<typeof sourceMapSchema>;

interface Span {
  readonly start: number;
  readonly end: number;
}

const deepest = 64;

/** Those of `lines` (from 1) that ran. A line ran unless the smallest range around all of it has the count 0. */
export function ranLines(text: string, script: V8Script, lines: readonly number[]): number[] {
  const starts = lineStarts(text);
  const spans = lines.flatMap((line) => {
    const from = starts[line - 1];
    if (from === undefined) return [];
    const whole = text.slice(from, (starts[line] ?? text.length + 1) - 1);
    const start = from + (whole.length - whole.trimStart().length);
    return [{ line, start, end: start + whole.trim().length }];
  });
  return ranSpans(script, spans).map(({ line }) => line);
}

/** Places of a source in the text that was built from it: line (from 1) -> those that ran, and all that have code. */
export interface MappedLines {
  readonly ran: ReadonlySet<number>;
  readonly known: ReadonlySet<number>;
}

/** Lines of every source of a built text, by index in `map.sources`; nothing where the map cannot be read. */
export function mappedLines(text: string, script: V8Script, map: SourceMap): Map<number, MappedLines> {
  const found = new Map<number, { ran: Set<number>; known: Set<number> }>();
  const starts = lineStarts(text);
  const spans = segmentsOf(map).flatMap(([row, column, source, line]) => {
    const from = starts[row];
    return from === undefined ? [] : [{ source, line, start: from + column, end: from + column }];
  });
  for (const { source, line } of spans) {
    const lines = found.get(source) ?? { ran: new Set(), known: new Set() };
    found.set(source, lines);
    lines.known.add(line);
  }
  for (const { source, line } of ranSpans(script, spans)) found.get(source)?.ran.add(line);
  return found;
}

/** Built row, built column, source index, source line from 1. */
function segmentsOf(map: SourceMap): [number, number, number, number][] {
  try {
    return decode(map.mappings).flatMap((row, at) =>
      row.flatMap((segment): [number, number, number, number][] =>
        segment.length === 1 ? [] : [[at, segment[0], segment[1], segment[2] + 1]],
      ),
    );
  } catch {
    return [];
  }
}

/** One pass over both, in order of their starts: ranges are nested, so the open ones are a stack with the smallest on top. */
function ranSpans<T extends Span>(script: V8Script, spans: readonly T[]): T[] {
  const ranges = script.functions
    .flatMap((one) => one.ranges)
    .sort((a, b) => a.startOffset - b.startOffset || b.endOffset - a.endOffset);
  const open: typeof ranges = [];
  const ran: T[] = [];
  let next = 0;
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    for (let one = ranges[next]; one !== undefined && one.startOffset <= span.start; one = ranges[++next]) {
      while (open.length > 0 && (open.at(-1)?.endOffset ?? 0) <= one.startOffset) open.pop();
      open.push(one);
    }
    while (open.length > 0 && (open.at(-1)?.endOffset ?? 0) < span.start) open.pop();
    const around = open.slice(-deepest).findLast((one) => one.endOffset >= span.end);
    if (around !== undefined && around.count > 0) ran.push(span);
  }
  return ran;
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
