// The last gatherer: what of the change has to be read, judged with everything that the others found.
import { parseChange } from '../../core/break-glass/change.ts';
import { breakGlass } from '../../core/break-glass/break-glass.ts';
import type { Advisory, ChangeFacts } from '../../core/break-glass/rule.ts';
import { parseScenario } from '../../core/scenario/parse-scenario.ts';
import { visibleLiterals } from '../../core/scenario/visible-literals.ts';
import type { RunState } from '../../core/run/state.ts';
import { newAdvisories, type LockedPackages } from '../../node/advisories.ts';
import { readConfiguration } from '../../node/configuration.ts';
import { gitText } from '../../node/git.ts';
import { listTree, patchText, showFile, textsAt } from '../../node/snapshot.ts';
import type { Gatherer } from './gather.ts';

export const breakGlassGatherer: Gatherer = {
  of: 'what has to be read',
  last: 'break-glass',
  async gather({ state, log }, head) {
    const now = state();
    const { repository, base } = now.request;
    const change = parseChange(await patchText(repository, base.commit, head, 0));
    const { configuration } = await readConfiguration(repository, base.commit);
    const integrity = log.events.findLast((event) => event.type === 'integrity-checked')?.findings ?? [];
    const facts: ChangeFacts = {
      ...factsOf(now),
      integrity: integrity.map(({ kind }) => kind),
      visible: await literalsAt(now, base.commit),
      critical: configuration.critical ?? [],
      provenance: await provenanceGaps(now, head),
      advisories: configuration.advisories === 'npm' ? await advisoriesOf(now, head) : null,
    };
    return { block: 'break-glass', breakGlass: breakGlass(change, facts) };
  },
};

/** As they were before the work: those that it wrote itself it may know. */
async function literalsAt({ request: { repository, spec } }: RunState, commit: string): Promise<string[]> {
  const entries = await listTree(repository, commit, 'scenarios');
  const texts = await textsAt(
    repository,
    entries.filter(({ path }) => path.endsWith('.md')),
  );
  const scenarios = [...texts.values()].flatMap((text) => {
    const parsed = parseScenario(text);
    return parsed.ok && parsed.scenario.spec === spec.id ? [parsed.scenario] : [];
  });
  return visibleLiterals(scenarios, spec.text);
}

/** Null when nobody was asked: no lock file changed, or npm could not tell, which goes to the run's own log. */
async function advisoriesOf({ request }: RunState, head: string): Promise<readonly Advisory[] | null> {
  const { repository, base } = request;
  const [before, after] = [
    await lockedPackages(repository, base.commit),
    await lockedPackages(repository, head),
  ];
  if (after === null || after.lock === before?.lock) return null;
  const found = await newAdvisories(before, after);
  if (found.ok) return found.advisories;
  console.error(`advisories were not looked up: ${found.reason}`);
  return null;
}

async function lockedPackages(repository: string, commit: string): Promise<LockedPackages | null> {
  const manifest = await showFile(repository, commit, 'package.json');
  const lock = await showFile(repository, commit, 'package-lock.json');
  return manifest && lock ? { manifest: manifest.toString('utf8'), lock: lock.toString('utf8') } : null;
}

function factsOf(
  state: RunState,
): Omit<ChangeFacts, 'integrity' | 'visible' | 'critical' | 'provenance' | 'advisories'> {
  const { evidence, request, evaluations } = state;
  const tallies = evaluations.flatMap(({ tally }) => (tally ? [tally] : []));
  const last = tallies.findLast(({ split }) => split === 'validation') ?? tallies.at(-1);
  const outside = evidence.structure?.metrics.find(({ name }) => name === 'outside-blast-radius');
  const judged = tallies.findLast(({ judged: { verdicts } }) => verdicts > 0)?.judged.model ?? null;
  return {
    owner: request.owner,
    wayBack: evidence.wayBack,
    surface: evidence.surface?.changes ?? [],
    coverage: last?.lines ?? evidence.coverage,
    outside: outside?.head ?? null,
    evidence: last ? { scenarios: last.scenarios, minimum: last.minimum } : null,
    builder: request.backend === 'none' ? '' : request.model,
    judge: request.backend === 'rehearsal' ? null : judged,
  };
}

/** Commits of the result that this run did not record. A commit that is judged has its origin from git alone, and says so. */
async function provenanceGaps({ request }: RunState, head: string): Promise<string[]> {
  if (request.adopted !== undefined) return [];
  const format = '--format=%(trailers:key=Dimmer-Run,valueonly,separator=%x2C)';
  const range = `${request.base.commit}..${head}`;
  const made = (await gitText(request.repository, ['log', format, range]))
    .split('\n')
    .map((line) => line.trim());
  const foreign = head === request.base.commit ? [] : made.filter((run) => run !== request.runId);
  return foreign.length === 0
    ? []
    : [`${foreign.length} of ${made.length} commits of the result were not recorded by this run`];
}
