// Finds the agents that a developer already has on this machine: Claude Code, Codex, Gemini CLI, and one of their own.
// Invariant: an agent is only asked for its version, with a deadline and without a shell; no value of a key is kept.
import { accessSync, constants, existsSync, readFileSync, realpathSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import * as z from 'zod/mini';
import { knownAgents, type KnownAgent } from '../../core/agents/known-agents.ts';
import { ownAgentId, type DetectedAgent } from '../../core/agents/detected-agent.ts';
import { decodeJson } from '../../core/protocol/decode.ts';
import { childEnvironment } from '../programs.ts';
import { runCommand } from '../run-command.ts';

/** An agent that the user named by its command, with what it may reach. */
export interface OwnAgent {
  readonly command: readonly string[];
  readonly hosts: readonly string[];
  /** Files relative to home, and names of environment variables. */
  readonly credentials: readonly string[];
}

export interface DetectOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly own?: OwnAgent | null;
  /** How long an agent may take to say its version; 20 s unless told. */
  readonly timeoutMs?: number;
}

/** What is here, the user's own first. An agent that is not here is not listed. */
export async function detectAgents(options: DetectOptions = {}): Promise<DetectedAgent[]> {
  const { env = process.env, own = null, timeoutMs = 20_000 } = options;
  const known = await Promise.all(knownAgents.map((agent) => detectKnown(agent, env, timeoutMs)));
  const named = own === null || own.command.length === 0 ? [] : [detectOwn(own, env)];
  return [...named, ...known.filter((agent) => agent !== null)];
}

async function detectKnown(
  agent: KnownAgent,
  env: NodeJS.ProcessEnv,
  timeoutMs: number,
): Promise<DetectedAgent | null> {
  const program = programOnPath(agent.program, env);
  const speaker = agent.speakers
    .map(({ program: name, args }) => ({ path: programOnPath(name, env), args }))
    .find(({ path }) => path !== undefined);
  if (program === undefined && speaker === undefined) return null;
  const command = speaker?.path === undefined ? null : [speaker.path, ...speaker.args];
  const signIn = signInOf(agent.variables, agent.files, env);
  return {
    id: agent.id,
    name: agent.name,
    version: program === undefined ? null : await versionOf(program, env, timeoutMs),
    command,
    adapter:
      agent.adapter === null || speaker?.path === undefined
        ? null
        : { name: basename(speaker.path), version: packageVersion(speaker.path) },
    signIn,
    access: {
      hosts: [...agent.hosts],
      files: [...agent.files],
      variables: [...agent.variables],
      environment: { ...agent.environment },
    },
    fix: fixOf(agent, command !== null, signIn.found),
  };
}

function fixOf(agent: KnownAgent, speaks: boolean, signedIn: boolean): string | null {
  if (!speaks) {
    const what = agent.adapter ?? agent.program;
    return `Install the program that speaks the Agent Client Protocol for it: \`npm install -g ${what}\`.`;
  }
  return signedIn ? null : `Sign in: ${agent.signIn}.`;
}

function detectOwn(own: OwnAgent, env: NodeJS.ProcessEnv): DetectedAgent {
  const [file = '', ...args] = own.command;
  const path = file.includes('/') ? (isProgram(file) ? file : undefined) : programOnPath(file, env);
  const files = own.credentials.filter((name) => !isVariable(name));
  const variables = own.credentials.filter(isVariable);
  return {
    id: ownAgentId,
    name: basename(file),
    version: path === undefined ? null : packageVersion(path),
    command: path === undefined ? null : [path, ...args],
    adapter: null,
    signIn:
      own.credentials.length === 0
        ? { found: true, detail: 'it was given none' }
        : signInOf(variables, files, env),
    access: { hosts: [...own.hosts], files, variables, environment: {} },
    fix: path === undefined ? `There is no program "${file}": check \`dimmer.agent.command\`.` : null,
  };
}

const isVariable = (name: string): boolean => /^[A-Z][A-Z0-9_]*$/.test(name);

/** Whether something that signs it in is there. The values are not read. */
function signInOf(
  variables: readonly string[],
  files: readonly string[],
  env: NodeJS.ProcessEnv,
): DetectedAgent['signIn'] {
  const variable = variables.find((name) => Boolean(env[name]));
  if (variable !== undefined) return { found: true, detail: `${variable} is set` };
  const home = env['HOME'] ?? homedir();
  const file = files.find((name) => existsSync(join(home, name)));
  if (file !== undefined) return { found: true, detail: `signed in (~/${file})` };
  const sought = [...variables, ...files.map((name) => `~/${name}`)].join(', ');
  return { found: false, detail: `no sign-in found (looked for ${sought})` };
}

/** The first program of this name on PATH, absolute. Folders of the PATH that are relative are passed over. */
function programOnPath(name: string, env: NodeJS.ProcessEnv): string | undefined {
  const names = process.platform === 'win32' ? [`${name}.exe`, `${name}.cmd`] : [name];
  return (env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => /^(\/|[A-Za-z]:[\\/])/.test(folder))
    .flatMap((folder) => names.map((one) => join(folder, one)))
    .find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** What `--version` prints, cut down to the number; else what its package says; else null. */
async function versionOf(program: string, env: NodeJS.ProcessEnv, timeoutMs: number): Promise<string | null> {
  const said = await runCommand(program, ['--version'], {
    cwd: tmpdir(),
    env: { ...childEnvironment(env), NO_COLOR: '1', CI: 'true' },
    timeoutMs,
    maxBytes: 64 * 1024,
    group: true,
  });
  const number = said.exit === 0 ? /\d+(?:\.\d+)+(?:-[\w.]+)?/.exec(said.stdout)?.[0] : undefined;
  return number?.slice(0, 40) ?? packageVersion(program);
}

const packageSchema = z.object({ version: z.string() });

/** The version in the `package.json` nearest to a program that came as a package. */
function packageVersion(program: string): string | null {
  try {
    for (let folder = dirname(realpathSync(program)); folder !== dirname(folder); folder = dirname(folder)) {
      if (!folder.includes('node_modules')) return null;
      const file = join(folder, 'package.json');
      if (!existsSync(file)) continue;
      const decoded = decodeJson(packageSchema, readFileSync(file, 'utf8'));
      if (decoded.ok) return decoded.value.version.slice(0, 40);
    }
  } catch {
    // A program that vanished meanwhile has no version.
  }
  return null;
}
