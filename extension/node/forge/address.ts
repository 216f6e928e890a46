// What a remote's address says: how it is reached, and which repository of which host it is.
// Invariant: a user name or password in an address is dropped here and never part of anything that is shown or kept;
// what is not plainly https, http, ssh or a file is refused, since git would start a program for it.

export type Scheme = 'https' | 'http' | 'ssh' | 'file';

export interface RemoteAddress {
  readonly scheme: Scheme;
  /** Host, with its port for http and https; null for a folder. */
  readonly host: string | null;
  /** `owner/repository`, deeper on some hosts; empty for a folder. */
  readonly path: string;
}

export type Parsed =
  { readonly ok: true; readonly address: RemoteAddress } | { readonly ok: false; readonly reason: string };

const hostName = /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/;

export function parseAddress(url: string): Parsed {
  if (url === '') return refused('it has none');
  if (/[\u0000-\u0020\u007f]/.test(url)) return refused('it has a space or a control character in it');
  if (url.startsWith('-')) return refused('it begins like an option');
  if (/^[a-z0-9+.-]+::/i.test(url)) return refused('it would have git start a helper program');
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1]?.toLowerCase();
  if (scheme !== undefined) return withScheme(scheme, url);
  if (/^(?:\/|\.{1,2}\/|[a-z]:[\\/])/i.test(url)) return { ok: true, address: folder };
  const short = /^(?:[^@/:]+@)?([^@/:]+):(.+)$/.exec(url);
  if (short) return parsed('ssh', (short[1] ?? '').toLowerCase(), short[2] ?? '');
  return refused('it is neither a web address, nor ssh, nor a folder');
}

function withScheme(scheme: string, url: string): Parsed {
  if (scheme === 'file') return { ok: true, address: folder };
  if (scheme !== 'https' && scheme !== 'http' && scheme !== 'ssh')
    return refused(`${scheme} is not one of https, http, ssh and file`);
  const address = URL.parse(url);
  if (address === null) return refused('it is not a valid address');
  // The port of ssh says nothing about the host's web pages.
  const host = scheme === 'ssh' ? address.hostname : address.host;
  return parsed(scheme, host.toLowerCase(), decoded(address.pathname));
}

function parsed(scheme: Scheme, host: string, path: string): Parsed {
  if (!hostName.test(host.replace(/:\d+$/, ''))) return refused('its host is not a host name');
  const segments = path
    .replace(/\.git\/*$/, '')
    .split('/')
    .filter((segment) => segment !== '');
  return { ok: true, address: { scheme, host: webHost(host), path: segments.join('/') } };
}

const folder: RemoteAddress = { scheme: 'file', host: null, path: '' };

/** Hosts that take ssh on the port of https under another name. */
function webHost(host: string): string {
  const other: Readonly<Record<string, string>> = {
    'ssh.github.com': 'github.com',
    'altssh.gitlab.com': 'gitlab.com',
    'altssh.bitbucket.org': 'bitbucket.org',
  };
  return Object.hasOwn(other, host) ? (other[host] ?? host) : host;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function refused(reason: string): Parsed {
  return { ok: false, reason };
}

/** `owner/name` of a host that speaks GitHub's API; null when the path is not that. */
export function ownerAndName({ path }: RemoteAddress): { owner: string; name: string } | null {
  const match = /^([A-Za-z0-9][\w.-]*)\/([\w.-]+)$/.exec(path);
  if (match === null || /^\.+$/.test(match[2] ?? '')) return null;
  return { owner: match[1] ?? '', name: match[2] ?? '' };
}

/** Text of git or of a server without the credentials that an address in it may carry. */
export function withoutCredentials(text: string): string {
  return text.replaceAll(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@]*@/gi, '$1');
}
