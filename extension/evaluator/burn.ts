// Burns hidden scenarios that an agent could have read: once quoted where it can see, a scenario proves nothing any more.
// Invariant: a burned scenario leaves the rate for good, before it is run; what is said outside of the vault is how many.
import type { Scenario } from '../core/scenario/schema.ts';
import { bodyOf, quoteFinder } from '../core/scenario/overlap.ts';
import { defaultTrajectories } from '../core/scenario/statistics.ts';
import { generateValues } from '../core/scenario/variables.ts';
import type { Holdout } from './evaluate.ts';
import type { ReadableText } from './readable-texts.ts';
import { seedOf } from './trajectory.ts';
import { markBurned } from './vault/change-vault.ts';
import type { Burn, Vault } from './vault/vault.ts';

/** Kinds of values that nobody writes by chance. */
const telling = new Set(['email', 'uuid', 'password', 'words', 'name']);
/** Ids this long are the scenario's canary: they are shown to people only. */
const tellingId = 8;

type Place = Omit<Burn, 'key'>;

export interface Exposure {
  readonly id: string;
  readonly burn: Place;
}

/**
 * What of `scenarios` stands in `texts`: eight words in a row, its id, or a value that was made for a trajectory at one of `commits`.
 * One exposure per scenario, the first.
 */
export async function exposures(
  scenarios: readonly Scenario[],
  texts: AsyncIterable<ReadableText>,
  commits: readonly string[] = [],
): Promise<Exposure[]> {
  const finder = quoteFinder(scenarios.map((one) => ({ of: one.id, text: bodyOf(one.text) })));
  const marks = markFinder(marksOf(scenarios, commits));
  const found = new Map<string, Place>();
  for await (const { where, path, text } of texts) {
    const place = path === undefined ? { where } : { where, path };
    for (const { of } of finder.find(text)) if (!found.has(of)) found.set(of, { reason: 'quoted', ...place });
    for (const { id, reason } of marks(text)) if (!found.has(id)) found.set(id, { reason, ...place });
  }
  return [...found].map(([id, burn]) => ({ id, burn }));
}

interface Mark {
  readonly text: string;
  readonly id: string;
  readonly reason: 'id' | 'values';
}

function marksOf(scenarios: readonly Scenario[], commits: readonly string[]): Mark[] {
  return scenarios.flatMap((scenario) => {
    const { id } = scenario;
    const vars = Object.fromEntries(
      Object.entries(scenario.vars).filter(([, { kind }]) => telling.has(kind)),
    );
    const trajectories = Array.from({ length: scenario.trajectories ?? defaultTrajectories }, (_, i) => i);
    const made = commits.flatMap((commit) =>
      trajectories.flatMap((index) => [...generateValues(vars, seedOf(scenario, index, commit)).values()]),
    );
    const own: Mark[] = id.length >= tellingId ? [{ text: id, id, reason: 'id' }] : [];
    return [...own, ...made.map((text): Mark => ({ text, id, reason: 'values' }))];
  });
}

/** Finds many marks in one pass over a text, by their first word. */
function markFinder(marks: readonly Mark[]): (text: string) => Mark[] {
  const word = /[A-Za-z0-9]+/g;
  const byFirst = new Map<string, Mark[]>();
  for (const mark of marks) {
    const first = mark.text.match(word)?.[0] ?? mark.text;
    byFirst.set(first, [...(byFirst.get(first) ?? []), mark]);
  }
  return (text) =>
    [...text.matchAll(word)].flatMap(({ 0: found, index }) =>
      (byFirst.get(found) ?? []).filter((mark) => text.startsWith(mark.text, index)),
    );
}

/**
 * Marks what is exposed in the vault, as found by the evaluation `key`, and gives back the scenarios that still count. `burned` holds those that an
 * earlier attempt at the same evaluation found, too.
 */
export async function burnExposed(
  { vault, identity, readable }: Holdout,
  active: Vault['scenarios'],
  past: { readonly commits: readonly string[]; readonly key: string },
): Promise<{ readonly left: Vault['scenarios']; readonly burned: number }> {
  const before = vault.entries.filter(({ burn }) => burn?.key === past.key).length;
  const scenarios = active.map(({ scenario }) => scenario);
  const found = scenarios.length === 0 ? [] : await exposures(scenarios, readable(), past.commits);
  if (found.length === 0) return { left: active, burned: before };
  const burns = found.map(({ id, burn }) => [id, { ...burn, key: past.key }] as const);
  await markBurned(vault.directory, identity, new Map(burns));
  const gone = new Set(found.map(({ id }) => id));
  return { left: active.filter(({ entry }) => !gone.has(entry.id)), burned: before + found.length };
}
