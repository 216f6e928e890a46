// Break-glass: a dependency that the change brings and that is known to have a hole.
import type { Change } from '../change.ts';
import type { Advisory, ForcingRule, Spot } from '../rule.ts';

const advisory: Advisory = {
  package: 'left-pad',
  title: 'Prototype pollution',
  url: 'https://example.com/advisories/1',
  severity: 'high',
};
const lockFile = /(^|\/)package-lock\.json$/;

export const dependencyAdvisory: ForcingRule = {
  group: 'forces',
  id: 'dependency-advisory',
  title: 'a dependency with an advisory',
  reason: 'A hole that everybody can look up is the first one to be tried.',
  weight: 7,
  triggers: [
    {
      name: 'a package that has one now',
      files: [{ path: 'package-lock.json', added: ['    "node_modules/left-pad": {'] }],
      facts: { advisories: [advisory] },
    },
    {
      name: 'one that comes with another package, on a line that did not change',
      files: [{ path: 'package-lock.json', added: ['    "node_modules/pad": {'] }],
      facts: { advisories: [advisory] },
    },
  ],
  passes: [
    {
      name: 'looked up, none is new',
      files: [{ path: 'package-lock.json', added: ['    "node_modules/left-pad": {'] }],
      facts: { advisories: [] },
    },
    {
      name: 'not looked up: that is said elsewhere',
      files: [{ path: 'package-lock.json', added: ['    "node_modules/left-pad": {'] }],
    },
  ],
  find: (change, { advisories }) => (advisories ?? []).map((one) => spotOf(change, one)),
};

/** The line that brings the package in, else the first changed line of the lock file: another package may have brought it. */
function spotOf({ files }: Change, { package: name, title, severity, url }: Advisory): Spot {
  const lines = files
    .filter(({ path }) => lockFile.test(path))
    .flatMap(({ path, hunks }) =>
      hunks.flatMap(({ added }) => added.map(({ number, text }) => ({ path, start: number, text }))),
    );
  const brings = ({ text }: { text: string }) =>
    text.includes(`node_modules/${name}"`) || text.includes(`"${name}":`);
  const { path = 'package-lock.json', start = 1 } = lines.find(brings) ?? lines[0] ?? {};
  return {
    ...{ path, start },
    side: 'head',
    lines: 1,
    question: `Can what ${url} describes be reached here, and why not a version of ${name} without it?`,
    reason: `${name}: ${title} (${severity})`,
  };
}
