// Finds what drives a page: a Chromium of the system, and the package `playwright-core`, which Dimmer does not bring along.
// Invariant: nothing found is run here; both run in the browser's own sandbox, where no vault, home or key is.
import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { findProgram } from './sandbox/find-program.ts';
import { userNode } from './sandbox/user-node.ts';

const names = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
];

export const browserFix =
  'Only browser steps of scenarios need one: install Chromium (`apt-get install chromium-headless-shell` or `chromium` on Debian) so that it is on the PATH.';
export const playwrightFix =
  'Only browser steps of scenarios need it: `npm install --save-dev playwright-core` in the repository, or `npm install --global playwright-core`.';

/** The program with links resolved, as it will be started. */
export function findBrowser(env: NodeJS.ProcessEnv = process.env): string | undefined {
  for (const name of names) {
    const found = findProgram(name, env['PATH']);
    // A snap starts through a daemon that no sandbox of ours reaches.
    if (found !== undefined && !found.startsWith('/snap/')) return realpathSync(found);
  }
  return undefined;
}

/**
 * Folder of `playwright-core`: beside Dimmer, then installed globally, then in the repository's own `node_modules`.
 * Never of the commit under test. A project that has `playwright` or `@playwright/test` has it too.
 */
export function findPlaywright(
  checkout: string | undefined,
  places: readonly (string | undefined)[] = usualPlaces(),
): string | undefined {
  for (const root of [...places, checkout]) {
    const found = root?.startsWith('/') === true ? playwrightIn(root) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function usualPlaces(): (string | undefined)[] {
  const node = userNode(process.env['PATH'] ?? '');
  return [
    process.argv[1] === undefined ? undefined : dirname(process.argv[1]),
    ...(process.env['NODE_PATH'] ?? '').split(delimiter).map((folder) => join(folder, '..')),
    ...[node, process.execPath].flatMap((one) => (one === undefined ? [] : [join(one, '..', '..', 'lib')])),
    ...['/usr/local/lib', '/usr/lib', '/usr/share'],
  ];
}

function playwrightIn(root: string): string | undefined {
  const direct = packageFrom(root, 'playwright-core');
  if (direct !== undefined) return direct;
  for (const name of ['playwright', '@playwright/test']) {
    const around = packageFrom(root, name);
    const inside = around === undefined ? undefined : playwrightIn(around);
    if (inside !== undefined) return inside;
  }
  return undefined;
}

function packageFrom(root: string, name: string): string | undefined {
  try {
    const file = createRequire(join(root, 'package.json')).resolve(`${name}/package.json`);
    return existsSync(file) ? realpathSync(dirname(file)) : undefined;
  } catch {
    return undefined;
  }
}
