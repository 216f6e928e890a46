// Brings a run's result to a remote as one commit on a branch of its own.
// Invariant: the branch is made, or is there with this very result; nothing that somebody else pushed is moved, no other ref
// is touched, and repeating a push that a crash interrupted gives the same commit again.
import { authorship, git, gitText, userIdentity } from '../git.ts';
import { trailerText } from '../worktree.ts';
import { withoutCredentials } from './address.ts';
import type { Remote } from './find-remote.ts';
import { networkGit, type NetworkGit, type NetworkOutput } from './network-git.ts';

export interface Result {
  readonly repository: string;
  readonly runId: string;
  /** The commit that was judged, and the one it started from. */
  readonly head: string;
  readonly base: string;
  /** Fit for a place where a forge reads mentions and closing words. */
  readonly subject: string;
  readonly specPath: string;
  /** Number and time of the decision. */
  readonly seq: number;
  readonly at: string;
}

export interface Reach {
  readonly remote: Remote;
  readonly session: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

export type Done = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/** The result as one commit of the user on the base it was built on. */
export async function squash(result: Result): Promise<string> {
  const { repository, runId, head, base, subject, specPath, seq, at } = result;
  const trailers = trailerText({ 'Dimmer-Run': runId, 'Dimmer-Seq': String(seq) });
  const tree = await gitText(repository, ['rev-parse', `${head}^{tree}`]);
  const user = await userIdentity(repository);
  const date = `${Math.floor(Date.parse(at) / 1000)} +0000`;
  return gitText(repository, ['commit-tree', tree, '-p', base, '-F', '-'], {
    input: `${subject}\n\nBuilt from ${specPath}.\n\n${trailers}\n`,
    env: { ...authorship(user), GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date },
  });
}

/** Whether the remote answers and has the branch that the result is for. */
export async function lookAtRemote(repository: string, reach: Reach): Promise<Done> {
  const { name, into } = reach.remote;
  const output = await networkGit(
    ['ls-remote', '--upload-pack=git-upload-pack', '--', name, `refs/heads/${into}`],
    network(repository, reach, reach.remote.fetch.scheme, 30_000),
  );
  if (output.exit !== 0) return { ok: false, reason: unreachable(name, output) };
  if (output.stdout.includes(`refs/heads/${into}`)) return { ok: true };
  return {
    ok: false,
    reason: `${name} has no branch ${into}. Nothing was pushed. Push it (\`git push ${name} ${into}\`), then approve again.`,
  };
}

/** Pushes `commit` as `branch`. Returns the commit that is there, which an earlier try may have made. */
export async function pushBranch(
  repository: string,
  reach: Reach,
  branch: string,
  commit: string,
): Promise<{ readonly ok: true; readonly commit: string } | { readonly ok: false; readonly reason: string }> {
  const { name, push } = reach.remote;
  const ref = `refs/heads/${branch}`;
  const output = await networkGit(
    [
      ...['push', '--porcelain', '--no-verify', '--no-follow-tags', '--no-signed', '--recurse-submodules=no'],
      ...['--receive-pack=git-receive-pack', '--no-progress'],
      // An empty lease: the branch must not be there yet. It never moves one that is.
      ...[`--force-with-lease=${ref}:`, '--', name, `${commit}:${ref}`],
    ],
    network(repository, reach, push.scheme, 180_000),
  );
  if (output.exit === 0) return { ok: true, commit };
  if (/stale info|already exists|fetch first|non-fast-forward/.test(output.stdout + output.stderr)) {
    const there = await commitOnRemote(repository, reach, ref);
    if (there !== null && (await isSameResult(repository, there, commit))) return { ok: true, commit: there };
    return {
      ok: false,
      reason: `${name} has a branch ${branch} with other content. It was left as it is. Rename or delete it there, then approve again.`,
    };
  }
  const rejected =
    /^!\s.*$/m.test(output.stdout) || /remote rejected|pre-receive|denied/i.test(output.stderr);
  return { ok: false, reason: rejected ? refusedBy(name, output) : unreachable(name, output) };
}

function network(
  repository: string,
  reach: Reach,
  scheme: NetworkGit['scheme'],
  timeoutMs: number,
): NetworkGit {
  const { remote, session } = reach;
  return { repository, remote: remote.name, scheme, session, timeoutMs: reach.timeoutMs ?? timeoutMs };
}

/** What the branch points to; asked with a push that changes nothing, since a push may go elsewhere than a fetch. */
async function commitOnRemote(repository: string, reach: Reach, ref: string): Promise<string | null> {
  const { name, fetch, push } = reach.remote;
  if (fetch.host !== push.host || fetch.path !== push.path) return null;
  const output = await networkGit(
    ['ls-remote', '--upload-pack=git-upload-pack', '--', name, ref],
    network(repository, reach, fetch.scheme, 30_000),
  );
  return /^([0-9a-f]{40,64})\t/m.exec(output.stdout)?.[1] ?? null;
}

/** Same base, same tree, same run: only when and by whom differs. */
async function isSameResult(repository: string, there: string, commit: string): Promise<boolean> {
  const facts = async (revision: string) => {
    const format = '--format=%T %P %(trailers:key=Dimmer-Run,valueonly)';
    return git(repository, ['log', '-1', format, revision, '--']);
  };
  const [theirs, ours] = [await facts(there), await facts(commit)];
  return theirs.ok && ours.ok && theirs.stdout === ours.stdout;
}

function refusedBy(name: string, output: NetworkOutput): string {
  return `${name} refused the branch: ${said(output)}. Nothing was merged, the result is kept on its branch here. Clear that with whoever runs ${name}, then approve again; \`dimmer approve RUN --local\` merges here instead.`;
}

function unreachable(name: string, output: NetworkOutput): string {
  const why = output.timedOut ? 'it did not answer in time' : said(output);
  return `${name} could not be reached: ${why}. Nothing was merged, the result is kept on its branch here. Check the connection and that \`git push\` works without a question, then approve again; \`dimmer approve RUN --local\` merges here instead.`;
}

/** The last words of git and of the remote's hooks, in one line. */
function said({ stdout, stderr }: NetworkOutput): string {
  const lines = `${stderr}\n${stdout}`
    .split(/[\r\n]+/)
    .map((line) => withoutCredentials(line.replace(/^remote:\s*/, '')).trim())
    .filter(
      (line) =>
        line !== '' &&
        !/^(?:To |Done$|error: failed to push|hint:|Please make sure|and the repository)/.test(line),
    );
  const text = lines
    .slice(0, 4)
    .join(' ')
    .slice(0, 400)
    .replace(/[.\s]+$/, '');
  return text === '' ? 'git gave no reason' : text;
}
