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
const past =
  /(^|\/)(changelog|changes|history|news|licen[cs]e|third-?party-?notices|notice)[^/]*$|(^|\/)(decisions|adr)\//i;

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

const flagsAt = (text: string) =>
  [...text.matchAll(/(?<![\w!-])--[a-z][a-z0-9-]*[a-z0-9]\b/g)].map(({ 0: name, index }) => ({
    name,
    index,
  }));

/** Programs of others, whose flags a document may name. */
const foreign =
  /\b(?:npm|pnpm|yarn|bun|pip3?|brew|cargo|go)\s+(?:install|add|i|get|remove|uninstall)\b[^`;&|]*|\b(?:npm|pnpm|yarn|bun|deno|node|git|gh|docker|podman|kubectl|helm|pip3?|pipx|uv|python3?|cargo|go|curl|wget|brew|apt|apt-get|make|tsc|tsx|mocha|jest|vitest|bash|ssh|tar|code|npx (?:-\S+ )*\S+)\b/i;

/** Flags that a line promises of the module: not those that follow the name of a program of others. */
export function flagsPromised(text: string, fenced: boolean, programs: readonly string[]): string[] {
  if (fenced && /^\s*["']/.test(text) && !programs.some((one) => text.includes(one))) return [];
  const [, program = ''] = (fenced && /^\s*(?:[$>%]\s+)?([a-z][\w.-]*)\s/.exec(text)) || [];
  if (program !== '' && programs.length > 0 && !programs.includes(program) && !foreign.test(program))
    return [];
  return flagsAt(text).flatMap(({ name, index }) => {
    const before = text.slice(0, index);
    const ends = programs.map(
      (program) => before.lastIndexOf(program) + program.length * Number(before.includes(program)),
    );
    const other = [...before.matchAll(new RegExp(foreign, 'gi'))].at(-1);
    return other !== undefined && other.index + other[0].length > Math.max(0, ...ends) ? [] : [name];
  });
}

export const variablesIn = (text: string) =>
  [...text.matchAll(/[`$]\{?([A-Z][A-Z0-9]*_[A-Z0-9_]+)\b/g)].map(([, name = '']) => name);

/** Scripts of the module's own manifest; those that a line runs elsewhere are left out. */
export const scriptsIn = (text: string) =>
  /\bcd |--prefix|--workspace|--filter|\s-[wC]\b/.test(text)
    ? []
    : [...text.matchAll(/\bp?npm run ([\w:-]*\w)/g)].map(([, name = '']) => name);

/** Paths of files between backticks, as written. */
export const pathsIn = (text: string) =>
  [...text.matchAll(/`([\w.@-]+(?:\/[\w.@-]+)+\.\w{1,5})`/g)].map(([, path = '']) => path);

/** Targets of relative links, as written. */
export const linksIn = (text: string) =>
  [...text.matchAll(/\]\((?![a-z]+:|#|\/)([^)\s#?]+)/gi)].map(([, path = '']) => path);

/** What a line says that the default of `name` is: a value between marks, a number or truth, or one word at the end; no prose. */
export function defaultIn(text: string, name: string): string | undefined {
  const after = text.slice(text.indexOf(name) + name.length);
  const found =
    /^(?:(?!--\w)[^.;])*?\bdefault(?:s to| value| is|:|=)*\s*(?:\(\s*)?(?:`([^`]*)`|"([^"]*)"|'([^']*)'|(-?\d[\d._]*\d|\d|true|false)\b(?!\s*(?:s|seconds?|m|min|minutes?|hours?|days?|[kmg]i?b|%)\b)|([A-Za-z./][\w./-]*)(?=\s*[)\]]|\s*\.?$))/i.exec(
      after,
    );
  return found?.slice(1).find((one) => one !== undefined);
}

/** Each name once, with the first line that has it. */
export function firstOf(
  lines: readonly DocumentLine[],
  find: (text: string, fenced: boolean) => readonly string[],
): [string, DocumentLine][] {
  const found = new Map<string, DocumentLine>();
  for (const line of lines)
    for (const name of find(line.text, line.fenced)) if (!found.has(name)) found.set(name, line);
  return [...found];
}
