// Which remote a run's result goes to, from the repository's settings alone: nothing is asked of the network.
// Invariant: what leaves this file names a remote and a host; the address with its credentials stays with git.
import type { Delivery } from '../../core/run/delivery.ts';
import { git } from '../git.ts';
import { parseAddress, type RemoteAddress } from './address.ts';

export interface Remote {
  readonly name: string;
  /** The branch there that the result is for. */
  readonly into: string;
  /** Where pull requests are opened. */
  readonly fetch: RemoteAddress;
  /** Where the branch is pushed: the same repository, or a fork of it. */
  readonly push: RemoteAddress;
}

export type FoundRemote =
  | { readonly kind: 'none' }
  | { readonly kind: 'found'; readonly remote: Remote }
  | { readonly kind: 'unusable'; readonly name: string; readonly into: string; readonly reason: string };

/** The upstream's remote of the base branch, else `origin`, else the only one there is. */
export async function findRemote(repository: string, branch: string): Promise<FoundRemote> {
  const listed = await git(repository, ['remote']);
  const names = listed.stdout.split('\n').filter((line) => line !== '');
  const upstream = await setting(repository, `branch.${branch}.remote`);
  const name = [upstream, 'origin', names.length === 1 ? names[0] : null].find(
    (one) => one !== null && one !== undefined && names.includes(one),
  );
  if (name === undefined || name === null) return { kind: 'none' };
  const tracked = name === upstream ? await setting(repository, `branch.${branch}.merge`) : null;
  const into = /^refs\/heads\/(.+)$/.exec(tracked ?? '')?.[1] ?? branch;
  const unusable = (reason: string) => ({ kind: 'unusable' as const, name, into, reason });
  if (!/^[A-Za-z0-9][\w./-]*$/.test(name)) return unusable('its name could be taken for an option');
  const fetch = await addressOf(repository, name, []);
  const push = await addressOf(repository, name, ['--push']);
  if (!fetch.ok) return unusable(fetch.reason);
  if (!push.ok) return unusable(push.reason);
  return { kind: 'found', remote: { name, into, fetch: fetch.address, push: push.address } };
}

/** What is said on the card and kept in the log. */
export async function deliveryOf(repository: string, base: string, found: FoundRemote): Promise<Delivery> {
  if (found.kind === 'none') return { how: 'local', remote: null, host: null, into: null, unpushed: null };
  const { name, into } = found.kind === 'found' ? found.remote : found;
  const tracking = `refs/remotes/${name}/${into}`;
  const counted = await git(repository, ['rev-list', '--count', base, `^${tracking}`, '--']);
  return {
    how: 'pull-request',
    remote: name,
    host: found.kind === 'found' ? found.remote.fetch.host : null,
    into,
    unpushed: counted.ok ? Number(counted.stdout) : null,
  };
}

async function addressOf(repository: string, name: string, flags: readonly string[]) {
  const told = await git(repository, ['remote', 'get-url', '--all', ...flags, '--', name]);
  const urls = told.stdout.split('\n').filter((line) => line !== '');
  if (urls.length > 1) return { ok: false as const, reason: `it has ${urls.length} addresses` };
  return parseAddress(urls[0] ?? '');
}

async function setting(repository: string, key: string): Promise<string | null> {
  const told = await git(repository, ['config', '--get', key]);
  return told.ok ? told.stdout.trim() : null;
}
