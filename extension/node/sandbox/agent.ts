// The sandbox of the agent's commands and of guardrails: Anthropic's sandbox runtime with everything hidden first.
// Invariant: no sandbox, no command; a profile that does not hide a canary and close the network is refused at opening.
import { SandboxManager, type SandboxRuntimeConfig } from '@anthropic-ai/sandbox-runtime';
import { existsSync, mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { seccompHelper } from './agent-assets.ts';
import { findTools, probe, type AgentTools, type Refusal } from './agent-check.ts';
import { denyNames } from './agent-denied-names.ts';
import { agentEnvironment, isWithin, systemPaths, toolchain, tooWide } from './agent-profile.ts';
import { startInSandbox, type AgentProcess } from './agent-process.ts';
import { createProcessGroup } from './process-limit.ts';
import { proxyVariables, withRelay } from './relay.ts';
import { runGroup } from './run-group.ts';
import { filesystemConfig } from './runtime-config.ts';
import { quoteArgv } from './shell-quote.ts';

export interface AgentSandboxOptions {
  readonly worktree: string;
  /** A private folder of this run: home, temporary files and caches of its commands. Made when missing. */
  readonly scratch: string;
  /** Read-only besides: dependency folders, caches. Must exist; home and its parents are refused. */
  readonly readable?: readonly string[];
  /** Folder that holds `vendor/seccomp`; the bundle's own folder or the installed package when absent. */
  readonly assets?: string;
  /** For every command, under what a command brings itself. */
  readonly env?: Readonly<Record<string, string>>;
  /** Variable of this process from which the toolchain is taken; `PATH` when absent. */
  readonly path?: string;
  /** Nothing in the worktree can be changed. */
  readonly readOnlyWorktree?: boolean;
}

export interface AgentCommand {
  /** Absolute; inside the worktree, the sandbox's home and temporary folder or a readable one. The worktree when absent. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Ended as well when for so long it has written nothing and used no processor time. */
  readonly silentMs?: number;
  readonly signal?: AbortSignal;
  /** Kept of stdout, and again of stderr. */
  readonly maxBytes: number;
  readonly onOutput?: (text: string) => void;
}

export interface AgentCommandResult {
  readonly exit: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
  /** It had done nothing for `silentMs`. */
  readonly silent?: boolean;
  readonly truncated: boolean;
  /** Lines of output that read like a refusal of the sandbox, at most ten. */
  readonly denied: readonly string[];
}

export interface AgentSandbox {
  /** `PATH` inside. */
  readonly path: string;
  run(argv: readonly string[], command: AgentCommand): Promise<AgentCommandResult>;
  /**
   * Starts a process that stays for a whole task. With `proxy`, a Unix socket, its one way out is that proxy, which it
   * finds through the usual variables; without, there is none.
   */
  start(
    argv: readonly string[],
    env: Readonly<Record<string, string>>,
    proxy?: string,
  ): Promise<AgentProcess>;
  /** Removes what a killed process left in the worktree. Call it before every commit. */
  tidy(): void;
  close(): Promise<void>;
}

export type AgentSandboxOpening =
  { readonly ok: true; readonly sandbox: AgentSandbox } | ({ readonly ok: false } & Refusal);

/** Processes and threads that one command may have. */
const processLimit = 4_096;
let commands = 0;

/** Opens the sandbox, or says why there is none. Several may be open in one process. */
export async function openAgentSandbox(options: AgentSandboxOptions): Promise<AgentSandboxOpening> {
  const found = findTools(seccompHelper(options.assets));
  if ('refusal' in found) return { ok: false, ...found.refusal };
  const wide = (options.readable ?? []).find((path) => !existsSync(path) || tooWide(path));
  if (wide !== undefined)
    return {
      ok: false,
      reason: `the sandbox was asked to open "${wide}", which is missing or far too wide`,
      fix: 'List only folders of the project and its dependencies.',
    };
  const sandbox = makeSandbox(options, found.tools);
  const failed = await probe(sandbox);
  if (failed === undefined) return { ok: true, sandbox };
  await sandbox.close();
  return { ok: false, ...failed };
}

function makeSandbox(options: AgentSandboxOptions, parts: AgentTools): AgentSandbox {
  const own = ['home', 'tmp'].map((name) => join(options.scratch, name));
  for (const folder of own) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const worktree = realpathSync(options.worktree);
  const scratch = realpathSync(options.scratch);
  const ownFolders = own.map((folder) => realpathSync(folder));
  const writable = options.readOnlyWorktree === true ? ownFolders : [worktree, ...ownFolders];
  const readable = [worktree, ...(options.readable ?? [])].map((path) => realpathSync(path));
  const tools = toolchain(options.path ?? process.env['PATH'] ?? '');
  const names = denyNames(worktree, scratch);
  names.tidy();
  const config = runtimeConfig(names.readOnly, writable, [...readable, ...tools.readable], parts);
  const inside = [...writable, ...readable];
  return {
    path: tools.path,
    async run(argv, command) {
      const cwd = realpathSync(command.cwd ?? worktree);
      if (!inside.some((root) => isWithin(root, cwd))) throw new Error(`"${cwd}" is outside of the sandbox`);
      const env = agentEnvironment(scratch, tools.path, { ...options.env, ...command.env });
      names.enter();
      let made: string[] = [];
      let result;
      try {
        result = await start(await wrap(config, argv), { ...command, cwd, env });
      } finally {
        made = names.leave();
      }
      return { ...result, denied: [...made.map(notKept), ...deniedLines(result.stdout, result.stderr)] };
    },
    async start(argv, extra, proxy) {
      const env = {
        ...agentEnvironment(scratch, tools.path, { ...options.env, ...extra }),
        ...proxyVariables(proxy),
      };
      names.enter();
      const group = createProcessGroup(++commands, { processes: processLimit });
      try {
        const wrapped = withRelay(await wrap(config, argv), proxy);
        return startInSandbox({
          ...shellStart(wrapped, group),
          cwd: worktree,
          env,
          afterwards: () => {
            SandboxManager.cleanupAfterCommand();
            group?.dispose();
            names.leave();
          },
        });
      } catch (error) {
        group?.dispose();
        names.leave();
        throw error;
      }
    },
    tidy: names.tidy,
    close: async () => names.tidy(),
  };
}

function runtimeConfig(
  readOnly: readonly string[],
  writable: readonly string[],
  readable: readonly string[],
  parts: AgentTools,
): SandboxRuntimeConfig {
  return {
    ...filesystemConfig({ readable: [...systemPaths(), ...readable, parts.helper], writable, readOnly }),
    seccomp: { applyPath: parts.helper },
    bwrapPath: parts.bwrap,
    ripgrep: { command: parts.ripgrep },
    mandatoryDenySearchDepth: 1,
  };
}

/**
 * The runtime's command line for `argv`, with what its profile leaves out: own IPC, host name and cgroup namespaces,
 * and nothing in the temporary folder that all its users share. Fails closed when the command line looks different.
 */
async function wrap(config: SandboxRuntimeConfig, argv: readonly string[]): Promise<string> {
  // The runtime takes the programs of the sandbox from its one shared setting: another sandbox may have changed it.
  SandboxManager.updateConfig(config);
  const wrapped = await SandboxManager.wrapWithSandbox(`exec ${quoteArgv(argv)}`, 'bash', config);
  const place = ' --unshare-pid --unshare-user ';
  const at = wrapped.indexOf(place);
  const ours = [config.bwrapPath, `'${config.bwrapPath}'`].some((path) => wrapped.startsWith(`${path} `));
  if (!ours || at < 0 || !wrapped.includes(' --unshare-net ') || !wrapped.includes('apply-seccomp')) {
    SandboxManager.cleanupAfterCommand();
    throw new Error('the sandbox runtime built a command line that is not the one we know');
  }
  const added =
    ' --json-status-fd 3 --tmpfs /tmp/claude --unshare-ipc --unshare-uts --hostname sandbox --unshare-cgroup-try';
  return wrapped.slice(0, at) + added + wrapped.slice(at);
}

/** Closes every inherited descriptor but bwrap's status, joins the process limit, then becomes the sandbox. */
const prologue = `for d in /proc/$$/fd/*; do n=\${d##*/}; [ "$n" -gt 3 ] && [ "$n" -ne 255 ] && eval "exec $n>&-"; done
ulimit -c 0
`;

async function start(
  wrapped: string,
  command: AgentCommand & { cwd: string; env: Record<string, string> },
): Promise<Omit<AgentCommandResult, 'denied'>> {
  const group = createProcessGroup(++commands, { processes: processLimit });
  try {
    return await runGroup({ ...command, ...shellStart(wrapped, group) });
  } finally {
    SandboxManager.cleanupAfterCommand();
    group?.dispose();
  }
}

function shellStart(
  wrapped: string,
  group: ReturnType<typeof createProcessGroup>,
): { file: string; args: string[] } {
  const joins = (group?.memberships ?? []).map((file) => `echo $$ > ${quoteArgv([file])} || exit 126\n`);
  return { file: '/bin/bash', args: ['-c', `${prologue}${joins.join('')}exec ${wrapped}`] };
}

const notKept = (name: string): string => `${name}: an agent may not make it, removed`;

const refusals =
  /Permission denied|Read-only file system|Operation not permitted|EACCES|EROFS|EPERM|Network is unreachable|ENETUNREACH|Could not resolve host|EAI_AGAIN|Temporary failure in name resolution/;

function deniedLines(...outputs: readonly string[]): string[] {
  return outputs
    .flatMap((output) => output.split('\n'))
    .filter((line) => refusals.test(line))
    .slice(0, 10)
    .map((line) => line.trim().slice(0, 300));
}
