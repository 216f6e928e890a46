// The page of a host on which a human opens the pull request for a branch that is there.
import type { RemoteAddress } from './address.ts';

/** Null where the host's pages are not known: then there is only the branch's name to say. */
export function comparePage(
  { scheme, host, path }: RemoteAddress,
  branch: string,
  into: string,
): string | null {
  const kind = kindOf(host);
  if (host === null || kind === null || path === '') return null;
  const page = `${scheme === 'http' ? 'http' : 'https'}://${host}/${path.split('/').map(encodeURIComponent).join('/')}`;
  const [head, base] = [inPath(branch), inPath(into)];
  switch (kind) {
    case 'github':
      return `${page}/compare/${base}...${head}?expand=1`;
    case 'gitea':
      return `${page}/compare/${base}...${head}`;
    case 'gitlab':
      return `${page}/-/merge_requests/new?${new URLSearchParams({ 'merge_request[source_branch]': branch, 'merge_request[target_branch]': into })}`;
    case 'bitbucket':
      return `${page}/pull-requests/new?${new URLSearchParams({ source: branch, dest: into })}`;
  }
}

type Kind = 'github' | 'gitlab' | 'bitbucket' | 'gitea';

/** By the names that such hosts have; nothing is asked of them. */
function kindOf(host: string | null): Kind | null {
  const name = (host ?? '').replace(/:\d+$/, '');
  if (name === 'github.com' || name.endsWith('.ghe.com') || /^github\./.test(name)) return 'github';
  if (name === 'gitlab.com' || /^gitlab\./.test(name)) return 'gitlab';
  if (name === 'bitbucket.org') return 'bitbucket';
  return name === 'codeberg.org' || name === 'gitea.com' || /^(?:gitea|forgejo)\./.test(name)
    ? 'gitea'
    : null;
}

function inPath(branch: string): string {
  return branch.split('/').map(encodeURIComponent).join('/');
}
