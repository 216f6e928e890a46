// Wires comments on a change set to the runs of the window: only one that is reviewed as a change set takes them.
import type * as vscode from 'vscode';
import { levelTable } from '../../core/level/level.ts';
import { placeOf } from '../diff.ts';
import { createReviewComments, type ReviewComments } from '../review-comments.ts';
import type { Models } from './models.ts';

export function createComments(context: vscode.ExtensionContext, { runs }: Models): ReviewComments {
  return createReviewComments({
    memory: context.workspaceState,
    placeOf: (uri) => {
      const place = placeOf(uri);
      return place === undefined || place.commit === '' ? undefined : place;
    },
    open(runId) {
      const run = runs.get(runId);
      return run?.status === 'awaiting-decision' && levelTable[run.request.level].takesComments;
    },
  });
}
