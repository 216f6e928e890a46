// The sandbox of a browser: the same namespaces as the product's, with room for a browser, and nothing of the product's files.
// Invariant: no network, no home, no vault, no folder of the host that is not named here; writing only into memory of its own.
import { dirname } from 'node:path';
import { namespaceArguments } from './bubblewrap.ts';

/** Threads count too, and a browser has many. */
export const maxBrowserProcesses = 1024;

/** Its processes share much, and each is counted whole. */
export const maxBrowserMemory = 8 * 1024 ** 3;

export interface BrowserView {
  /** As `findBrowser` gives it. */
  readonly program: string;
  /** Host directory of `playwright-core`, shown as `/playwright`. */
  readonly playwright: string;
  /** Host directory shown as `/bridge`: the socket on which the evaluator says what to do. */
  readonly bridge: string;
  /** Host directory shown as `/doors`: sockets that lead to the product and its twins. */
  readonly doors: string;
}

export function browserArguments(view: BrowserView, argv: readonly string[], node: string): string[] {
  const folder = dirname(view.program);
  return [
    ...namespaceArguments(node),
    ...['--setenv', 'HOME', '/tmp', '--setenv', 'LANG', 'C.UTF-8'],
    ...['--dev', '/dev', '--proc', '/proc', '--size', '536870912', '--tmpfs', '/tmp'],
    ...['--size', '268435456', '--tmpfs', '/dev/shm'],
    ...['--ro-bind-try', '/etc/fonts', '/etc/fonts', '--ro-bind-try', '/etc/chromium.d', '/etc/chromium.d'],
    ...(folder.startsWith('/usr/') ? [] : ['--ro-bind', folder, folder]),
    ...['--ro-bind', view.playwright, '/playwright'],
    ...['--ro-bind', view.bridge, '/bridge', '--ro-bind', view.doors, '/doors', '--chdir', '/tmp'],
    ...['--', '/usr/bin/prlimit', `--nproc=${maxBrowserProcesses}`, '--fsize=67108864', '--core=0'],
    ...['--nofile=4096', '--', ...argv],
  ];
}
