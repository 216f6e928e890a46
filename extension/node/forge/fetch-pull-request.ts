// Brings the head of a pull request that exists into the repository, so that it can be judged like any other commit.
// Invariant: one ref of our own is written (`refs/dimmer/pull/N`), no branch, tag or file of the user is touched, and what a
// request of another repository is never fetched from this one.
import { currentBranch, git } from '../git.ts';
import { withoutCredentials } from './address.ts';
import { findRemote } from './find-remote.ts';
import { networkGit } from './network-git.ts';

/** A pull or merge request as people name it. */
export interface PullRequestName {
  readonly number: number;
  /** Where the page of the request is, when its address was given. */
  readonly page: { readonly host: string; readonly path: string } | null;
}

/** `#12`, `pull/12`, or the address of the request's page; null for anything else, which is a revision. */
export function pullRequestNamed(text: string): PullRequestName | null {
  const short = /^(?:#|!|pull\/|pulls\/|merge_requests\/)(\d{1,9})$/.exec(text);
  if (short) return { number: Number(short[1]), page: null };
  const address = /^https?:\/\//.test(text) ? URL.parse(text) : null;
  const page = /^\/(.+?)(?:\/-)?\/(?:pull|pulls|merge_requests)\/(\d{1,9})(?:\/\w*)*$/.exec(
    address?.pathname ?? '',
  );
  if (!address || !page) return null;
  return { number: Number(page[2]), page: { host: address.host.toLowerCase(), path: page[1] ?? '' } };
}

export type Fetched =
  { readonly ok: true; readonly revision: string } | { readonly ok: false; readonly message: string };

/**
 * A revision to judge: `text` as it is, or the head of the request it names, fetched from the remote of the branch that is
 * checked out. `session` holds what the user's own git needs to reach it.
 */
export async function revisionOf(
  repository: string,
  text: string,
  session: Readonly<Record<string, string>>,
  timeoutMs = 120_000,
): Promise<Fetched> {
  const named = pullRequestNamed(text);
  if (named === null) return { ok: true, revision: text };
  // A branch or tag may be called so; what is here comes first.
  const here = await git(repository, ['rev-parse', '--verify', '--quiet', `${text}^{commit}`]);
  if (here.ok) return { ok: true, revision: text };
  const found = await findRemote(repository, (await currentBranch(repository)) ?? 'HEAD');
  const request = `pull request ${named.number}`;
  if (found.kind === 'none')
    return refused(`This repository has no remote, so there is no ${request} to fetch`);
  if (found.kind === 'unusable')
    return refused(`${request} cannot be fetched from the remote ${found.name}: ${found.reason}`);
  const { name, fetch } = found.remote;
  if (named.page && (named.page.host !== fetch.host || !sameName(named.page.path, fetch.path)))
    return refused(
      `That ${request} belongs to ${named.page.host}/${named.page.path}, the remote ${name} is ${fetch.host ?? 'a folder'}/${fetch.path}`,
    );
  const ref = `refs/dimmer/pull/${named.number}`;
  const network = { repository, remote: name, scheme: fetch.scheme, session, timeoutMs };
  for (const theirs of [`refs/pull/${named.number}/head`, `refs/merge-requests/${named.number}/head`]) {
    const output = await networkGit([...fetchFlags, '--', name, `+${theirs}:${ref}`], network);
    if (output.exit === 0) return { ok: true, revision: ref };
    if (/couldn't find remote ref/.test(output.stderr)) continue;
    const why = output.timedOut ? 'it did not answer in time' : lastLine(output.stderr);
    return refused(`${name} could not be asked for ${request}: ${why}`);
  }
  return refused(`${name} has no ${request}`);
}

const fetchFlags = [
  ...['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules', '--no-auto-gc'],
  ...['--no-prune', '--no-write-commit-graph', '--refmap=', '--upload-pack=git-upload-pack'],
];

function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function lastLine(text: string): string {
  const lines = withoutCredentials(text).split(/[\r\n]+/);
  const line = lines.map((one) => one.trim()).findLast((one) => one !== '') ?? 'git gave no reason';
  return line.slice(0, 300).replace(/[.\s]+$/, '');
}

function refused(what: string): Fetched {
  return {
    ok: false,
    message: `${what}. Nothing was fetched or judged. Name a commit or branch that is here, or fetch the request yourself and name what you fetched.`,
  };
}
