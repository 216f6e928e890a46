// Break-glass, said on the card and not forced: what a reader should know, without a line that has to be read.
import { modelFamily } from '../../agents/model-family.ts';
import type { SayingRule } from '../rule.ts';

const group = 'says' as const;
const lines = (count: number) => Array.from({ length: count }, (_, at) => `line ${at}`);

const largeChange: SayingRule = {
  group,
  id: 'large-change',
  title: 'a large change',
  reason: 'Nobody reads 800 lines with the care of 80.',
  triggers: [
    { name: '801 lines', files: [{ path: 'src/a.ts', added: lines(801) }] },
    {
      name: '16 files',
      files: Array.from({ length: 16 }, (_, at) => ({ path: `src/${at}.ts`, added: ['x'] })),
    },
  ],
  passes: [{ name: '800 lines', files: [{ path: 'src/a.ts', added: lines(800) }] }],
  find: ({ files }) => {
    const hunks = files.flatMap((file) => file.hunks);
    const changed = hunks.reduce(
      (total, { added, removed }) => total + Math.max(added.length, removed.length),
      0,
    );
    return changed > 800 || files.length > 15
      ? [`large: ${changed} changed lines in ${files.length} files`]
      : [];
  },
};

const littleExecuted: SayingRule = {
  group,
  id: 'little-executed',
  title: 'changed lines that nothing executed',
  reason: 'A line that no scenario ran was judged by nobody.',
  triggers: [{ name: '31 of 100 not executed', facts: { coverage: { changed: 100, executed: 69 } } }],
  passes: [
    { name: '30 of 100', facts: { coverage: { changed: 100, executed: 70 } } },
    { name: 'not measured: that is said elsewhere' },
  ],
  find: (_, { coverage }) =>
    coverage && coverage.changed > 0 && coverage.changed - coverage.executed > 0.3 * coverage.changed
      ? [`${coverage.changed - coverage.executed} of ${coverage.changed} changed lines ran in no scenario`]
      : [],
};

const fewScenarios: SayingRule = {
  group,
  id: 'few-scenarios',
  title: 'little hidden evidence',
  reason: 'A handful of scenarios is an anecdote.',
  triggers: [{ name: '6 of 25', facts: { evidence: { scenarios: 6, minimum: 25 } } }],
  passes: [{ name: '25 of 25', facts: { evidence: { scenarios: 25, minimum: 25 } } }],
  find: (_, { evidence }) =>
    evidence && evidence.scenarios < evidence.minimum
      ? [`hidden evidence: ${evidence.scenarios} of ${evidence.minimum} scenarios`]
      : [],
};

const judgeOfTheFamily: SayingRule = {
  group,
  id: 'judge-of-the-family',
  title: "a judge of the builder's family",
  reason: 'A model is kinder to what its own kind wrote.',
  triggers: [{ name: 'the same model', facts: { builder: 'claude-sonnet-9', judge: 'claude-haiku-9' } }],
  passes: [
    { name: 'another family', facts: { builder: 'claude-sonnet-9', judge: 'gpt-9' } },
    { name: 'no judge was asked', facts: { builder: 'claude-sonnet-9' } },
  ],
  find: (_, { builder, judge }) => {
    const family = modelFamily(builder);
    return judge !== null && family !== '' && family === modelFamily(judge)
      ? [`judge ${judge} is of the builder's family`]
      : [];
  },
};

const undeclaredSurface: SayingRule = {
  group,
  id: 'undeclared-surface',
  title: 'an undeclared public surface',
  reason: 'What is public once has users.',
  triggers: [
    {
      name: 'a flag nobody named',
      facts: { surface: [{ kind: 'flag', name: '--bom', breaking: false, privileged: false, named: false }] },
    },
  ],
  passes: [
    {
      name: 'a flag the spec names',
      facts: { surface: [{ kind: 'flag', name: '--bom', breaking: false, privileged: false, named: true }] },
    },
  ],
  find: (_, { surface }) =>
    surface
      .filter((one) => !one.named && !one.privileged)
      .map(({ kind, name }) => `new or changed ${kind} ${name}, not in the spec`),
};

const outsideBlastRadius: SayingRule = {
  group,
  id: 'outside-blast-radius',
  title: 'files outside the blast radius',
  reason: 'Work that spreads was not what was asked for.',
  triggers: [{ name: 'two files outside', facts: { outside: 2 } }],
  passes: [{ name: 'none', facts: { outside: 0 } }, { name: 'none was declared' }],
  find: (_, { outside }) =>
    outside !== null && outside > 0 ? [`${outside} files outside the declared blast radius`] : [],
};

const noAdvisories: SayingRule = {
  group,
  id: 'no-advisories',
  title: 'dependencies whose advisories nobody looked up',
  reason:
    'Known holes of dependencies are listed on the network, and it is asked only where dimmer.yaml says so.',
  triggers: [{ name: 'a lock file', files: [{ path: 'package-lock.json', added: ['"left-pad": "1.0.0"'] }] }],
  passes: [
    { name: 'source only', files: [{ path: 'src/a.ts', added: ['x'] }] },
    {
      name: 'looked up',
      files: [{ path: 'package-lock.json', added: ['"left-pad": "1.0.0"'] }],
      facts: { advisories: [] },
    },
  ],
  find: ({ files }, { advisories }) =>
    advisories === null &&
    files.some(({ path }) =>
      /(^|\/)(package-lock\.json|yarn\.lock|pnpm-lock\.yaml|Cargo\.lock|go\.sum|poetry\.lock|uv\.lock|requirements[^/]*\.txt|Gemfile\.lock)$/.test(
        path,
      ),
    )
      ? ['dependencies changed; their advisories were not looked up']
      : [],
};

export const sayingRules: readonly SayingRule[] = [
  largeChange,
  littleExecuted,
  fewScenarios,
  judgeOfTheFamily,
  undeclaredSurface,
  outsideBlastRadius,
  noAdvisories,
];
