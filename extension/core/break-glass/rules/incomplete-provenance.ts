// Break-glass: nobody can say for sure where the change comes from.
import { hunkSpot } from '../find-spots.ts';
import type { ForcingRule } from '../rule.ts';

export const incompleteProvenance: ForcingRule = {
  group: 'forces',
  id: 'incomplete-provenance',
  title: 'incomplete provenance',
  reason: 'Evidence about a change holds only for the change that it was gathered on.',
  weight: 7,
  triggers: [
    {
      name: 'changes that no recorded step made',
      files: [{ path: 'src/a.ts', added: ['a();'] }],
      facts: { provenance: ['the branch was changed by hand after the last recorded step'] },
    },
  ],
  passes: [{ name: 'everything is recorded', files: [{ path: 'src/a.ts', added: ['a();'] }] }],
  find: ({ files }, { provenance }) =>
    provenance.length === 0
      ? []
      : files.flatMap((file) =>
          file.hunks.map((hunk) =>
            hunkSpot(
              file.path,
              hunk,
              `Where do these lines come from? ${provenance.join('; ')}.`,
              provenance[0] ?? '',
            ),
          ),
        ),
};
