// What the readers find in a module: one thing each, with its place. Text is quoted from the module and is data, never markup.

export type FactKind =
  'command' | 'env' | 'exit' | 'export' | 'flag' | 'import' | 'route' | 'test' | 'throw' | 'todo';

export interface Fact {
  readonly kind: FactKind;
  readonly name: string;
  readonly path: string;
  readonly line: number;
  /** Sort of export, condition of a refusal, names that an import takes, groups around a test. */
  readonly detail?: string;
  /** The default that the code gives a flag or variable. */
  readonly fallback?: string;
  /** First sentence of its comment. */
  readonly says?: string;
}

export interface TextFile {
  /** From the repository's root, `/`-separated. */
  readonly path: string;
  readonly text: string;
}

export interface Commit {
  readonly id: string;
  readonly subject: string;
}

/** All that a draft is made from. */
export interface ModuleFiles {
  /** Folder or file, from the repository's root; `.` is the root itself. */
  readonly module: string;
  readonly commit: string | null;
  /** Whether files of the module differ from the commit. */
  readonly changed: boolean;
  /** Of the module and of the rest of the repository, sorted by path. */
  readonly files: readonly TextFile[];
  /** Every path that was seen, read or not. */
  readonly paths: readonly string[];
  /** False where the walk stopped early: then nothing is said to be absent. */
  readonly complete: boolean;
  readonly history: readonly Commit[];
  /** What was not read, one sentence each. */
  readonly notes: readonly string[];
}

export function isInside(module: string, path: string): boolean {
  return module === '.' || path === module || path.startsWith(`${module}/`);
}

export const isScript = (path: string) => /\.[cm]?[jt]sx?$/.test(path);
export const isDocument = (path: string) => /\.(md|mdx|rst|txt)$/i.test(path);
export const isSource = (path: string) => isScript(path) || /\.(py|go|rs)$/.test(path);

export function isTest(path: string): boolean {
  return /(^|\/)(tests?|__tests__)\/|[._-](test|spec)\.[cm]?[jt]sx?$|(^|\/)test_[^/]*\.py$|_test\.(py|go)$/.test(
    path,
  );
}

/** A type or interface: no program runs it, so no test has to name it. */
export const isType = ({ detail }: Fact) => detail === 'type' || detail === 'interface';

/** The first fact of each kind and name. */
export function distinct(facts: readonly Fact[]): Fact[] {
  const first = new Map<string, Fact>();
  for (const fact of facts) {
    const key = `${fact.kind} ${fact.name}`;
    if (!first.has(key)) first.set(key, fact);
  }
  return [...first.values()];
}

/** The first sentence of a comment, without its marks. */
export function firstSentence(comment: string): string {
  const words = comment
    .replace(/^\/\*\*?|\*\/$/g, '')
    .replace(/^[ \t]*(\*|\/\/[/!]?|#)[ \t]?/gm, '')
    .replace(/\s+/g, ' ')
    .trim();
  return (/^.*?[.!?](?=\s|$)/.exec(words)?.[0] ?? words).replace(/^@.*/, '');
}

/** Brackets inside brackets; a syntax tree this deep takes seconds to make. Those in strings count, too. */
export function isTooDeep(text: string, most = 1000): boolean {
  let depth = 0;
  for (const [bracket] of text.matchAll(/[()[\]{}]/g)) {
    depth = Math.max(0, depth + (/[([{]/.test(bracket) ? 1 : -1));
    if (depth > most) return true;
  }
  return false;
}
