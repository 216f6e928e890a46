// Block M: how the result goes back, rehearsed, and what does not go back with it.
import { parseChange } from '../../core/break-glass/change.ts';
import { irreversibleParts } from '../../core/break-glass/irreversible.ts';
import { patchText } from '../../node/snapshot.ts';
import { rehearseRevert } from '../../node/way-back.ts';
import type { Gatherer } from './gather.ts';

export const wayBackGatherer: Gatherer = {
  of: 'the way back',
  last: 'way-back',
  async gather({ state }, head) {
    const { repository, base, adopted } = state().request;
    const { what, hasDown } = irreversibleParts(
      parseChange(await patchText(repository, base.commit, head, 0)),
    );
    const { rehearsed, detail } = await rehearseRevert(repository, base.commit, head);
    const data =
      what.length === 0
        ? ''
        : hasDown
          ? '; stored data has steps back of its own, which were not rehearsed'
          : '; stored data has no steps back';
    return {
      block: 'way-back',
      wayBack: {
        command: adopted?.contained
          ? `git revert ${head.slice(0, 12)}`
          : 'git revert COMMIT (the one that approve makes)',
        rehearsed: rehearsed && (what.length === 0 || hasDown),
        detail: `${detail}${data}`,
        replay: replayOf(base.commit.slice(0, 12), head.slice(0, 12)),
        irreversible: [...what],
      },
    };
  },
};

/** Commit by commit, as git does it, in a worktree that is thrown away; ends with an error where the base does not come back. */
function replayOf(base: string, head: string): string {
  return `d=$(mktemp -d) && git worktree add -q --detach $d ${head} && git -C $d revert --no-edit ${base}..${head} && git -C $d diff --exit-code ${base} && git worktree remove --force $d`;
}
