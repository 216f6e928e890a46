// Answers what a launch would be: the parsed spec, the base commit, the guardrails, the vault's name. Reads only.
import { createHash } from 'node:crypto';
import { readFile, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { DescribeAnswer, DescribeInput, LaunchDescription } from '../core/protocol/launch.ts';
import type { RunRequest } from '../core/protocol/run-request.ts';
import { decodeSpecBytes } from '../core/spec/decode-bytes.ts';
import { longestSpec, parseSpec } from '../core/spec/parse-spec.ts';
import { readConfiguration } from '../node/configuration.ts';
import { currentBranch, git, GitProblem, repositoryRoot, resolveCommit } from '../node/git.ts';
import { chooseGuardrails } from '../node/choose-guardrails.ts';
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
  const base = await baseOf(root, input.base);
  const spec =
    input.specPath === undefined ? undefined : await specOf(root, input.repository, input.specPath);
  const { configuration, problems } = await readConfiguration(root, base.commit);
  const chosen = await chooseGuardrails(root, base.commit, configuration);
  const { owner, backend, budget } = configuration;
  const level = spec?.level ?? configuration.level;
  return {
    v: 1,
    root,
    base,
    ...(spec ? { spec: spec.spec } : {}),
    guardrails: [...chosen.guardrails],
    guardrailSource: chosen.source,
    vaultId: configuration.vault ?? (await repoKey(root)),
    configuration: { level, owner, backend, budget: budget?.run },
    notes: [...problems, ...(await uncommitted(root))],
  };
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
): Promise<{ spec: RunRequest['spec']; level: number | undefined }> {
  const absolute = isAbsolute(path) ? path : resolve(from, path);
  const real = await realpath(absolute).catch(() => null);
  if (real === null) throw new SpecProblem(`There is no spec at ${path}. Nothing was started.`);
  const inside = relative(await realpath(root), real);
  if (inside.startsWith('..') || isAbsolute(inside)) {
    throw new SpecProblem(
      `${path} is outside the repository ${root}. Move the spec into it, for example to specs/.`,
    );
  }
  const info = await stat(real);
  if (!info.isFile()) throw new SpecProblem(`${path} is not a file. Name the spec itself.`);
  if (info.size > longestSpec) {
    throw new SpecProblem(
      `${path} is ${info.size} bytes, longer than a spec can be (${longestSpec}). Split it.`,
    );
  }
  const bytes = await readFile(real);
  const { text, problem } = decodeSpecBytes(bytes);
  if (problem !== undefined) throw new SpecProblem(`${path}: ${problem}`);
  if (text.trim() === '')
    throw new SpecProblem(`${path} is empty. Write down what should exist, then delegate it.`);
  const name = inside.split(sep).join('/');
  const spec = parseSpec(text, name);
  const { bin = {}, level } = spec.frontMatter;
  const described = {
    path: name,
    id: spec.id,
    title: spec.title,
    digest: createHash('sha256').update(bytes).digest('hex'),
    text,
    requirements: spec.requirements.map(({ id, text: statement }) => ({ id, text: statement })),
    bin: Object.fromEntries(Object.entries(bin).map(([program, argv]) => [program, [...argv]])),
  };
  return { spec: described, level };
}

/** Work that is not committed is not part of a run; better said before than found out after. */
async function uncommitted(root: string): Promise<string[]> {
  const status = await git(root, [
    'status',
    '--porcelain',
    '-z',
    '--untracked-files=normal',
    '--ignore-submodules=all',
  ]);
  const count = status.stdout.split('\0').filter((line) => /^.. /.test(line)).length;
  if (!status.ok || count === 0) return [];
  return [
    `${count} uncommitted change${count === 1 ? '' : 's'} in ${join(root)} will not be part of the run`,
  ];
}
