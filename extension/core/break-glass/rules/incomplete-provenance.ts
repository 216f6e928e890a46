// Break-glass: nobody can say for sure where the change comes from.
import { fileSpots } from '../find-spots.ts';
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
    {
      name: 'a script that may run now, and no line changed',
      files: [{ path: 'tools/run.sh' }],
      facts: { provenance: ['1 of 1 commits of the result were not recorded by this run'] },
    },
  ],
  passes: [{ name: 'everything is recorded', files: [{ path: 'src/a.ts', added: ['a();'] }] }],
  find: ({ files }, { provenance }) =>
    provenance.length === 0
      ? []
      : files.flatMap((file) =>
          fileSpots(file, `Where do these lines come from? ${provenance.join('; ')}.`, provenance[0] ?? ''),
        ),
};
