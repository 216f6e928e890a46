// Asks whether this machine can hold the evaluator's sandbox, by holding one; hidden evaluation refuses to start where it cannot.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInBubblewrap } from './bubblewrap.ts';
import { platformRefusal } from './platform.ts';

export type SandboxCheck =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly reason: string;
      /** What the user can do about it, as one sentence. */
      readonly fix: string;
    };

const install =
  'Install it: `apt-get install bubblewrap` on Debian and Ubuntu, `dnf install bubblewrap` on Fedora.';

/** Starts one real sandbox with the evaluator's whole profile and runs `true` in it. */
export async function checkBubblewrap(): Promise<SandboxCheck> {
  const system = platformRefusal();
  if (system !== undefined) return { ok: false, ...system };
  const directory = mkdtempSync(join(tmpdir(), 'dimmer-check-'));
  try {
    const result = await runInBubblewrap(
      { app: directory, box: directory },
      { argv: ['/usr/bin/true'], timeoutMs: 10_000 },
    );
    if (result.ran && result.exit === 0) return { ok: true };
    const reason = result.ran ? `a sandboxed command ended with ${result.exit}` : result.reason;
    return { ok: false, reason, fix: fixFor(reason) };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function fixFor(reason: string): string {
  if (reason.includes('not installed')) return install;
  if (/namespace|uid map|Operation not permitted|Permission denied/i.test(reason))
    return 'Allow user namespaces for bwrap: `sysctl kernel.unprivileged_userns_clone=1`, on Ubuntu 24.04 and later also an AppArmor profile for bwrap; in a container, start it with `--security-opt seccomp=unconfined`.';
  return `Run \`bwrap --version\` (0.8 or later is needed). ${install}`;
}
