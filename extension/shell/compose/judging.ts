// Wires *Evaluate This Commit* to the window's repositories, vaults and keys.
import { relative, sep } from 'node:path';
import * as vscode from 'vscode';
import { rungState } from '../../core/level/ladder.ts';
import { defaultMinutes } from '../../core/protocol/settings.ts';
import { listBranches } from '../../node/branches.ts';
import { revisionOf } from '../../node/forge/fetch-pull-request.ts';
import { sessionOf } from '../../node/forge/network-git.ts';
import { launchRun } from '../../node/launch.ts';
import { judgeCommit, type JudgeDeps } from '../judge-commit.ts';
import { namedJudge, readSettings } from '../settings.ts';
import { specsOf } from './delegate-facts.ts';
import type { Extension } from './extension.ts';

/** `target` is a spec's URI (from its lens), `{ revision }`, or nothing. */
export function judging(extension: Extension) {
  const { models, panels } = extension;
  const { runs } = models;
  return async (target: unknown): Promise<void> => {
    const spec = target instanceof vscode.Uri ? target : undefined;
    const repository =
      spec === undefined
        ? runs.repositories()[0]
        : runs.repositories().find((root) => spec.fsPath.startsWith(`${root}${sep}`));
    const path = repository && spec && relative(repository, spec.fsPath).split(sep).join('/');
    const { revision } = (spec === undefined ? (target ?? {}) : {}) as { revision?: unknown };
    await judgeCommit(
      {
        repository,
        branches: listBranches,
        specs: (root) => [...specsOf(models, root).keys()],
        judge: judgeWith(extension),
        show(runId) {
          const run = runs.get(runId);
          if (run) panels.showOutcome(run);
        },
      },
      { ...(path ? { spec: path } : {}), ...(typeof revision === 'string' ? { revision } : {}) },
    );
  };
}

export function judgeWith({
  models,
  actions,
  bundles,
}: Pick<Extension, 'models' | 'actions' | 'bundles'>): JudgeDeps['judge'] {
  const { runs, vaults, secrets, licensed, levels } = models;
  return async (root, named, specPath) => {
    const fetched = await revisionOf(root, named, sessionOf(process.env));
    if (!fetched.ok) return { refused: fetched.message };
    const adopt = fetched.revision;
    const { model, tokens, dollars, ...settings } = readSettings(vscode.Uri.file(root));
    const [apiKey, identity] = await Promise.all([secrets.apiKey(), vaults.identity(root)]);
    const level = levels.level() < 4 ? 4 : levels.level();
    const baseUrl = settings.baseUrl || process.env.ANTHROPIC_BASE_URL;
    const caps = { ...(tokens === null ? {} : { tokens }), ...(dollars === null ? {} : { dollars }) };
    const result = await launchRun({
      bundles,
      repository: root,
      adopt,
      ...(specPath === undefined ? {} : { specPath }),
      level,
      trial: rungState(level, licensed()) !== 'earned',
      backend: 'none',
      ...(model === '' ? {} : { judgeModel: model }),
      ...namedJudge(vscode.Uri.file(root)),
      limits: { ...caps, minutes: defaultMinutes, rounds: 1 },
      ...(apiKey === undefined ? {} : { apiKey }),
      ...(apiKey !== undefined && baseUrl ? { baseUrl } : {}),
      ...(identity === undefined ? {} : { identity }),
      owner: await actions.owner(root),
      via: 'vscode',
    });
    if (!result.ok) return { refused: result.message };
    await runs.refresh();
    return { runId: result.runId };
  };
}
