// What the delegation form needs to know about a spec and its repository, gathered when it is drawn.
// Invariant: reads only; what needs the parser or YAML is asked of the describing process.
import { isAbsolute, relative, sep } from 'node:path';
import * as vscode from 'vscode';
import { defaultMinutes } from '../../core/protocol/settings.ts';
import type { DelegateFacts } from '../../core/protocol/panels.ts';
import { forecasts } from '../../core/run/forecast.ts';
import { specHeading } from '../../core/spec/spec-heading.ts';
import { minimumScenarios } from '../../core/scenario/statistics.ts';
import { git } from '../../node/git.ts';
import { describeLaunch } from '../../node/launch.ts';
import { readSettings } from '../settings.ts';
import type { Linting } from './linting.ts';
import type { Models } from './models.ts';
import type { WindowAgents } from './agents.ts';
import type { Workflows } from './workflows.ts';

export interface FactsDeps {
  readonly models: Models;
  readonly linting: Linting;
  readonly bundles: string;
  readonly agents: WindowAgents;
  readonly workflows: Workflows;
  /** Null until this machine was looked at. */
  readonly sandbox: () => DelegateFacts['sandbox'];
}

/** Specs of a repository by their `/`-separated path in it. */
export function specsOf(models: Models, repository: string): Map<string, vscode.Uri> {
  const entries = models.specs
    .all()
    .map((uri): [string, vscode.Uri] => [relative(repository, uri.fsPath).split(sep).join('/'), uri])
    .filter(([path]) => !path.startsWith('..') && !isAbsolute(path));
  return new Map(entries);
}

export async function delegateFacts(
  deps: FactsDeps,
  repository: string | undefined,
  chosen: string | undefined,
): Promise<DelegateFacts> {
  const { models } = deps;
  const specs = repository === undefined ? new Map<string, vscode.Uri>() : specsOf(models, repository);
  const path = chosen !== undefined && specs.has(chosen) ? chosen : [...specs.keys()][0];
  const uri = path === undefined ? undefined : specs.get(path);
  const settings = readSettings(uri);
  const [described, workflows] = await Promise.all([
    describe(deps, repository, path),
    deps.workflows.offered(repository),
  ]);
  const budget = described?.ok ? described.description.configuration.budget : undefined;
  const vault = repository === undefined ? undefined : models.vaults.of(repository);
  const keyKept = (await models.secrets.apiKey()) !== undefined;
  const builder = await deps.agents.choice(settings, keyKept);
  const hidden = vault && (await models.vaults.countActive(vault.repository).catch(() => null));
  return {
    specs: await Promise.all(
      [...specs].map(async ([one, file]) => ({ path: one, title: await titleOf(one, file) })),
    ),
    spec: await specFact(deps, path, uri, described),
    level: models.levels.level(),
    licensed: models.licensed(),
    backend: builder.backend === 'none' ? settings.backend : builder.backend,
    agents: await deps.agents.offered(settings),
    agent: builder.backend === 'acp' ? builder.agent.id : '',
    model: settings.model,
    keyKept,
    cassette: settings.cassette !== '' || Boolean(process.env.DIMMER_CASSETTE),
    tokens: tighter(settings.tokens, budget?.tokens),
    dollars: tighter(settings.dollars, budget?.dollars),
    minutes: tighter(defaultMinutes, budget?.minutes) ?? defaultMinutes,
    repositoryProblem: problemOf(repository, described),
    branch: described?.ok ? (described.description.base.branch ?? null) : null,
    uncommitted: repository !== undefined && (await isDirty(repository)),
    guardrails: described?.ok
      ? {
          source: described.description.guardrailSource,
          names: described.description.guardrails.map(({ name }) => name),
        }
      : { source: 'none', names: [] },
    vault: vault === undefined ? 'none' : hidden === null ? 'locked' : 'open',
    hiddenScenarios: hidden ?? null,
    minimumScenarios: minimumScenarios(),
    visibleScenarios: (await vscode.workspace.findFiles('scenarios/**/*.md', '**/node_modules/**', 1000))
      .length,
    sandbox: deps.sandbox(),
    trusted: vscode.workspace.isTrusted,
    forecasts: forecasts(models.runs.all().filter(({ request }) => request.repository === repository)),
    workflows,
  };
}

/** The smaller of this window's cap and the one in dimmer.yaml; null where neither sets one. */
function tighter(setting: number | null, budget: number | undefined): number | null {
  if (setting === null || budget === undefined) return setting ?? budget ?? null;
  return Math.min(setting, budget);
}

type Described = Awaited<ReturnType<typeof describeLaunch>> | undefined;

async function describe(
  deps: FactsDeps,
  repository: string | undefined,
  path: string | undefined,
): Promise<Described> {
  if (repository === undefined || !vscode.workspace.isTrusted) return undefined;
  const input = { repository, ...(path === undefined ? {} : { specPath: path }) };
  return describeLaunch(input, { bundles: deps.bundles });
}

function problemOf(repository: string | undefined, described: Described): string | null {
  if (repository === undefined)
    return vscode.l10n.t('No git repository is open. Run `git init`, commit your files, then try again.');
  return described === undefined || described.ok ? null : described.message;
}

async function specFact(
  deps: FactsDeps,
  path: string | undefined,
  uri: vscode.Uri | undefined,
  described: Described,
): Promise<DelegateFacts['spec']> {
  if (path === undefined || uri === undefined) return null;
  const lint = await deps.linting.file(uri);
  if (lint === undefined) return null;
  const spec = described?.ok ? described.description.spec : undefined;
  const { requirements, blocking, openQuestions, summary } = lint.readiness;
  return { path, title: spec?.title ?? path, requirements, blocking, openQuestions, summary };
}

async function titleOf(path: string, uri: vscode.Uri): Promise<string> {
  const bytes = await vscode.workspace.fs.readFile(uri).then(undefined, () => new Uint8Array());
  return specHeading(new TextDecoder().decode(bytes.subarray(0, 20_000)), path).title;
}

async function isDirty(repository: string): Promise<boolean> {
  const status = await git(repository, ['status', '--porcelain', '--untracked-files=normal']).catch(
    () => undefined,
  );
  return status?.ok === true && status.stdout.trim() !== '';
}
