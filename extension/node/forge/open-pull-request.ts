// Opens the pull request for a branch that was pushed: with `gh`, else over the REST API, else by naming the page for it.
// Invariant: each way looks for one that is there before it opens another; a way that may have opened one is asked, not left.
import { comparePage } from './compare-page.ts';
import { ownerAndName } from './address.ts';
import type { Remote } from './find-remote.ts';
import { ghCreate, ghLookUp, signedInGh } from './gh.ts';
import { apiOf, create, lookUp, type Answer, type Found, type Wanted } from './rest.ts';

export interface ForgeAccess {
  readonly session: Readonly<Record<string, string>>;
  readonly token?: string | undefined;
  /** The only host the token is for; github.com when absent. */
  readonly tokenHost?: string | undefined;
  readonly apiUrl?: string | undefined;
  readonly timeoutMs?: number;
  /** Waits between tries, in milliseconds. */
  readonly pauses?: readonly number[];
}

export interface Opened {
  readonly how: 'gh' | 'rest' | 'compare-page';
  readonly url: string;
  readonly number: number | null;
}

export type OpenResult =
  /** `notes`: why a way was not taken. */
  | { readonly ok: true; readonly opened: Opened; readonly notes: readonly string[] }
  | { readonly ok: false; readonly reason: string };

interface Way {
  readonly how: 'gh' | 'rest';
  readonly look: () => Promise<Answer<Found | null>>;
  readonly open: () => Promise<Answer<Found>>;
}

export async function openPullRequest(
  remote: Remote,
  text: { readonly branch: string; readonly title: string; readonly body: string },
  access: ForgeAccess,
): Promise<OpenResult> {
  const { branch } = text;
  const page = comparePage(remote.push, branch, remote.into);
  const notes: string[] = [];
  for (const way of await waysOf(remote, text, access)) {
    const answer = await tried(way, access.pauses ?? [1_000, 4_000]);
    if (answer.ok) return { ok: true, opened: { how: way.how, ...answer.value }, notes };
    notes.push(`${way.how}: ${answer.reason}`);
    if (answer.kind === 'unclear') {
      const there = page === null ? '' : ` Or open it yourself: ${page}`;
      const what = `${branch} is on ${remote.name}, but whether its pull request was opened is not known: ${answer.reason}.`;
      return { ok: false, reason: `${what} Approve again: it is looked for first, and opened once.${there}` };
    }
  }
  return { ok: true, opened: { how: 'compare-page', url: page ?? '', number: null }, notes };
}

async function waysOf(
  { fetch, push, into }: Remote,
  text: { readonly branch: string; readonly title: string; readonly body: string },
  access: ForgeAccess,
): Promise<Way[]> {
  const [there, from] = [ownerAndName(fetch), ownerAndName(push)];
  const { host } = fetch;
  if (host === null || there === null || from === null || push.host !== host) return [];
  const wanted: Wanted = { ...there, ...text, headOwner: from.owner, into };
  const { token, timeoutMs } = access;
  const ways: Way[] = [];
  const gh = await signedInGh(host, access.session);
  if (gh !== null)
    ways.push({ how: 'gh', look: () => ghLookUp(gh, wanted), open: () => ghCreate(gh, wanted) });
  if (token !== undefined && host === (access.tokenHost ?? 'github.com')) {
    const api = {
      url: access.apiUrl || apiOf(host),
      token,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    };
    ways.push({ how: 'rest', look: () => lookUp(api, wanted), open: () => create(api, wanted) });
  }
  return ways;
}

/** Looks, then opens; what is unclear is looked at again, never opened blindly. */
async function tried(way: Way, pauses: readonly number[]): Promise<Answer<Found>> {
  let last: Answer<Found> = { ok: false, kind: 'unclear', reason: 'nothing was tried' };
  let opened = 0;
  for (const pause of [0, ...pauses]) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    const found = await way.look();
    if (found.ok && found.value !== null) return { ok: true, value: found.value };
    if (!found.ok) {
      // A way that may not even look has opened nothing, unless it was asked to before.
      if (found.kind === 'refused' && opened === 0) return found;
      last = { ...found, kind: 'unclear' };
      continue;
    }
    // `gh` says no without saying why: it was looked for, is not there, and another way may be open.
    if (opened > 1 && way.how === 'gh' && !last.ok) return { ...last, kind: 'refused' };
    last = await way.open();
    opened += 1;
    if (last.ok) return last;
    // 422 is also said of a pull request that somebody opened in between.
    if (last.kind === 'refused') {
      const again = await way.look();
      return again.ok && again.value !== null ? { ok: true, value: again.value } : last;
    }
  }
  return last;
}
