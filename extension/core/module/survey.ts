// Puts what was read of a module together: its surfaces with who takes them and who checks them, and its facts by kind.
// Invariant: pure and in the order of paths and lines; same files, same survey.
import { allLines, mentions, ownLines, type DocumentLine } from './documents.ts';
import {
  isInside,
  isScript,
  isSource,
  isTest,
  isType,
  type Fact,
  type ModuleFiles,
  type TextFile,
} from './fact.ts';
import { joined } from './joined.ts';
import { readLines } from './read-lines.ts';
import { readScript } from './read-script.ts';

export interface Surface {
  readonly fact: Fact;
  /** Files outside its own that import it, tests apart. */
  readonly users: readonly string[];
  /** Tests that name it. */
  readonly tests: readonly string[];
  /** Whether the name is a word anywhere else: in another file, or a second time in its own. */
  readonly named: boolean;
  /** Whether only the module itself takes it; then it is no surface of the module. */
  readonly internal: boolean;
}

export interface Survey {
  readonly files: ModuleFiles;
  readonly surfaces: readonly Surface[];
  readonly facts: readonly Fact[];
  readonly tests: readonly Fact[];
  readonly lines: readonly DocumentLine[];
  readonly own: readonly DocumentLine[];
  readonly mentioned: readonly DocumentLine[];
  /** Every word of every source that was read. */
  readonly words: ReadonlySet<string>;
  /** Source files of the module, tests apart. */
  readonly sources: readonly TextFile[];
}

export function survey(files: ModuleFiles): Survey {
  const inside = files.files.filter(({ path }) => isInside(files.module, path));
  const sources = inside.filter(({ path }) => isSource(path) && !isTest(path));
  const facts = sources.flatMap(read);
  const exported = facts.filter(({ kind }) => kind === 'export');
  const names = new Set(exported.map(({ name }) => name));
  const imports = importsInto(files, new Set(sources.map(({ path }) => path)));
  const where = wordsOf(files.files, names);
  const surfaces = exported.map((fact): Surface => {
    const takes = imports.filter(
      ({ target, takes: taken, from }) =>
        target === fact.path && from !== fact.path && (taken.includes(fact.name) || taken.includes('*')),
    );
    const others = [...(where.files.get(fact.name) ?? [])].filter((path) => path !== fact.path);
    const from = takes.map((one) => one.from);
    const users = unique(
      isScript(fact.path)
        ? from.filter((path) => !isTest(path))
        : others.filter((path) => !isTest(path) && sameLanguage(path, fact.path)),
    );
    const named = where.twice.has(`${fact.path} ${fact.name}`) || others.some((path) => !isTest(path));
    return {
      fact,
      users: outsideFirst(files.module, users),
      tests: unique([...from, ...others].filter(isTest)),
      named,
      internal:
        users.length > 0 ? users.every((path) => isInside(files.module, path)) : isType(fact) && named,
    };
  });
  const testing = new Set(
    imports.filter(({ from, share }) => isTest(from) && share >= 0.5).map(({ from }) => from),
  );
  const testFiles = files.files
    .filter(({ path }) => isSource(path) && isTest(path))
    .filter(
      ({ path }) =>
        isInside(files.module, path) ||
        testing.has(path) ||
        (isSource(files.module) && stem(path) === stem(files.module)),
    );
  const ownTests = testFiles.filter(({ path }) => isInside(files.module, path));
  const otherTests = testFiles.filter(({ path }) => !isInside(files.module, path));
  const lines = allLines(files);
  return {
    ...{ files, surfaces, facts, sources, lines, words: where.all },
    tests: [
      ...[...ownTests, ...otherTests].flatMap(read).filter(({ kind }) => kind === 'test'),
      ...facts.filter(({ kind }) => kind === 'test'),
    ],
    own: ownLines(files),
    mentioned: mentions(files, lines, names),
  };
}

function read(file: TextFile): Fact[] {
  return isScript(file.path) ? readScript(file) : readLines(file);
}

interface Import {
  readonly from: string;
  readonly target: string;
  readonly takes: readonly string[];
  /** Which part of the relative imports of `from` leads into the module. */
  readonly share: number;
}

/** Relative imports that lead into the module. What only loads a file (`import()`, `require`, `export from`) takes all of it. */
function importsInto(files: ModuleFiles, targets: ReadonlySet<string>): Import[] {
  return files.files
    .filter(({ path }) => isScript(path))
    .flatMap((file) => {
      const specifiers = unique(
        [...file.text.matchAll(/(?:\bfrom|\bimport|\bimport\(|\brequire\()\s*["'](\.[^"'\n]*)["']/g)].map(
          ([, name = '']) => name,
        ),
      );
      const reached = specifiers.flatMap((name) => {
        const target = resolved(file.path, name, targets);
        return target === undefined ? [] : [{ name, target }];
      });
      if (reached.length === 0) return [];
      const declared = readScript(file).filter(({ kind }) => kind === 'import');
      return reached.map(({ name, target }) => {
        const named = declared
          .filter((one) => one.name === name)
          .flatMap((one) => one.detail?.split(' ') ?? []);
        const share = reached.length / specifiers.length;
        return { from: file.path, target, share, takes: named.length > 0 ? named : ['*'] };
      });
    });
}

function resolved(from: string, specifier: string, targets: ReadonlySet<string>): string | undefined {
  const base = joined(from.split('/').slice(0, -1).join('/'), specifier);
  if (base === undefined) return undefined;
  const endings = ['.ts', '.tsx', '.js', '.jsx', '.mjs', '.cjs', '.mts', '.cts'];
  const bare = base.replace(/\.[cm]?jsx?$/, '');
  return [base, ...[base, bare, `${base}/index`].flatMap((stem) => endings.map((end) => stem + end))].find(
    (path) => targets.has(path),
  );
}

function wordsOf(files: readonly TextFile[], names: ReadonlySet<string>) {
  const all = new Set<string>();
  const found = new Map<string, Set<string>>();
  const twice = new Set<string>();
  for (const { path, text } of files) {
    if (!isSource(path) && !/\.(vue|svelte|html?|json|ya?ml|toml)$/.test(path)) continue;
    for (const [word] of text.matchAll(/[\w$]+/g)) {
      all.add(word);
      if (!names.has(word)) continue;
      const places = found.get(word) ?? new Set<string>();
      if (places.has(path)) twice.add(`${path} ${word}`);
      found.set(word, places.add(path));
    }
  }
  return { all, files: found, twice };
}

/** `a` of `b/a.ts`, `a.test.ts`, `test_a.py` and `a_test.go`. */
const stem = (path: string) =>
  path
    .replace(/^.*\//, '')
    .replace(/([._-](test|spec))?\.\w+$/, '')
    .replace(/^test_/, '');

function outsideFirst(module: string, paths: readonly string[]): string[] {
  const outside = paths.filter((path) => !isInside(module, path));
  return [...outside, ...paths.filter((path) => isInside(module, path))];
}

const sameLanguage = (a: string, b: string) => a.split('.').at(-1) === b.split('.').at(-1);

function unique(items: readonly string[]): string[] {
  return [...new Set(items)].sort();
}
