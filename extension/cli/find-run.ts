// What every command about an existing run begins with: the repository, the run, its state.
import { GitProblem, repositoryRoot, userIdentity } from '../node/git.ts';
import { findRun, readRun, type RunReading } from '../node/run-store.ts';
import type { RunState } from '../core/run/state.ts';
import { refuse } from './arguments.ts';
import type { CommandIo } from './io.ts';

export interface OpenRun {
  readonly root: string;
  readonly id: string;
  readonly dir: string;
  readonly state: RunState;
  readonly reading: RunReading;
  /** Who acts: git's user. */
  readonly by: string;
}

/** The run that `prefix` names, or the exit code after its refusal was printed. */
export async function openRun(
  prefix: string | undefined,
  usage: string,
  io: CommandIo,
): Promise<OpenRun | number> {
  if (prefix === undefined) return refuse(io, 2, usage.trimEnd());
  const root = await rootOf(io);
  if (typeof root === 'number') return root;
  const found = await findRun(root, prefix, io.env);
  if (!found.ok) return refuse(io, 2, found.message);
  const reading = await readRun(found.dir);
  if (!reading.state) {
    return refuse(
      io,
      4,
      `Run ${found.id} cannot be read: ${reading.problem ?? 'its log is empty'}. It is kept in ${found.dir}.`,
    );
  }
  const by = (await userIdentity(root)).name;
  return { root, id: found.id, dir: found.dir, state: reading.state, reading, by };
}

/** The repository around `--cwd`, or exit code 3 after saying so. */
export async function rootOf(io: CommandIo): Promise<string | number> {
  try {
    const root = await repositoryRoot(io.cwd);
    if (root !== null) return root;
    return refuse(
      io,
      3,
      `${io.cwd} is not in a git repository. Run \`git init\`, commit your files, then try again.`,
    );
  } catch (error) {
    if (error instanceof GitProblem) return refuse(io, 3, error.message);
    throw error;
  }
}
