// Starts runs and the processes that carry them out and judge them. Used by the window and the command line alike.
// Invariant: a run folder appears whole, with its request and first event, or not at all; secrets go over stdin only.
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { familyNote } from '../core/agents/model-family.ts';
import { decodeJson } from '../core/protocol/decode.ts';
import type { EvaluatorInput } from '../core/protocol/evaluator-input.ts';
import { describeAnswerSchema, type DescribeAnswer, type DescribeInput } from '../core/protocol/launch.ts';
import type { RunnerInput, RunRequest } from '../core/protocol/run-request.ts';
import { tightened } from '../core/run/budget.ts';
import { agentSecrets, agentSecretsOf } from './agents/secrets.ts';
import { accessInput, type TokenAccess } from './forge/access.ts';
import { isDiskFull, noRoomToLaunch } from './disk-full.ts';
import { launchRefusal, type LaunchOptions, type LaunchResult, type StartOptions } from './launch-options.ts';
import {
  bundleDir,
  findNode,
  programEnvironment,
  programFile,
  startDetached,
  versionFolder,
  type NodeCommand,
} from './programs.ts';
import { isAlive, startTimeOf, type ProcessIdentity } from './process-identity.ts';
import { runCommand } from './run-command.ts';
import { parentBase } from './parent-run.ts';
import { reconcileWorktrees } from './reconcile.ts';
import { createRunFolder, newRunId } from './run-folder.ts';
import { vaultHome } from './state-home.ts';
import { misplacedVault } from './vault-place.ts';
import { worktreeRefusal } from './worktree-room.ts';

/** Launches a run: checks, run folder, runner, and an evaluator where there is a vault and an identity. */
export async function launchRun(options: LaunchOptions): Promise<LaunchResult> {
  try {
    return await launchWithRoom(options);
  } catch (error) {
    if (!isDiskFull(error)) throw error;
    return { ok: false, reason: 'disk-full', message: noRoomToLaunch(options.env) };
  }
}

async function launchWithRoom(options: LaunchOptions): Promise<LaunchResult> {
  const refused = await launchRefusal(options);
  if (refused) return refused;
  const found = await findNode(options.env);
  if (!found.ok) return { ok: false, reason: 'node', message: found.message };
  const programs = await programsOf(options, found.node);
  const answer = await ask(programs, options, {
    v: 1,
    repository: options.repository,
    ...(options.specPath === undefined ? {} : { specPath: options.specPath }),
    ...(options.adopt === undefined ? {} : { adopt: options.adopt }),
    ...(options.workflow === undefined ? {} : { workflow: options.workflow, backend: options.backend }),
    ...(options.base === undefined ? {} : { base: options.base }),
  });
  if (!answer.ok)
    return { ok: false, reason: answer.reason === 'spec' ? 'spec' : 'git', message: answer.message };
  const { description } = answer;
  if (!description.spec) return { ok: false, reason: 'internal', message: 'the spec was not described' };
  const { left } = await reconcileWorktrees(description.root, options.env);
  const noRoom = await worktreeRefusal(description.root, left.length, description.configuration, options.env);
  if (noRoom !== undefined) return { ok: false, reason: 'worktrees', message: noRoom };
  const from =
    options.parent === undefined
      ? { ok: true as const, base: description.base }
      : await parentBase(description.root, options.parent, options.env);
  if (!from.ok) return { ok: false, reason: 'parent', message: from.message };
  const vaultDir = join(vaultHome(options.env), description.vaultId);
  const hasVault = await stat(join(vaultDir, 'manifest.age')).then(
    () => true,
    () => false,
  );
  const misplaced = hasVault ? await misplacedVault(description.root, vaultDir) : undefined;
  if (misplaced !== undefined) return { ok: false, reason: 'git', message: misplaced };
  const request: RunRequest = {
    v: 1,
    runId: newRunId(new Date()),
    repository: description.root,
    spec: description.spec,
    base: from.base,
    level: options.level,
    trial: options.trial,
    backend: options.backend,
    model: modelOf(options),
    ...(options.baseUrl === undefined ? {} : { baseUrl: options.baseUrl }),
    ...(options.cassette === undefined ? {} : { cassette: options.cassette }),
    ...(options.agent === undefined ? {} : { agent: options.agent }),
    ...(description.adopted === undefined ? {} : { adopted: description.adopted }),
    limits: tightened(options.limits, description.configuration.budget),
    ...(description.area === undefined ? {} : { area: description.area }),
    owner: options.owner,
    ...(hasVault ? { vaultId: description.vaultId } : {}),
    ...(options.parent === undefined ? {} : { parent: options.parent }),
    ...(description.workflow === undefined ? {} : { workflow: description.workflow }),
    requestedAt: new Date().toISOString(),
    via: options.via,
  };
  const runDir = await createRunFolder(request, options.env);
  const secrets = { ...keyOf(options), ...agentSecrets(options.agent, programs.env) };
  const evaluator = await (async () => {
    const judging = await evaluatorFor(programs, request, runDir, options);
    await start(programs, 'runner', runDir, { v: 1, ...secrets, ...accessInput(programs.env) });
    return judging;
  })().catch(async (error: unknown) => {
    // Nobody has worked in it: a run without a runner would only look as if one had crashed.
    await rm(runDir, { recursive: true, force: true, maxRetries: 3 });
    throw error;
  });
  const notes =
    evaluator === 'started' ? familyNotes(request, serveInput(request, runDir, '', options).judge) : [];
  return { ok: true, runId: request.runId, runDir, evaluator, notes: [...description.notes, ...notes] };
}

/** What a launch of this spec would be: parsed spec, base, guardrails, vault. Nothing is created. */
export async function describeLaunch(
  input: Omit<DescribeInput, 'v'>,
  options: StartOptions = {},
): Promise<DescribeAnswer> {
  const found = await findNode(options.env);
  if (!found.ok) return { ok: false, reason: 'failed', message: found.message };
  try {
    return await ask(await programsOf(options, found.node), options, { v: 1, ...input });
  } catch (error) {
    if (!isDiskFull(error)) throw error;
    return { ok: false, reason: 'failed', message: noRoomToLaunch(options.env) };
  }
}

export interface RunnerStart extends StartOptions {
  readonly apiKey?: string;
  /** For a decision that opens a pull request. */
  readonly forge?: TokenAccess;
  /** `control` takes up waiting commands and leaves a resting run at rest; `work` when absent. */
  readonly purpose?: RunnerInput['purpose'];
}

/** Starts a runner for an existing run: after a crash, for a decision, to take up a control file. */
export async function startRunner(runDir: string, options: RunnerStart = {}): Promise<void> {
  const found = await findNode(options.env);
  if (!found.ok) throw new Error(found.message);
  const env = options.env ?? process.env;
  const secrets = { ...keyOf(options), ...(await agentSecretsOf(runDir, env)) };
  const access = accessInput(env, options.forge);
  const input: RunnerInput = { v: 1, purpose: options.purpose ?? 'work', ...secrets, ...access };
  await start(await programsOf(options, found.node), 'runner', runDir, input);
}

/** Starts an evaluator that serves a run. Its identity travels on stdin and is kept nowhere. */
export async function startEvaluator(
  input: Extract<EvaluatorInput, { mode: 'serve' }>,
  options: StartOptions = {},
): Promise<void> {
  const found = await findNode(options.env);
  if (!found.ok) throw new Error(found.message);
  await serve(await programsOf(options, found.node), input);
}

interface Programs {
  readonly node: NodeCommand;
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
}

async function programsOf(options: StartOptions, node: NodeCommand): Promise<Programs> {
  const env = options.env ?? process.env;
  return { node, folder: await versionFolder(options.bundles ?? (await bundleDir()), env), env };
}

/** A run mostly waits: a young generation of 1 MB keeps little of what a turn has left behind. */
const waitsMost = ['--max-semi-space-size=1'];

async function start(
  programs: Programs,
  program: 'runner' | 'evaluator',
  runDir: string,
  input: unknown,
): Promise<number> {
  return startDetached({
    node: programs.node,
    ...(program === 'runner' ? { flags: waitsMost } : {}),
    file: programFile(programs.folder, program),
    args: program === 'runner' ? [runDir] : [],
    cwd: runDir,
    logFile: join(runDir, `${program}.log`),
    env: programs.env,
    input,
  });
}

async function serve(programs: Programs, input: Extract<EvaluatorInput, { mode: 'serve' }>): Promise<void> {
  const pid = await start(programs, 'evaluator', input.runDir, input);
  const identity = { v: 1, pid, startTime: startTimeOf(pid) ?? 'gone' };
  const target = join(input.runDir, evaluatorFile);
  try {
    await writeFile(`${target}.tmp`, JSON.stringify(identity), { mode: 0o600 });
    await rename(`${target}.tmp`, target);
  } catch (error) {
    // One that nobody knows of would wait, and hold the vault open, for ever.
    process.kill(pid);
    throw error;
  }
}

/** Which process serves a run's evaluations; beside the log because it is a fact about processes, not about the run. */
export const evaluatorFile = 'evaluator.json';

/** The process that was started to judge a run; null when none ever was. It may be dead. */
export async function evaluatorIdentity(runDir: string): Promise<ProcessIdentity | null> {
  const text = await readFile(join(runDir, evaluatorFile), 'utf8').catch(() => '');
  const decoded = decodeJson(z.object({ pid: z.int(), startTime: z.string() }), text);
  return decoded.ok ? decoded.value : null;
}

export async function evaluatorIsAlive(runDir: string): Promise<boolean> {
  const identity = await evaluatorIdentity(runDir);
  return identity !== null && isAlive(identity);
}

async function evaluatorFor(programs: Programs, request: RunRequest, runDir: string, options: LaunchOptions) {
  if (request.level < 4) return 'not-at-this-level';
  if (request.vaultId === undefined) return 'no-vault';
  if (options.identity === undefined) return 'no-identity';
  await serve(programs, serveInput(request, runDir, options.identity, options));
  return 'started';
}

/** The evaluator's input for a run. The judge is scripted when the builder is. */
export function serveInput(
  request: RunRequest,
  runDir: string,
  identity: string,
  options: { readonly apiKey?: string; readonly judgeModel?: string; readonly env?: NodeJS.ProcessEnv },
): Extract<EvaluatorInput, { mode: 'serve' }> {
  const key = request.backend === 'rehearsal' ? 'rehearsal' : options.apiKey;
  const judgeModel = options.judgeModel ?? (['none', 'acp'].includes(request.backend) ? '' : request.model);
  const judge =
    key === undefined || judgeModel === ''
      ? undefined
      : {
          apiKey: key,
          model: request.backend === 'rehearsal' ? 'rehearsal' : judgeModel,
          ...(request.baseUrl === undefined ? {} : { baseUrl: request.baseUrl }),
          ...(request.cassette === undefined ? {} : { cassette: request.cassette }),
        };
  const vaultDir = join(vaultHome(options.env), request.vaultId ?? '');
  return { v: 1, mode: 'serve', identity, vaultDir, runDir, ...(judge ? { judge } : {}) };
}

/** Said before it judges, while another judge can still be named. */
function familyNotes(
  { backend, model }: RunRequest,
  judge: { readonly model: string } | undefined,
): string[] {
  if (judge === undefined || backend === 'none' || backend === 'rehearsal') return [];
  return familyNote(model, judge.model);
}

async function ask(programs: Programs, options: StartOptions, input: DescribeInput): Promise<DescribeAnswer> {
  const file = programFile(programs.folder, 'runner');
  const result = await runCommand(programs.node.command, ['--no-warnings', file, '--describe'], {
    input: `${JSON.stringify(input)}\n`,
    env: programEnvironment(programs.node, options.env ?? process.env),
    timeoutMs: 60_000,
  });
  const decoded = decodeJson(describeAnswerSchema, result.stdout);
  if (decoded.ok) return decoded.value;
  const said = result.stderr.trim().split('\n').at(-1) ?? '';
  return {
    ok: false,
    reason: 'failed',
    message: `The spec could not be read: ${said || decoded.problems[0]}`,
  };
}

/** An installed agent chooses its model itself: the request names the agent. */
function modelOf({ backend, model, agent }: LaunchOptions): string {
  if (agent !== undefined) return [agent.name, agent.version].filter(Boolean).join(' ');
  if (backend === 'rehearsal' || backend === 'none') return backend;
  return model ?? '';
}

function keyOf(options: { readonly apiKey?: string }): { apiKey?: string } {
  return options.apiKey === undefined ? {} : { apiKey: options.apiKey };
}
