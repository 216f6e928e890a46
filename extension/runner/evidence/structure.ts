// Block I: where the code stood and stands, as a trend of the changed files; nobody is held to a single value.
// Invariant: read from git objects alone; nothing of the repository runs.
import { kindOf } from '../../core/break-glass/file-kind.ts';
import { matchesGlob } from '../../core/break-glass/glob.ts';
import type { Evidence } from '../../core/run/evidence.ts';
import { parseSpec } from '../../core/spec/parse-spec.ts';
import { copiedOf, copyLines, lengthOf, nestingOf, type Sources } from '../../core/structure/measure.ts';
import { readConfiguration } from '../../node/configuration.ts';
import { gitText } from '../../node/git.ts';
import { changedFiles, listTree, textsAt } from '../../node/snapshot.ts';
import type { RunContext } from '../context.ts';
import type { Gatherer } from './gather.ts';

/** Beyond this the rest of the repository is not searched for copies. */
const maxFiles = 1_500;
const lookBack = 100;

type Metric = Extract<Evidence, { block: 'structure' }>['structure']['metrics'][number];

export const structureGatherer: Gatherer = {
  of: 'structure',
  last: 'structure',
  async gather(context, head) {
    const { repository, base } = context.state().request;
    const files = (await changedFiles(repository, base.commit, head)).map((file) => file.path);
    const code = files.filter((path) => kindOf(path) === 'code');
    const outside = await outsideMetric(context, files);
    if (code.length === 0)
      return { block: 'structure', structure: { metrics: outside, problem: 'no file of code changed' } };
    const [before, after] = [
      await sideOf(repository, base.commit, code),
      await sideOf(repository, head, code),
    ];
    const of = `${code.length} changed ${code.length === 1 ? 'file' : 'files'} of code`;
    const metrics: Metric[] = [
      { name: 'size', unit: 'lines', base: lengthOf(before.own), head: lengthOf(after.own), detail: of },
      {
        name: 'complexity',
        unit: 'steps of indentation',
        base: nestingOf(before.own),
        head: nestingOf(after.own),
        detail: `${of}; nesting, by indentation`,
      },
      {
        name: 'duplication',
        unit: 'lines',
        base: before.copied,
        head: after.copied,
        detail: `lines of them in a run of ${copyLines} that stands ${after.whole ? 'anywhere else' : 'elsewhere in them'}`,
      },
      {
        name: 'churn',
        unit: 'changes',
        base: await churnOf(repository, base.commit, code),
        head: await churnOf(repository, head, code),
        detail: `of them, in the last ${lookBack} commits`,
      },
    ];
    return { block: 'structure', structure: { metrics: [...metrics, ...outside], problem: null } };
  },
};

interface Side {
  readonly own: Sources;
  readonly copied: number;
  /** Whether the whole repository was searched for copies. */
  readonly whole: boolean;
}

async function sideOf(repository: string, commit: string, paths: readonly string[]): Promise<Side> {
  const code = (await listTree(repository, commit)).filter(
    ({ type, mode, path }) => type === 'blob' && mode !== '120000' && kindOf(path) === 'code',
  );
  const whole = code.length <= maxFiles;
  const texts = await textsAt(repository, whole ? code : code.filter(({ path }) => paths.includes(path)));
  const own = new Map([...texts].filter(([path]) => paths.includes(path)));
  return { own, copied: copiedOf([...own.keys()], texts), whole };
}

/** How often a commit of the last hundred touched one of them. */
async function churnOf(repository: string, commit: string, paths: readonly string[]): Promise<number> {
  const flags = ['--format=', '--name-only', '-z', '-n', String(lookBack), '--no-renames'];
  const listed = (await gitText(repository, ['log', ...flags, commit])).split('\0');
  const wanted = new Set(paths);
  return listed.filter((path) => wanted.has(path.trim())).length;
}

/** The spec's area is its declared blast radius; without one there is nothing to be outside of. */
async function outsideMetric(context: RunContext, files: readonly string[]): Promise<Metric[]> {
  const { repository, base, spec } = context.state().request;
  const name = parseSpec(spec.text, spec.path).frontMatter.area;
  const { configuration } = await readConfiguration(repository, base.commit);
  const area = configuration.areas?.find((one) => one.name === name);
  if (area === undefined) return [];
  const inside = (path: string) =>
    area.paths.some((glob) => matchesGlob(glob, path) || matchesGlob(`${glob}/**`, path));
  const head = files.filter((path) => !inside(path)).length;
  return [
    {
      name: 'outside-blast-radius',
      unit: 'files',
      base: null,
      head,
      detail: `of ${files.length} changed; declared: area ${area.name}`,
    },
  ];
}
