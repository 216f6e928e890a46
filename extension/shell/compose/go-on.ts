// After a return: offers to go on from where the run left off, with the same agent and caps and the author's words.
import * as vscode from 'vscode';
import { markedTitle } from '../../core/run/run-row.ts';
import type { RunState } from '../../core/run/state.ts';
import { launchRun } from '../../node/launch.ts';
import { namedJudge } from '../settings.ts';
import type { Models } from './models.ts';

export async function offerToGoOn(
  models: Models,
  bundles: string,
  run: RunState,
  comments: number,
): Promise<string | undefined> {
  const { request } = run;
  const again = vscode.l10n.t('Delegate Again');
  const title = markedTitle(run, vscode.l10n.t('REHEARSAL'));
  const message =
    comments === 0
      ? vscode.l10n.t('"{0}" is returned. Its work stays on its branch.', title)
      : comments === 1
        ? vscode.l10n.t('"{0}" is returned with 1 comment. Its work stays on its branch.', title)
        : vscode.l10n.t(
            '"{0}" is returned with {1} comments. Its work stays on its branch.',
            title,
            comments,
          );
  if ((await vscode.window.showInformationMessage(message, again)) !== again) return undefined;
  const [apiKey, identity] = await Promise.all([
    models.secrets.apiKey(),
    models.vaults.identity(request.repository),
  ]);
  const { repository, spec, level, trial, backend, model, limits, cassette, baseUrl, owner, runId, agent } =
    request;
  const result = await launchRun({
    bundles,
    repository,
    specPath: spec.path,
    parent: runId,
    ...{ level, trial, backend, model, limits, owner },
    ...(cassette === undefined ? {} : { cassette }),
    ...(agent === undefined ? {} : { agent }),
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(identity === undefined ? {} : { identity }),
    ...namedJudge(vscode.Uri.file(repository)),
    via: 'vscode',
  });
  if (!result.ok) throw new Error(result.message);
  await models.runs.refresh();
  return result.runId;
}
