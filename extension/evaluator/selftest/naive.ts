// How a vault is usually shielded: the sandbox runtime with the vault's own folder denied, and everything else as it is.
// Only for comparison: nothing of ours ever runs in it.
import { SandboxManager, type SandboxRuntimeConfig } from '@anthropic-ai/sandbox-runtime';
import { seccompHelper } from '../../node/sandbox/agent-assets.ts';
import { findTools } from '../../node/sandbox/agent-check.ts';
import { quoteArgv } from '../../node/sandbox/shell-quote.ts';

/** Wraps an argv; undefined where this machine lacks a part of the runtime. */
export function naiveCommand(
  box: string,
  vault: string,
): ((argv: readonly string[]) => Promise<readonly string[]>) | undefined {
  const found = findTools(seccompHelper());
  if ('refusal' in found) return undefined;
  const { bwrap, ripgrep, helper } = found.tools;
  const config: SandboxRuntimeConfig = {
    network: { allowedDomains: [], deniedDomains: [] },
    filesystem: { denyRead: [vault], allowWrite: [box], denyWrite: [] },
    seccomp: { applyPath: helper },
    bwrapPath: bwrap,
    ripgrep: { command: ripgrep },
    mandatoryDenySearchDepth: 1,
  };
  return async (argv) => {
    SandboxManager.updateConfig(config);
    const wrapped = await SandboxManager.wrapWithSandbox(`exec ${quoteArgv(argv)}`, 'bash', config);
    return ['/bin/bash', '-c', `exec ${wrapped}`];
  };
}
