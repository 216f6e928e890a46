// Break-glass: a path that the repository itself calls critical.
import { fileSpots } from '../find-spots.ts';
import { matchesGlob } from '../glob.ts';
import type { ForcingRule } from '../rule.ts';

export const criticalPath: ForcingRule = {
  group: 'forces',
  id: 'critical-path',
  title: 'a critical path',
  reason: 'The owner of this repository wrote in `dimmer.yaml` that a human reads what changes here.',
  weight: 8,
  triggers: [
    {
      name: 'a folder that is listed',
      files: [{ path: 'src/billing/rates.ts', added: ['export const rate = 7;'] }],
      facts: { critical: ['src/billing/**'] },
    },
    {
      name: 'one file that is listed',
      files: [{ path: 'policy.json', removed: ['{ "strict": true }'] }],
      facts: { critical: ['policy.json'] },
    },
    {
      name: 'a binary that is listed',
      files: [{ path: 'keys/root.der', binary: true }],
      facts: { critical: ['keys/**'] },
    },
  ],
  passes: [
    {
      name: 'a neighbour',
      files: [{ path: 'src/billing-page/rates.ts', added: ['export const rate = 7;'] }],
      facts: { critical: ['src/billing/**'] },
    },
    { name: 'nothing is listed', files: [{ path: 'src/billing/rates.ts', added: ['x'] }] },
  ],
  find: ({ files }, { critical }) =>
    files
      .filter((file) => critical.some((glob) => matchesGlob(glob, file.path)))
      .flatMap((file) =>
        fileSpots(file, 'Is this what you meant when you called the path critical?', 'listed as critical'),
      ),
};
