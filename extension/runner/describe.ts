// Answers what a launch would be: the parsed spec, the base commit, the guardrails, the vault's name. Reads only.
import { createHash } from 'node:crypto';
import { readFile, realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { DescribeAnswer, DescribeInput, LaunchDescription } from '../core/protocol/launch.ts';
import type { RunRequest } from '../core/protocol/run-request.ts';
import { handlerType } from '../core/workflow/handlers.ts';
import { runnableWorkflow } from '../core/run/workflow-run.ts';
import { decodeSpecBytes } from '../core/spec/decode-bytes.ts';
import { longestSpec, parseSpec } from '../core/spec/parse-spec.ts';
import { readConfiguration } from '../node/configuration.ts';
import { currentBranch, git, GitProblem, repositoryRoot, resolveCommit } from '../node/git.ts';
import { chooseGuardrails } from '../node/choose-guardrails.ts';
import { linkedFolders } from '../node/linked-folders.ts';
import { listTree, showFile } from '../node/snapshot.ts';
import { adoptedCommit, specOfCommit, type AdoptedCommit } from './describe-adopted.ts';
import { repoKey } from '../node/state-home.ts';

class SpecProblem extends Error {}

export async function describeLaunch(input: DescribeInput): Promise<DescribeAnswer> {
  try {
    return { ok: true, description: await describe(input) };
  } catch (error) {
    if (error instanceof SpecProblem) return { ok: false, reason: 'spec', message: error.message };
    if (error instanceof GitProblem) return { ok: false, reason: error.reason, message: error.message };
    throw error;
  }
}

async function describe(input: DescribeInput): Promise<LaunchDescription> {
  const root = await repositoryRoot(input.repository);
  if (root === null) {
    const message = `${input.repository} is not in a git repository. Run \`git init\`, commit your files, then try again.`;
    throw new GitProblem('not-a-repository', message);
  }
  const found = input.adopt === undefined ? undefined : await adoptedCommit(root, input.adopt, input.base);
  const base = found?.base ?? (await baseOf(root, input.base));
  const spec = await specFor(root, input, found);
  const { configuration, problems } = await readConfiguration(root, base.commit);
  const chosen = await chooseGuardrails(root, base.commit, configuration);
  const { owner, backend, budget, worktrees } = configuration;
  const level = spec?.level ?? configuration.level;
  return {
    v: 1,
    root,
    base,
    ...(spec ? { spec: spec.spec } : {}),
    ...(spec?.area === undefined ? {} : { area: spec.area }),
    ...(found ? { adopted: found.adopted } : {}),
    ...(input.workflow === undefined ? {} : { workflow: await workflowOf(input.workflow, input.backend) }),
    guardrails: [...chosen.guardrails],
    guardrailSource: chosen.source,
    vaultId: configuration.vault ?? (await repoKey(root)),
    configuration: {
      ...{ level, owner, backend, budget: budget?.run },
      ...{ mostWorktrees: worktrees?.maximum, mostGigabytes: worktrees?.gigabytes },
    },
    notes: [
      ...problems,
      ...(await linkedFolders(root, base.commit)).problems,
      ...(found ? [] : await uncommitted(root, spec?.spec.path)),
      ...(await submodules(root, base.commit)),
      ...(await largeFiles(root, base.commit)),
    ],
  };
}

async function specFor(root: string, { repository, specPath }: DescribeInput, found?: AdoptedCommit) {
  if (specPath !== undefined) return specOf(root, repository, specPath);
  return found && { spec: await specOfCommit(root, found.adopted.commit), level: undefined, area: undefined };
}

async function baseOf(root: string, revision: string | undefined): Promise<RunRequest['base']> {
  const commit = await resolveCommit(root, revision ?? 'HEAD');
  if (revision === undefined) {
    const branch = await currentBranch(root);
    return branch === null ? { commit } : { commit, branch };
  }
  const isBranch = await git(root, ['rev-parse', '--verify', '--quiet', `refs/heads/${revision}`]);
  return isBranch.ok ? { commit, branch: revision } : { commit };
}

async function specOf(
  root: string,
  from: string,
  path: string,
): Promise<{ spec: RunRequest['spec']; level: number | undefined; area: string | undefined }> {
  const absolute = isAbsolute(path) ? path : resolve(from, path);
  const real = await realpath(absolute).catch(() => null);
  if (real === null) throw new SpecProblem(`There is no spec at ${path}. Nothing was started.`);
  const inside = relative(await realpath(root), real);
  if (inside.startsWith('..') || isAbsolute(inside)) {
    throw new SpecProblem(
      `${path} is outside the repository ${root}. Nothing was started. Move the spec into it, for example to specs/.`,
    );
  }
  const info = await stat(real);
  if (!info.isFile())
    throw new SpecProblem(`${path} is not a file. Nothing was started. Name the spec itself.`);
  if (info.size > longestSpec) {
    throw new SpecProblem(
      `${path} is ${info.size} bytes, longer than a spec can be (${longestSpec}). Nothing was started. Split it.`,
    );
  }
  const bytes = await readFile(real);
  const { text, problem } = decodeSpecBytes(bytes);
  if (problem !== undefined) throw new SpecProblem(`${path}: ${problem}`);
  if (text.trim() === '')
    throw new SpecProblem(
      `${path} is empty. Nothing was started. Write down what should exist, then delegate it.`,
    );
  const name = inside.split(sep).join('/');
  const spec = parseSpec(text, name);
  const { bin = {}, level, area } = spec.frontMatter;
  const described = {
    path: name,
    id: spec.id,
    title: spec.title,
    digest: createHash('sha256').update(bytes).digest('hex'),
    text,
    requirements: spec.requirements.map(({ id, text: statement }) => ({ id, text: statement })),
    bin: Object.fromEntries(Object.entries(bin).map(([program, argv]) => [program, [...argv]])),
  };
  return { spec: described, level, area };
}

/** Work that is not committed is not part of a run, but for the spec; better said before than found out after. */
async function uncommitted(root: string, spec: string | undefined): Promise<string[]> {
  const status = await git(root, [
    'status',
    '--porcelain',
    '-z',
    '--no-renames',
    '--untracked-files=normal',
    '--ignore-submodules=all',
  ]);
  if (!status.ok) return [];
  const paths = status.stdout
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => line.slice(3));
  const others = paths.filter((path) => path !== spec).length;
  const notes: string[] = [];
  if (others > 0)
    notes.push(
      `${others} uncommitted change${others === 1 ? '' : 's'} in ${root} will not be part of the run`,
    );
  if (
    spec !== undefined &&
    paths.some((path) => path === spec || (path.endsWith('/') && spec.startsWith(path)))
  )
    notes.push(`${spec} is not committed as it is; the run is built from it as it is now`);
  return notes;
}

async function submodules(root: string, commit: string): Promise<string[]> {
  const paths = (await listTree(root, commit))
    .filter((entry) => entry.type === 'commit')
    .map(({ path }) => path);
  if (paths.length === 0) return [];
  return [`submodules are empty folders in a run: ${paths.slice(0, 5).join(', ')}`];
}

/** Nothing is fetched in a run, and no filter of the user's is started. */
async function largeFiles(root: string, commit: string): Promise<string[]> {
  const attributes = (await showFile(root, commit, '.gitattributes'))?.toString('utf8') ?? '';
  const kept = attributes
    .split(/\r?\n/)
    .filter((line) => /\bfilter=lfs\b/.test(line) && !line.startsWith('#'));
  if (kept.length === 0) return [];
  const patterns = kept.map((line) => line.trim().split(/\s+/)[0]).slice(0, 5);
  return [`files of Git LFS are pointers in a run, not what they stand for: ${patterns.join(', ')}`];
}

async function workflowOf(
  path: string,
  backend: DescribeInput['backend'],
): Promise<NonNullable<RunRequest['workflow']>> {
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) throw new SpecProblem(`There is no workflow at ${path}. Nothing was started.`);
  const read = runnableWorkflow(text);
  if (!read.ok)
    throw new SpecProblem(`${path} cannot be the stages of a run: ${read.problem}. Nothing was started.`);
  const forks = [...read.graph.nodes.values()].some((node) => handlerType(node) === 'parallel');
  if (forks && backend === 'acp')
    throw new SpecProblem(
      `${path} has parallel branches, and an installed agent keeps its conversation to itself, so it cannot go on in several. Choose Dimmer's own agent. Nothing was started.`,
    );
  return { path, text };
}
