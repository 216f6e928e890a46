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
      // Lines go to the agent as they stand in its own commit: the side of the base has other numbers.
      const head = place && runs.get(place.runId)?.head?.commit;
      return place === undefined || place.commit !== head ? undefined : place;
    },
    open(runId) {
      const run = runs.get(runId);
      return run?.status === 'awaiting-decision' && levelTable[run.request.level].takesComments;
    },
  });
}
