// Decides whether a scenario may enter the vault: well formed, about a spec that exists, saying nothing the agent can read
// already, and seen to fail on a product that does nothing.
import { invalidExpressions, mustCount } from '../core/scenario/expressions.ts';
import { sharedWords } from '../core/scenario/overlap.ts';
import { parseScenario, type ScenarioProblem } from '../core/scenario/parse-scenario.ts';
import type { Scenario } from '../core/scenario/schema.ts';
import { visibleText, type VisibleText } from './find-spec.ts';
import { privateFolder, removeFolder } from './private-folder.ts';
import { idleProduct, interpreters } from './product.ts';
import { runScenarios } from './run-scenarios.ts';
import type { SpecFacts } from './spec-facts.ts';

export interface Candidate {
  /** How the caller calls it, such as a file name. */
  readonly name: string;
  readonly text: string;
}

export type Admission = { readonly name: string } & (
  | { readonly admitted: true; readonly scenario: Scenario }
  | {
      readonly admitted: false;
      readonly id?: string;
      readonly problems: readonly ScenarioProblem[];
      /** A product that does nothing satisfies it; nothing else is wrong with it. */
      readonly idle?: true;
    }
);

/** Checks every candidate by itself. Without a repository the checks against specs are left out. */
export async function admitScenarios(
  candidates: readonly Candidate[],
  where: { readonly repository?: string | undefined; readonly spec?: string | undefined },
): Promise<Admission[]> {
  const visible =
    where.repository === undefined ? undefined : await visibleText(where.repository, where.spec);
  const checked = candidates.map((candidate) => check(candidate, visible));
  const wellFormed = checked.filter((one) => one.admitted);
  const passing = await passOnIdle(wellFormed.map((one) => one.scenario));
  const seen = new Set<string>();
  return checked.map((one): Admission => {
    if (!one.admitted) return one;
    const { id } = one.scenario;
    if (seen.has(id))
      return refused(one.name, [at(1, `the id \`${id}\` is used by another file of this import`)], id);
    seen.add(id);
    if (!passing.has(one.scenario)) return one;
    const message =
      'a product that does nothing satisfies it: expect something that only a working product does';
    return { name: one.name, admitted: false, problems: [at(1, message)], id, idle: true };
  });
}

function check({ name, text }: Candidate, visible: VisibleText | undefined): Admission {
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
    ...(visible === undefined ? [] : againstSpecs(scenario, visible)),
  ];
  return problems.length > 0 ? refused(name, problems, scenario.id) : { name, admitted: true, scenario };
}

function againstSpecs(scenario: Scenario, visible: VisibleText): ScenarioProblem[] {
  const spec = visible.specs.find((one) => one.id === scenario.spec);
  if (spec === undefined) {
    const known = visible.specs.map((one) => one.id).join(', ') || 'none';
    return [at(2, `there is no spec \`${scenario.spec}\` in the repository (found: ${known})`)];
  }
  const missing = scenario.requirements.filter((id) => !spec.requirements.includes(id));
  const quoted = sharedWords(bodyOf(scenario), [spec.text, ...visible.scenarios]);
  return [
    ...missing.map((id) => at(2, `the spec \`${spec.id}\` has no requirement ${id}`)),
    ...unknownPrograms(scenario, spec),
    ...(quoted === undefined
      ? []
      : [at(1, `it repeats eight words that the agent can read already: "${quoted}"`)]),
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

/** The story and the blocks, without the front matter. */
function bodyOf(scenario: Scenario): string {
  return scenario.text.replace(/^---\n[\s\S]*?\n---/, '');
}

/** Those that a product satisfies whose programs exit 0 and print nothing; left to a judge counts as satisfied. */
async function passOnIdle(scenarios: readonly Scenario[]): Promise<Set<Scenario>> {
  if (scenarios.length === 0) return new Set();
  const folder = await privateFolder('disk');
  try {
    const names = scenarios.flatMap((one) =>
      one.steps.flatMap((step) => (step.kind === 'cli' ? [step.cli.run[0] as string] : [])),
    );
    const product = await idleProduct(names, folder);
    const runs = await runScenarios({ product, scenarios, trajectories: 1 });
    const failing = new Set(
      runs.filter(({ reports }) => reports[0]?.result.verdict === 'not-satisfied').map((run) => run.scenario),
    );
    return new Set(scenarios.filter((scenario) => !failing.has(scenario)));
  } finally {
    await removeFolder(folder);
  }
}

function refused(name: string, problems: readonly ScenarioProblem[], id?: string): Admission {
  return { name, admitted: false, problems, ...(id === undefined ? {} : { id }) };
}

function at(line: number, message: string): ScenarioProblem {
  return { line, message };
}
