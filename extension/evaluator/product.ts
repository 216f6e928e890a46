// The product that is judged: files of one commit or folder, built offline, and how its programs are started.
// Invariant: it is prepared before any scenario is near it, and read-only from then on.
import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, readdir, stat } from 'node:fs/promises';
import { basename, join, posix } from 'node:path';
import { snapshot } from '../node/snapshot.ts';
import { runInBubblewrap } from '../node/sandbox/bubblewrap.ts';
import type { SpecFacts } from './spec-facts.ts';
import { declaredAt, prepareTwins, twinCommit, type TwinPrograms } from './twins/prepare-twins.ts';

export interface Product {
  /** Host directory shown as `/app`. */
  readonly app: string;
  readonly dependencies?: string;
  /** Program name -> argv inside the sandbox. */
  readonly programs: ReadonlyMap<string, readonly string[]>;
  /** Words that start its server inside the sandbox; absent where the spec names none. */
  readonly start?: readonly string[];
  readonly ready?: string;
  readonly twins?: TwinPrograms;
  /** The user's own folder, whose installed packages a browser may be driven with. */
  readonly checkout?: string;
  /** The end of what a failed build printed; the product then satisfies nothing. */
  readonly buildFailure?: string;
  /** Its programs exit 0 and print nothing, which is known without starting them. */
  readonly idle?: true;
  readonly commit: string;
  readonly tree: string;
}

export interface ProductSource {
  readonly repository: string;
  readonly commit?: string;
  readonly dir?: string;
  /** The commit whose twins count; else the one that `commit` is built on. */
  readonly twinsFrom?: string;
  /** Where the spec lies in the repository; with it, what it says of twins is read at the twins' own commit. */
  readonly specPath?: string;
}

/** Programs that a scenario may start by name without a `bin`; the word after them may be a file of the product. */
export const interpreters: readonly string[] = ['node', 'python3'];

const buildLimit = 5 * 60_000;

/** Writes the source into `folder`, builds it and resolves its programs. Throws `GitProblem` for an unknown commit. */
export async function prepareProduct(
  source: ProductSource,
  spec: SpecFacts,
  folder: string,
): Promise<Product> {
  const app = join(folder, 'app');
  const { commit, tree } =
    source.dir === undefined ? await fromCommit(source, app) : await fromFolder(source.dir, app);
  const dependencies = await dependenciesFor(source, app);
  const view = { app, ...(dependencies === undefined ? {} : { dependencies }) };
  const buildFailure = spec.build === undefined ? undefined : await build(spec.build, view, folder);
  const programs = await programsOf(spec, app);
  const start = spec.start && (await resolved(app, spec.start));
  const twins = await twinsFor(source, spec, commit, folder);
  const server = {
    ...(twins === undefined ? {} : { twins: { ...twins, dependencies } }),
    ...(start === undefined ? {} : { start }),
    ...(spec.ready === undefined ? {} : { ready: spec.ready }),
  };
  return {
    ...view,
    ...server,
    programs,
    commit,
    tree,
    checkout: source.dir ?? source.repository,
    ...(buildFailure === undefined ? {} : { buildFailure }),
  };
}

/** A product whose programs do nothing and succeed: a scenario it satisfies would prove nothing. */
export async function idleProduct(
  names: readonly string[],
  folder: string,
  twins?: TwinPrograms,
): Promise<Product> {
  const app = join(folder, 'app');
  await mkdir(app, { recursive: true });
  const programs = new Map([...names, ...interpreters].map((name) => [name, ['/usr/bin/true']] as const));
  return { app, programs, commit: 'none', tree: 'none', ...(twins === undefined ? {} : { twins }) };
}

/** Of the twins' own commit where there is one, so that a branch cannot change what it is judged with. */
async function twinsFor(
  { repository, dir, twinsFrom, specPath }: ProductSource,
  spec: SpecFacts,
  commit: string,
  folder: string,
): Promise<TwinPrograms | undefined> {
  if (dir !== undefined && twinsFrom === undefined) return prepareTwins(spec.twins, { dir }, folder);
  if (Object.keys(spec.twins).length === 0) return undefined;
  const from = twinsFrom ?? (await twinCommit(repository, commit));
  const declared = specPath === undefined ? spec.twins : await declaredAt(repository, from, specPath);
  return prepareTwins(declared, { repository, commit: from }, folder);
}

async function fromCommit(source: ProductSource, app: string): Promise<{ commit: string; tree: string }> {
  const { commit, tree } = await snapshot(source.repository, source.commit ?? 'HEAD', app);
  return { commit, tree };
}

async function fromFolder(dir: string, app: string): Promise<{ commit: string; tree: string }> {
  const filter = (path: string): boolean =>
    !['.git', 'node_modules'].includes(basename(path)) || path === dir;
  await cp(dir, app, { recursive: true, filter, verbatimSymlinks: true });
  return { commit: 'dir', tree: `dir:${await folderDigest(app)}` };
}

/** SHA-256 over paths and contents, in order of names. */
async function folderDigest(folder: string): Promise<string> {
  const hash = createHash('sha256');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  for (const file of files.sort())
    hash
      .update(`${file.slice(folder.length)}\0`)
      .update(await readFile(file))
      .update('\0');
  return hash.digest('hex');
}

/** Installed packages of the checkout, shown read-only; those that the commit itself holds win. */
async function dependenciesFor(source: ProductSource, app: string): Promise<string | undefined> {
  const installed = join(source.dir ?? source.repository, 'node_modules');
  const wanted = (await exists(join(app, 'package.json'))) && !(await exists(join(app, 'node_modules')));
  if (!wanted || !(await exists(installed))) return undefined;
  await mkdir(join(app, 'node_modules'));
  return installed;
}

async function build(
  script: string,
  view: { app: string; dependencies?: string },
  folder: string,
): Promise<string | undefined> {
  const box = join(folder, 'build');
  await mkdir(box);
  const command = { argv: ['/bin/sh', '-c', script], cwd: '/app', timeoutMs: buildLimit };
  const result = await runInBubblewrap({ ...view, appWritable: true, box }, command);
  if (!result.ran) throw new Error(`The sandbox failed during the build: ${result.reason}`);
  if (result.exit === 0 && !result.timedOut) return undefined;
  const said = `${result.stdout.toString('utf8')}${result.stderr.toString('utf8')}`.trim().slice(-2000);
  return `\`${script}\` ${result.timedOut ? 'took longer than five minutes' : `ended with ${result.exit}`}. ${said}`;
}

async function programsOf(spec: SpecFacts, app: string): Promise<Map<string, readonly string[]>> {
  const declared = Object.keys(spec.bin).length > 0 ? spec.bin : await binOfPackage(app);
  const programs = new Map<string, readonly string[]>(interpreters.map((name) => [name, [name]]));
  for (const [name, argv] of Object.entries(declared)) programs.set(name, await resolved(app, argv));
  return programs;
}

/** An interpreter is the system's, also where the product has a file of that name: a shim would judge itself. */
function resolved(app: string, argv: readonly string[]): Promise<string[]> {
  return Promise.all(
    argv.map((word, at) => (at === 0 && interpreters.includes(word) ? word : inApp(app, word))),
  );
}

/** A word that names a file of the product becomes its path in the sandbox. */
export async function inApp(app: string, word: string): Promise<string> {
  const path = posix.normalize(word);
  if (path.startsWith('/') || path.startsWith('..') || word.startsWith('-')) return word;
  return (await exists(join(app, path), true)) ? posix.join('/app', path) : word;
}

async function binOfPackage(app: string): Promise<Record<string, readonly string[]>> {
  try {
    const data = JSON.parse(await readFile(join(app, 'package.json'), 'utf8')) as {
      name?: unknown;
      bin?: unknown;
    };
    if (typeof data.bin === 'string' && typeof data.name === 'string')
      return { [basename(data.name)]: ['node', data.bin] };
    const entries = Object.entries((data.bin ?? {}) as Record<string, unknown>);
    return Object.fromEntries(
      entries
        .filter((pair): pair is [string, string] => typeof pair[1] === 'string')
        .map(([name, path]) => [name, ['node', path]]),
    );
  } catch {
    return {};
  }
}

async function exists(path: string, file = false): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && (!file || found.isFile());
}
