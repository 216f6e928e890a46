// Asks whether this machine can hold the agent's sandbox: first for its parts, then by trying to break out of one.
// Invariant: a warning of the runtime counts as a refusal; every refusal says what is missing and how to get it.
import { SandboxManager } from '@anthropic-ai/sandbox-runtime';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AgentSandbox } from './agent.ts';
import { findProgram } from './find-program.ts';
import { platformRefusal } from './platform.ts';

export interface Refusal {
  readonly reason: string;
  /** What the user can do about it, as one sentence. */
  readonly fix: string;
}

/** The programs that the sandbox is made of, absolute. */
export interface AgentTools {
  readonly bwrap: string;
  readonly ripgrep: string;
  readonly helper: string;
}

/** Program -> the package that has it. `which` is how the runtime looks programs up. */
const packages = {
  bash: 'bash',
  which: 'which',
  bwrap: 'bubblewrap',
  socat: 'socat',
  rg: 'ripgrep',
} as const;

/** Finds the parts of the sandbox on this machine, or says what is missing, before anything is started. */
export function findTools(
  helper: string | undefined,
): { readonly tools: AgentTools } | { readonly refusal: Refusal } {
  const system = platformRefusal();
  if (system !== undefined) return { refusal: system };
  for (const [program, name] of Object.entries(packages))
    if (findProgram(program) === undefined)
      return {
        refusal: {
          reason: `${name} is not installed (no \`${program}\` on the PATH)`,
          fix: `Install it: \`apt-get install ${name === 'which' ? 'debianutils' : name}\` on Debian and Ubuntu, \`dnf install ${name}\` on Fedora.`,
        },
      };
  if (helper === undefined)
    return {
      refusal: {
        reason: 'the sandbox\'s helper "apply-seccomp" is missing',
        fix: 'Reinstall Dimmer: the helper ships beside its programs in vendor/seccomp.',
      },
    };
  const { errors, warnings } = SandboxManager.checkDependencies();
  const problem = errors[0] ?? warnings.find((warning) => !/seccomp/i.test(warning));
  if (problem !== undefined) return { refusal: { reason: problem, fix: namespaceFix } };
  return { tools: { bwrap: findProgram('bwrap')!, ripgrep: findProgram('rg')!, helper } };
}

const namespaceFix =
  'Allow user namespaces for bwrap: `sysctl kernel.unprivileged_userns_clone=1`, on Ubuntu 24.04 and later also an AppArmor profile for bwrap; in a container, start it with `--security-opt seccomp=unconfined`.';

/** Tries to read a file outside and to reach a port of this machine from inside; `undefined` when both fail as they must. */
export async function probe(sandbox: AgentSandbox): Promise<Refusal | undefined> {
  const outside = mkdtempSync(join(tmpdir(), 'dimmer-canary-'));
  const canary = join(outside, 'canary');
  writeFileSync(canary, 'canary-7f3a', { mode: 0o644 });
  const server = createServer((socket) => socket.on('error', () => socket.destroy()).end('open')).listen(
    0,
    '127.0.0.1',
  );
  try {
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const script = `cat "$1" 2>/dev/null; (exec 3<>/dev/tcp/127.0.0.1/$2 && echo network-open) 2>/dev/null; echo sandbox-works`;
    const result = await sandbox.run(['/bin/bash', '-c', script, 'probe', canary, String(port)], {
      timeoutMs: 20_000,
      maxBytes: 10_000,
    });
    if (!result.stdout.includes('sandbox-works'))
      return {
        reason: `a sandboxed command did not start: ${result.stderr.trim().split('\n')[0] || `exit ${result.exit}`}`,
        fix: namespaceFix,
      };
    if (result.stdout.includes('canary-7f3a')) return leak('a file outside of the worktree could be read');
    if (result.stdout.includes('network-open')) return leak('a port of this machine could be reached');
    return undefined;
  } catch (error) {
    return { reason: `the sandbox could not be started: ${(error as Error).message}`, fix: namespaceFix };
  } finally {
    server.close();
    rmSync(outside, { recursive: true, force: true });
  }
}

const leak = (what: string): Refusal => ({
  reason: `the sandbox does not hold on this machine: ${what}`,
  fix: 'Run Dimmer in a Linux container or virtual machine where bwrap works, and report this.',
});
