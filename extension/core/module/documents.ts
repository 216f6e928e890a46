// Reads documents by lines: which lines speak of a module, and which flags, variables, files and scripts they promise.
import { isDocument, isInside, type ModuleFiles, type TextFile } from './fact.ts';

export interface DocumentLine {
  readonly path: string;
  readonly line: number;
  readonly text: string;
  /** Whether it stands in a fenced block, where examples are. */
  readonly fenced: boolean;
}

/** Histories tell what was; they promise nothing about now. */
const past = /(^|\/)(changelog|changes|history|news|licen[cs]e)[^/]*$|(^|\/)(decisions|adr)\//i;

/** The documents that speak for the module: those inside it, or of the whole those at the top and in `docs`; no histories. */
export function ownLines(files: ModuleFiles): DocumentLine[] {
  return documentLines(
    files.files.filter(({ path }) =>
      files.module === '.' ? /^[^/]+$|^docs?\//.test(path) : isInside(files.module, path),
    ),
  );
}

export function allLines(files: ModuleFiles): DocumentLine[] {
  return documentLines(files.files);
}

function documentLines(files: readonly TextFile[]): DocumentLine[] {
  return files
    .filter(({ path }) => isDocument(path) && !past.test(path))
    .flatMap(({ path, text }) => {
      let fenced = false;
      return text.split('\n').map((line, at) => {
        const fence = /^\s*(```|~~~)/.test(line);
        if (fence) fenced = !fenced;
        return { path, line: at + 1, text: line.slice(0, 2000), fenced: fenced || fence };
      });
    });
}

/** Lines that name the module's path, or an exported name between backticks. */
export function mentions(
  files: ModuleFiles,
  lines: readonly DocumentLine[],
  names: ReadonlySet<string>,
): DocumentLine[] {
  return lines.filter(
    ({ path, text }) =>
      (files.module !== '.' && text.includes(`${files.module}`)) ||
      (/^#+ \S/.test(text) && isInside(files.module, path)) ||
      [...text.matchAll(/`(\w{4,})(?:\(\))?`/g)].some(([, name = '']) => names.has(name)),
  );
}

export const flagsIn = (text: string) =>
  [...text.matchAll(/(?<![\w-])--[a-z][a-z0-9-]*[a-z0-9]\b/g)].map(([name]) => name);

export const variablesIn = (text: string) =>
  [...text.matchAll(/[`$]\{?([A-Z][A-Z0-9]*_[A-Z0-9_]+)\b/g)].map(([, name = '']) => name);

export const scriptsIn = (text: string) =>
  [...text.matchAll(/\bnpm run ([\w:-]+)/g)].map(([, name = '']) => name);

/** Paths of files between backticks, as written. */
export const pathsIn = (text: string) =>
  [...text.matchAll(/`([\w.@-]+(?:\/[\w.@-]+)+\.\w{1,5})`/g)].map(([, path = '']) => path);

/** Targets of relative links, as written. */
export const linksIn = (text: string) =>
  [...text.matchAll(/\]\((?![a-z]+:|#|\/)([^)\s#?]+)/gi)].map(([, path = '']) => path);

/** What a line says that the default of `name` is. */
export function defaultIn(text: string, name: string): string | undefined {
  const after = text.slice(text.indexOf(name) + name.length);
  return /^[^.;]*?\bdefault(?:s to| is|:|=)?\s*[`"'(]*([\w./-]+)/i.exec(after)?.[1]?.replace(/\.$/, '');
}
