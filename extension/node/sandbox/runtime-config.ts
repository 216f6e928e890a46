// The sandbox runtime's settings: everything hidden first, then a short list of literal paths opened again.
// Invariant: no pattern anywhere, so nothing that appears later falls through one; no network; on macOS no Apple events.
import type { SandboxRuntimeConfig } from '@anthropic-ai/sandbox-runtime';

export interface OpenedPaths {
  readonly readable: readonly string[];
  readonly writable: readonly string[];
  /** Inside of a writable one, and not to be written. */
  readonly readOnly: readonly string[];
}

type Filesystem = Pick<SandboxRuntimeConfig, 'network' | 'filesystem'>;

export function filesystemConfig({ readable, writable, readOnly }: OpenedPaths): Filesystem {
  const literal = (path: string): { path: string; literal: true } => ({ path, literal: true });
  return {
    network: { allowedDomains: [], deniedDomains: [] },
    filesystem: {
      denyRead: ['/'],
      allowRead: [...readable, ...writable].map(literal),
      allowWrite: writable.map(literal),
      denyWrite: readOnly.map(literal),
    },
  };
}

/** What programs of macOS need to start; not tried on one. */
const macSystem = [
  '/bin',
  '/sbin',
  '/usr',
  '/dev',
  '/System',
  '/Library/Apple',
  '/private/var/db/dyld',
  '/private/var/db/timezone',
  '/private/etc/ssl',
  '/private/etc/localtime',
];

/** Both sandboxes as Seatbelt profiles: the agent's worktree, or the product's working directory, is what can be written. */
export function seatbeltConfig(paths: OpenedPaths): SandboxRuntimeConfig {
  const opened = { ...paths, readable: [...macSystem, ...paths.readable] };
  return { ...filesystemConfig(opened), allowAppleEvents: false, allowPty: false };
}
