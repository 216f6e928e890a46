// Where the programs of twins come from: a commit that whoever built the product had no hand in.
// Invariant: the files are a clean checkout that is never built, and the spec that names them is of the same commit.
import { cp } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { TwinDeclaration } from '../../core/spec/model.ts';
import { gitText, GitProblem } from '../../node/git.ts';
import { showFile, snapshot } from '../../node/snapshot.ts';
import { specFacts } from '../spec-facts.ts';

export interface TwinPrograms {
  /** Host directory shown to twins as `/app`. */
  readonly files: string;
  readonly dependencies?: string | undefined;
  readonly declared: Readonly<Record<string, TwinDeclaration>>;
}

/** The newest commit of the checkout's own history that `commit` is built on: what a branch adds counts once it is merged. */
export async function twinCommit(repository: string, commit: string): Promise<string> {
  try {
    return (await gitText(repository, ['merge-base', commit, 'HEAD'])).trim();
  } catch (error) {
    if (error instanceof GitProblem) return 'HEAD';
    throw error;
  }
}

/** What the spec said at that commit; nothing where it was not there yet. */
export async function declaredAt(
  repository: string,
  commit: string,
  specPath: string,
): Promise<TwinPrograms['declared']> {
  const bytes = await showFile(repository, commit, specPath);
  return bytes === null ? {} : specFacts(bytes.toString('utf8'), specPath).twins;
}

/** Lays out the files of a commit, or of a folder that is judged as it is. */
export async function prepareTwins(
  declared: TwinPrograms['declared'],
  from: { readonly repository: string; readonly commit: string } | { readonly dir: string },
  folder: string,
): Promise<TwinPrograms | undefined> {
  if (Object.keys(declared).length === 0) return undefined;
  const files = join(folder, 'twins');
  if ('commit' in from) await snapshot(from.repository, from.commit, files);
  else {
    const filter = (path: string): boolean =>
      !['.git', 'node_modules'].includes(basename(path)) || path === from.dir;
    await cp(from.dir, files, { recursive: true, filter, verbatimSymlinks: true });
  }
  return { files, declared };
}
