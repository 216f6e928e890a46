// Measures code by its lines alone, in any language: how deep it is nested, how much of it is copied, how long it is.
// Invariant: pure and linear; the figures are for a trend of the same files, before against after, and are judged by nobody.

/** Path -> text. */
export type Sources = ReadonlyMap<string, string>;

/** Lines in a row that make a copy. */
export const copyLines = 6;

export function lengthOf(sources: Sources): number {
  return [...sources.values()].reduce((sum, text) => sum + written(text).length, 0);
}

/**
 * Steps of indentation of all lines together. Indentation is a language-neutral stand-in for branching and nesting:
 * Hindle, Godfrey, Holt, "Reading Beside the Lines: Indentation as a Proxy for Complexity Metrics" (ICPC 2008).
 */
export function nestingOf(sources: Sources): number {
  return [...sources.values()].reduce((sum, text) => {
    const widths = written(text).map(widthOf);
    const step = stepOf(widths);
    return sum + widths.reduce((all, width) => all + Math.floor(width / step), 0);
  }, 0);
}

/** Lines of `of` that stand in a run of six which occurs a second time anywhere in `all`; blank and bare lines do not count. */
export function copiedOf(of: readonly string[], all: Sources): number {
  const files = new Map([...all].map(([path, text]) => [path, significant(text)]));
  const seen = new Map<number, number>();
  const hashes = new Map([...files].map(([path, lines]) => [path, windows(lines)]));
  for (const hash of [...hashes.values()].flat()) seen.set(hash, (seen.get(hash) ?? 0) + 1);
  return of.reduce((sum, path) => {
    const copied = new Set<number>();
    for (const [at, hash] of (hashes.get(path) ?? []).entries())
      if ((seen.get(hash) ?? 0) > 1) for (let line = at; line < at + copyLines; line += 1) copied.add(line);
    return sum + copied.size;
  }, 0);
}

function written(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}

function widthOf(line: string): number {
  const lead = /^[ \t]*/.exec(line)?.[0] ?? '';
  return lead.replaceAll('\t', '    ').length;
}

/** The smallest step by which a line of this file is deeper than the one before it; 4 where no line is. */
function stepOf(widths: readonly number[]): number {
  const steps = widths.map((width, at) => width - (widths[at - 1] ?? width)).filter((step) => step > 1);
  return steps.length === 0 ? 4 : steps.reduce((least, step) => Math.min(least, step));
}

function significant(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /\w.*\w/.test(line) && !/^(import|from|use|using|#include|package)\b/.test(line));
}

function windows(lines: readonly string[]): number[] {
  const each = lines.map(hashOf);
  return each.slice(0, Math.max(0, each.length - copyLines + 1)).map((_, at) => {
    let hash = 0;
    for (let line = at; line < at + copyLines; line += 1)
      hash = (Math.imul(hash, 31) + (each[line] ?? 0)) | 0;
    // Two mixes in one number: 53 bits make a clash of different code as good as impossible.
    return hash * 2_097_152 + ((each[at] ?? 0) & 2_097_151);
  });
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}
