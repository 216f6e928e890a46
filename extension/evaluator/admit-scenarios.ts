// Decides whether a scenario may enter the vault: well formed, about a spec that exists, saying nothing that an agent can read
// already, and proved: it fails on a product that does nothing, and on whatever else it was said to fail on.
import { invalidExpressions, mustCount } from '../core/scenario/expressions.ts';
import { bodyOf, quoteFinder } from '../core/scenario/overlap.ts';
import { twinsUsed } from '../core/scenario/template.ts';
import { parseScenario, type ScenarioProblem } from '../core/scenario/parse-scenario.ts';
import type { Scenario } from '../core/scenario/schema.ts';
import { resolveCommit } from '../node/git.ts';
import { visibleText, type VisibleText } from './find-spec.ts';
import { interpreters } from './product.ts';
import { prove, type Proofs, type ProvenOn } from './prove-scenarios.ts';
import { visitCommitted } from './readable-texts.ts';
import type { SpecFacts } from './spec-facts.ts';

export interface Candidate {
  /** How the caller calls it, such as a file name. */
  readonly name: string;
  readonly text: string;
}

export type Admission = { readonly name: string } & (
  | { readonly admitted: true; readonly scenario: Scenario; readonly proofs: Proofs }
  | {
      readonly admitted: false;
      readonly id?: string;
      readonly problems: readonly ScenarioProblem[];
      /** A product that does nothing satisfies it; nothing else is wrong with it. */
      readonly idle?: true;
    }
);

export interface Where extends ProvenOn {
  readonly repository?: string | undefined;
  /** One more spec file. */
  readonly spec?: string | undefined;
}

type WellFormed = { readonly name: string; readonly scenario: Scenario };
type Refused = Extract<Admission, { admitted: false }>;

/** Checks every candidate by itself. Without a repository the checks against specs and code are left out. */
export async function admitScenarios(candidates: readonly Candidate[], where: Where): Promise<Admission[]> {
  const { repository } = where;
  const visible = repository === undefined ? undefined : await visibleText(repository, where.spec);
  const parsed = candidates.map(wellFormed);
  const scenarios = parsed.flatMap((one) => ('scenario' in one ? [one.scenario] : []));
  const quoted = await quotedAlready(scenarios, visible, repository);
  const checked = withoutRepeatedIds(parsed.map((one) => against(one, visible, quoted)));
  const proved = await prove(
    checked.flatMap((one) => ('scenario' in one ? [one.scenario] : [])),
    where,
    visible?.specs ?? [],
  );
  return checked.map((one): Admission => {
    if (!('scenario' in one)) return one;
    const found = proved.get(one.scenario) as NonNullable<ReturnType<typeof proved.get>>;
    if ('proofs' in found) return { ...one, admitted: true, proofs: found.proofs };
    const idle = found.idle ? { idle: true as const } : {};
    return { ...refused(one.name, [at(1, found.problem)], one.scenario.id), ...idle };
  });
}

function wellFormed({ name, text }: Candidate): WellFormed | Refused {
  const parsed = parseScenario(text);
  if (!parsed.ok) return refused(name, parsed.problems);
  const { scenario } = parsed;
  const problems = [
    ...invalidExpressions(scenario),
    ...(mustCount(scenario) === 0
      ? [at(1, 'nothing is checked by execution: add an `expect` to a cli or file block')]
      : []),
    ...(scenario.split === 'visible'
      ? [at(2, 'a visible scenario belongs under scenarios/ in the repository, not in the vault')]
      : []),
  ];
  return problems.length > 0 ? refused(name, problems, scenario.id) : { name, scenario };
}

function against(
  one: WellFormed | Refused,
  visible: VisibleText | undefined,
  quoted: ReadonlyMap<Scenario, string>,
): WellFormed | Refused {
  if (!('scenario' in one) || visible === undefined) return one;
  const words = quoted.get(one.scenario);
  const problems = [
    ...againstSpecs(one.scenario, visible),
    ...(words === undefined ? [] : [at(1, `it repeats eight words that the agent can read already${words}`)]),
  ];
  return problems.length > 0 ? refused(one.name, problems, one.scenario.id) : one;
}

function withoutRepeatedIds(list: readonly (WellFormed | Refused)[]): (WellFormed | Refused)[] {
  const seen = new Set<string>();
  return list.map((one) => {
    if (!('scenario' in one)) return one;
    const { id } = one.scenario;
    if (!seen.has(id)) {
      seen.add(id);
      return one;
    }
    return refused(one.name, [at(1, `the id \`${id}\` is used by another file of this import`)], id);
  });
}

/** Scenario -> where eight of its words stand: specs and visible scenarios as they lie there, every file of `HEAD`. */
async function quotedAlready(
  scenarios: readonly Scenario[],
  visible: VisibleText | undefined,
  repository: string | undefined,
): Promise<Map<Scenario, string>> {
  const found = new Map<Scenario, string>();
  if (visible === undefined || repository === undefined || scenarios.length === 0) return found;
  const finder = quoteFinder(scenarios.map((one) => ({ of: one, text: bodyOf(one.text) })));
  const look = ({ path, text }: { path?: string | undefined; text: string }): void => {
    for (const { of, words } of finder.find(text))
      if (!found.has(of)) found.set(of, `${path === undefined ? '' : `, in ${path}`}: "${words}"`);
  };
  for (const { text } of visible.specs) look({ text });
  for (const file of visible.scenarios) look(file);
  const head = await resolveCommit(repository, 'HEAD').catch(() => undefined);
  if (head !== undefined) await visitCommitted(repository, head, look);
  return found;
}

function againstSpecs(scenario: Scenario, visible: VisibleText): ScenarioProblem[] {
  const spec = visible.specs.find((one) => one.id === scenario.spec);
  if (spec === undefined) {
    const known = visible.specs.map((one) => one.id).join(', ') || 'none';
    return [at(2, `there is no spec \`${scenario.spec}\` in the repository (found: ${known})`)];
  }
  const missing = scenario.requirements.filter((id) => !spec.requirements.includes(id));
  return [
    ...missing.map((id) => at(2, `the spec \`${spec.id}\` has no requirement ${id}`)),
    ...unknownPrograms(scenario, spec),
    ...unknownTwins(scenario, spec),
  ];
}

function unknownPrograms(scenario: Scenario, spec: SpecFacts): ScenarioProblem[] {
  const known = [...interpreters, ...Object.keys(spec.bin)];
  if (known.length === interpreters.length) return [];
  return scenario.steps.flatMap((step) =>
    step.kind === 'cli' && !known.includes(step.cli.run[0] as string)
      ? [at(step.line, `\`${step.cli.run[0]}\` is not in the spec's \`bin\` (${known.join(', ')})`)]
      : [],
  );
}

function unknownTwins(scenario: Scenario, spec: SpecFacts): ScenarioProblem[] {
  const known = Object.keys(spec.twins);
  return scenario.steps.flatMap((step) =>
    twinsUsed(step)
      .filter((name) => !known.includes(name))
      .map((name) => at(step.line, `the spec names no twin \`${name}\` (${known.join(', ') || 'none'})`)),
  );
}

function refused(name: string, problems: readonly ScenarioProblem[], id?: string): Refused {
  return { name, admitted: false, problems, ...(id === undefined ? {} : { id }) };
}

function at(line: number, message: string): ScenarioProblem {
  return { line, message };
}
