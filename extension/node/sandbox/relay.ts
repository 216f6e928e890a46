// Lets a sandboxed agent reach one Unix socket of ours, the allow-listing proxy, from a network namespace that is closed.
// Invariant: the relay is started before the helper that forbids Unix sockets; what comes after it has the relay's port alone.
import { findProgram } from './find-program.ts';
import { quoteArgv } from './shell-quote.ts';

const port = 3128;
/** Where the proxy's socket is inside. */
const inside = '/run/dimmer-proxy';
const place = ' --unshare-pid --unshare-user ';
const handover = ' --unsetenv SRT_ALLOW_NESTED_USERNS -- ';

/** `wrapped` with the socket bound into it and a relay before the command. Fails closed when the command line looks different. */
export function withRelay(wrapped: string, socket: string | undefined): string {
  if (socket === undefined) return wrapped;
  const socat = findProgram('socat');
  const [at, end] = [wrapped.indexOf(place), wrapped.indexOf(handover)];
  if (socat === undefined || at < 0 || end < at)
    throw new Error('the sandbox runtime built a command line that is not the one we know');
  const bind = ` ${quoteArgv(['--ro-bind', socket, inside])}`;
  const script = `${quoteArgv([socat])} TCP-LISTEN:${port},bind=127.0.0.1,fork,reuseaddr,backlog=64 UNIX-CONNECT:${inside} </dev/null >/dev/null 2>&1 & exec "$@"`;
  const relay = `${quoteArgv(['/bin/bash', '-c', script, 'relay'])} `;
  const command = end + handover.length;
  return wrapped.slice(0, at) + bind + wrapped.slice(at, command) + relay + wrapped.slice(command);
}

/** What programs look for to find a proxy; nothing where there is none. */
export function proxyVariables(socket: string | undefined): Record<string, string> {
  if (socket === undefined) return {};
  const address = `http://127.0.0.1:${port}`;
  const names = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'];
  return { ...Object.fromEntries(names.map((name) => [name, address])), NODE_USE_ENV_PROXY: '1' };
}
