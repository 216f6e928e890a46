// `dimmer doctor`: what this machine has and lacks, each with its fix. Tries things instead of believing versions.
import { existsSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { agentChecks } from '../core/agents/agent-checks.ts';
import type { Check } from '../core/protocol/doctor-answer.ts';
import { detectAgents } from '../node/agents/installed.ts';
import { git, GitProblem, repositoryRoot, resolveCommit } from '../node/git.ts';
import { findLeftovers } from '../node/leftovers.ts';
import { browserFix, findBrowser, findPlaywright, playwrightFix } from '../node/find-browser.ts';
import { findNode, oldestNode } from '../node/programs.ts';
import { openAgentSandbox } from '../node/sandbox/agent.ts';
import { checkBubblewrap } from '../node/sandbox/check-bubblewrap.ts';
import { privateFolder, stateHome, vaultHome } from '../node/state-home.ts';
import { sizesInWords, worktreeSizes } from '../node/worktree-room.ts';
import { parsed, say } from './arguments.ts';
import { findIdentity } from './identity.ts';
import type { CommandIo } from './io.ts';

const leftovers = 'leftovers of runs';

export const doctorUsage = 'Usage: dimmer doctor\n';

export async function doctorCommand(argv: string[], io: CommandIo): Promise<number> {
  if (parsed(argv, {}, doctorUsage, io) === null) return 2;
  const checks = [
    await checkGit(),
    await checkRepository(io),
    ...(await checkLeftovers(io)),
    ...(await checkWorktrees(io)),
    await checkNode(io),
    ...checkPrograms(io),
    await checkAgentSandbox(),
    await checkEvaluatorSandbox(),
    ...checkBrowser(io),
    checkKey(io),
    ...agentChecks(await detectAgents({ env: io.env }), Boolean(io.env['ANTHROPIC_API_KEY'])),
    await checkIdentity(io),
    await checkFolder('state', stateHome(io.env), 'DIMMER_STATE'),
    await checkFolder('vaults', vaultHome(io.env), 'DIMMER_VAULT'),
  ];
  const missing = checks.filter((check) => check.needed && !check.ok);
  say(io, { ok: missing.length === 0, checks }, checks.map(line).join('\n'));
  return missing.length === 0 ? 0 : 3;
}

function line({ name, ok, needed, detail, fix }: Check): string {
  const mark = ok ? 'ok     ' : needed ? 'MISSING' : name === leftovers ? 'stray  ' : 'absent ';
  return `${mark} ${name}: ${detail}${!ok && fix ? `\n          ${fix}` : ''}`;
}

async function checkGit(): Promise<Check> {
  const base = { name: 'git', needed: true };
  try {
    const { stdout } = await git(tmpdir(), ['version']);
    const [major = 0, minor = 0] = (/\d+\.\d+/.exec(stdout)?.[0] ?? '0.0').split('.').map(Number);
    const ok = major > 2 || (major === 2 && minor >= 38);
    return {
      ...base,
      ok,
      detail: stdout.trim(),
      fix: 'Install git 2.38 or later: integration needs merge-tree --write-tree.',
    };
  } catch (error) {
    return { ...base, ok: false, detail: (error as Error).message, fix: 'Install git 2.38 or later.' };
  }
}

async function checkRepository(io: CommandIo): Promise<Check> {
  const base = { name: 'repository', needed: false };
  const fix = 'Run `git init` and commit, or pass --cwd with a repository.';
  try {
    const root = await repositoryRoot(io.cwd);
    if (root === null) return { ...base, ok: false, detail: `${io.cwd} is not in one`, fix };
    const head = await resolveCommit(root, 'HEAD');
    return { ...base, ok: true, detail: `${root} at ${head.slice(0, 10)}` };
  } catch (error) {
    if (error instanceof GitProblem) return { ...base, ok: false, detail: error.message, fix };
    throw error;
  }
}

/** What crashed runs left; nothing where there is no repository to ask. */
async function checkLeftovers(io: CommandIo): Promise<Check[]> {
  try {
    const root = await repositoryRoot(io.cwd);
    if (root === null) return [];
    const found = await findLeftovers(root, io.env);
    const base = { name: leftovers, needed: false };
    if (found.length === 0) return [{ ...base, ok: true, detail: 'none' }];
    return found.map(({ what, fix }) => ({ ...base, ok: false, detail: what, fix }));
  } catch (error) {
    if (error instanceof GitProblem) return [];
    throw error;
  }
}

/** How many folders the runs of this repository have, and what they take on disk. */
async function checkWorktrees(io: CommandIo): Promise<Check[]> {
  const root = await repositoryRoot(io.cwd).catch(() => null);
  if (root === null) return [];
  const detail = sizesInWords(await worktreeSizes(root, io.env));
  return [{ name: 'folders of runs', needed: false, ok: true, detail }];
}

async function checkNode(io: CommandIo): Promise<Check> {
  const found = await findNode(io.env);
  const detail = found.ok ? `${found.node.command} (this is ${process.versions.node})` : found.message;
  return {
    name: 'node',
    needed: true,
    ok: found.ok,
    detail,
    fix: `Install Node ${oldestNode.join('.')} or later.`,
  };
}

function checkPrograms(io: CommandIo): Check[] {
  if (process.platform !== 'linux') return [];
  const packages = { bwrap: 'bubblewrap', socat: 'socat', rg: 'ripgrep' };
  return Object.entries(packages)
    .map(([program, name]) => ({ program, name }))
    .map(({ program, name }) => {
      const path = onPath(program, io.env);
      const fix = `Install it: \`apt-get install ${name}\` on Debian and Ubuntu, \`dnf install ${name}\` on Fedora.`;
      return { name: program, needed: true, ok: path !== null, detail: path ?? 'not on the PATH', fix };
    });
}

function onPath(program: string, env: NodeJS.ProcessEnv): string | null {
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, program)).find((file) => existsSync(file)) ?? null;
}

/** Opens one and tries to break out of it. */
async function checkAgentSandbox(): Promise<Check> {
  const base = { name: 'sandbox of the agent', needed: true };
  const folder = await mkdtemp(join(tmpdir(), 'dimmer-doctor-'));
  try {
    const opened = await openAgentSandbox({ worktree: folder, scratch: `${folder}.scratch` });
    if (!opened.ok) return { ...base, ok: false, detail: opened.reason, fix: opened.fix };
    await opened.sandbox.close();
    return { ...base, ok: true, detail: 'holds: no file outside, no network, seccomp helper found' };
  } finally {
    for (const path of [folder, `${folder}.scratch`]) await rm(path, { recursive: true, force: true });
  }
}

async function checkEvaluatorSandbox(): Promise<Check> {
  const result = await checkBubblewrap();
  const base = { name: 'sandbox of the evaluator', needed: false };
  if (result.ok) return { ...base, ok: true, detail: 'bubblewrap works with user namespaces' };
  return { ...base, ok: false, detail: result.reason, fix: result.fix };
}

/** Both, and only for browser steps of scenarios. */
function checkBrowser(io: CommandIo): Check[] {
  const browser = findBrowser(io.env);
  const playwright = findPlaywright(io.cwd);
  return [
    {
      name: 'browser',
      needed: false,
      ok: browser !== undefined,
      detail: browser ?? 'no Chromium on the PATH',
      fix: browserFix,
    },
    {
      name: 'playwright',
      needed: false,
      ok: playwright !== undefined,
      detail: playwright ?? 'no playwright-core beside Dimmer, installed globally or in the repository',
      fix: playwrightFix,
    },
  ];
}

function checkKey(io: CommandIo): Check {
  const present = Boolean(io.env['ANTHROPIC_API_KEY']);
  const fix =
    'Set ANTHROPIC_API_KEY, run "Dimmer: Set API Key" in VS Code, or rehearse with --backend rehearsal.';
  return {
    name: 'API key',
    needed: false,
    ok: present,
    detail: present ? 'ANTHROPIC_API_KEY is set' : 'not set',
    fix,
  };
}

async function checkIdentity(io: CommandIo): Promise<Check> {
  const identity = await findIdentity(undefined, io);
  if (!identity.ok && identity.reason === 'wrapped')
    return {
      name: 'vault identity',
      needed: false,
      ok: true,
      detail: `${identity.file}, protected by a passphrase`,
    };
  const base = { name: 'vault identity', needed: false, ok: identity.ok };
  if (identity.ok) return { ...base, detail: identity.file };
  return {
    ...base,
    detail: identity.reason === 'not-given' ? 'none given' : identity.message,
    fix: identity.message,
  };
}

async function checkFolder(name: string, path: string, variable: string): Promise<Check> {
  const base = { name: `${name} folder`, needed: true };
  try {
    await privateFolder(path);
    const { mode } = await stat(path);
    const open = process.platform !== 'win32' && (mode & 0o077) !== 0;
    if (open)
      return {
        ...base,
        needed: false,
        ok: false,
        detail: `${path} can be entered by others`,
        fix: `chmod 700 ${path}`,
      };
    return { ...base, ok: true, detail: path };
  } catch (error) {
    return {
      ...base,
      ok: false,
      detail: (error as Error).message,
      fix: `Make it writable, or set ${variable}.`,
    };
  }
}
