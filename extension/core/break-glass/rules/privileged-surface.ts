// Break-glass: a privileged surface that the spec does not name, as the surface tools found it.
import { hunkSpot } from '../find-spots.ts';
import { longestLine, type ForcingRule } from '../rule.ts';

const asked = { privileged: true, breaking: false } as const;

export const privilegedSurface: ForcingRule = {
  group: 'forces',
  id: 'privileged-surface',
  title: 'an undeclared privileged surface',
  reason: 'The product can do something now that nobody asked for and that scenarios do not look for.',
  weight: 8,
  triggers: [
    {
      name: 'an install script that the spec does not name',
      files: [{ path: 'setup.js', added: ['run();'] }],
      facts: { surface: [{ kind: 'install-script', name: 'setup.js', named: false, ...asked }] },
    },
  ],
  passes: [
    {
      name: 'one that it names',
      files: [{ path: 'setup.js', added: ['run();'] }],
      facts: { surface: [{ kind: 'install-script', name: 'setup.js', named: true, ...asked }] },
    },
    {
      name: 'a plain new flag',
      files: [{ path: 'cli.js', added: ["option('--json')"] }],
      facts: {
        surface: [{ kind: 'flag', name: '--json', named: false, breaking: false, privileged: false }],
      },
    },
  ],
  find: ({ files }, { surface }) =>
    surface
      .filter((one) => one.privileged && !one.named)
      .flatMap(({ kind, name }) => {
        const holds = (text: string) => text.slice(0, longestLine).includes(name);
        const where = files.flatMap((file) =>
          file.hunks
            .filter((hunk) => file.path === name || hunk.added.some((line) => holds(line.text)))
            .map((hunk) => ({ file, hunk })),
        )[0];
        if (where === undefined) return [];
        const words = kind.replaceAll('-', ' ');
        return [
          hunkSpot(
            where.file.path,
            where.hunk,
            `Who asked for ${words} ${name}, and what can it reach?`,
            `${words} ${name}`,
          ),
        ];
      }),
};
