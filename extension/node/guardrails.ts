// Runs guardrails on a clean checkout of a commit.
// Invariant: executed in the sandbox, on a snapshot that the agent cannot touch; the agent's word counts for nothing.
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Guardrail, RunEventBody } from '../core/run/events.ts';
import { openAgentSandbox, type AgentSandbox } from './sandbox/agent.ts';
import { snapshot } from './snapshot.ts';
import { linkDependencies } from './dependencies.ts';
import { linkedFolders } from './linked-folders.ts';

export interface Checkout {
  readonly repository: string;
  readonly commit: string;
  /** The run's base: its dimmer.yaml says which folders are linked, whatever the commit itself says. */
  readonly base: string;
  /** A folder of this run alone; emptied before and removed after. */
  readonly folder: string;
}

export type GuardrailOutcome = Pick<
  Extract<RunEventBody, { type: 'guardrail-finished' }>,
  'name' | 'outcome' | 'exit' | 'milliseconds' | 'output'
>;

export type CheckoutResult =
  { readonly ok: true } | { readonly ok: false; readonly reason: string; readonly fix: string };

/** Opens a clean checkout in a sandbox, hands it to `use`, and removes it whatever happens. */
export async function withCheckout(
  { repository, commit, base, folder }: Checkout,
  use: (sandbox: AgentSandbox, directory: string) => Promise<void>,
): Promise<CheckoutResult> {
  const directory = join(folder, 'checkout');
  const scratch = join(folder, 'scratch');
  await rm(folder, { recursive: true, force: true });
  await mkdir(scratch, { recursive: true, mode: 0o700 });
  try {
    await snapshot(repository, commit, directory);
    const { folders } = await linkedFolders(repository, base);
    const dependencies = await linkDependencies(repository, commit, directory, folders);
    const opened = await openAgentSandbox({ worktree: directory, scratch, ...dependencies });
    if (!opened.ok) return opened;
    try {
      await use(opened.sandbox, directory);
      return { ok: true };
    } finally {
      await opened.sandbox.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** A guardrail that has neither written nor computed for so long waits for what does not come. */
const silentSeconds = 300;

/** Runs one guardrail in a checkout. */
export async function runGuardrail(
  sandbox: AgentSandbox,
  directory: string,
  guardrail: Guardrail,
  signal: AbortSignal,
): Promise<GuardrailOutcome> {
  const argv = typeof guardrail.run === 'string' ? ['sh', '-c', guardrail.run] : guardrail.run;
  const started = performance.now();
  const result = await sandbox.run(argv, {
    cwd: directory,
    env: { CI: 'true' },
    timeoutMs: guardrail.timeoutSeconds * 1000,
    silentMs: silentSeconds * 1000,
    signal,
    maxBytes: 4 * 1024 * 1024,
  });
  const milliseconds = Math.round(performance.now() - started);
  const why = result.silent
    ? `[ended: for ${silentSeconds} seconds it had written nothing and used no processor time]`
    : '';
  const output = [result.stdout, result.stderr, why].filter((text) => text !== '').join('\n');
  const outcome =
    result.timedOut || result.silent
      ? 'timeout'
      : result.exit === 0
        ? 'pass'
        : result.exit === null
          ? 'error'
          : 'fail';
  return { name: guardrail.name, outcome, exit: result.exit, milliseconds, output };
}
