// A scenario proves itself before it counts: under three seeds it fails on a product that does nothing and on the commits or folders
// it was said to fail on (before the change, a mutant), and passes on the one it was said to pass on.
// Invariant: a verdict that differs between seeds proves nothing, and what only a judge could decide is never a proof.
import { stat } from 'node:fs/promises';
import type { Scenario } from '../core/scenario/schema.ts';
import { GitProblem } from '../node/git.ts';
import { privateFolder, removeFolder } from './private-folder.ts';
import { idleProduct, prepareProduct, type Product } from './product.ts';
import { runScenarios } from './run-scenarios.ts';
import type { SpecFacts } from './spec-facts.ts';
import { prepareTwins } from './twins/prepare-twins.ts';

export interface ProvenOn {
  readonly repository?: string | undefined;
  /** Each a commit of the repository, or a folder. */
  readonly failsOn?: readonly string[] | undefined;
  readonly passesOn?: string | undefined;
}

/** What was seen; kept with the scenario. */
export interface Proofs {
  readonly seeds: number;
  /** Commits, or trees of folders, besides the product that does nothing. */
  readonly failsOn: string[];
  readonly passesOn?: string;
}

export type Proved =
  | { readonly proofs: Proofs }
  | { readonly problem: string; /** On the do-nothing product. */ readonly idle: boolean };

const seeds = 3;
interface Count {
  readonly satisfied: number;
  readonly failed: number;
  /** Why it could not be tried: a twin that does not start. */
  readonly lost?: string;
}

export async function prove(
  scenarios: readonly Scenario[],
  where: ProvenOn,
  specs: readonly SpecFacts[],
): Promise<Map<Scenario, Proved>> {
  const proved = new Map<Scenario, Proved>();
  if (scenarios.length === 0) return proved;
  const idle = await onIdle(scenarios, where.repository, specs);
  for (const scenario of scenarios) {
    const seen = idle.get(scenario) as Count;
    if (seen.failed === seeds) proved.set(scenario, { proofs: { seeds, failsOn: [] } });
    else proved.set(scenario, { problem: idleProblem(seen), idle: true });
  }
  const wanted = [
    ...(where.failsOn ?? []).map((place) => ({ place, fails: true })),
    ...(where.passesOn === undefined ? [] : [{ place: where.passesOn, fails: false }]),
  ];
  for (const one of wanted) await proveOn(one, where.repository ?? '', specs, proved);
  return proved;
}

function idleProblem({ failed, lost }: Count): string {
  if (lost !== undefined) return `it could not be tried: ${lost}`;
  return failed === 0
    ? 'a product that does nothing satisfies it: expect something that only a working product does'
    : `a product that does nothing satisfies it under ${seeds - failed} of ${seeds} seeds: its values decide, not the product`;
}

async function proveOn(
  { place, fails }: { place: string; fails: boolean },
  repository: string,
  specs: readonly SpecFacts[],
  proved: Map<Scenario, Proved>,
): Promise<void> {
  const left = [...proved].flatMap(([scenario, one]) =>
    'proofs' in one ? [{ scenario, proofs: one.proofs }] : [],
  );
  for (const spec of specs) {
    const own = left.filter(({ scenario }) => scenario.spec === spec.id);
    if (own.length === 0) continue;
    const seen = await onPlace(
      place,
      repository,
      spec,
      own.map(({ scenario }) => scenario),
    );
    for (const { scenario, proofs } of own) {
      const problem =
        'problem' in seen ? seen.problem : wrong(seen.counts.get(scenario) as Count, place, fails);
      if (problem !== undefined) proved.set(scenario, { problem, idle: false });
      else if ('tree' in seen) proved.set(scenario, { proofs: withProof(proofs, seen.tree, fails) });
    }
  }
}

function withProof(proofs: Proofs, tree: string, fails: boolean): Proofs {
  return fails ? { ...proofs, failsOn: [...proofs.failsOn, tree] } : { ...proofs, passesOn: tree };
}

function wrong({ satisfied, failed }: Count, place: string, fails: boolean): string | undefined {
  if (satisfied > 0 && failed > 0)
    return `on ${place} its verdict changes with the seed (${satisfied} of ${seeds} satisfied): it measures its values, or the product is flaky`;
  if (fails && failed === 0)
    return `${place} satisfies it already: it does not tell the change from what was there before`;
  if (!fails && failed > 0)
    return `${place} does not satisfy it: the scenario or the product it was said to pass on is wrong`;
  return undefined;
}

type Seen =
  { readonly tree: string; readonly counts: ReadonlyMap<Scenario, Count> } | { readonly problem: string };

async function onPlace(
  place: string,
  repository: string,
  spec: SpecFacts,
  scenarios: readonly Scenario[],
): Promise<Seen> {
  const folder = await privateFolder('disk');
  try {
    const isFolder = (await stat(place).catch(() => undefined))?.isDirectory() === true;
    const source = isFolder ? { repository, dir: place } : { repository, commit: place };
    const product = await prepareProduct(source, spec, folder);
    if (product.buildFailure !== undefined)
      return { problem: `${place} could not be built: ${product.buildFailure}` };
    return { tree: product.tree, counts: await countsOn(product, scenarios) };
  } catch (error) {
    if (error instanceof GitProblem)
      return { problem: `${place} is neither a folder nor a commit of the repository` };
    throw error;
  } finally {
    await removeFolder(folder);
  }
}

/** A product whose programs exit 0 and print nothing; its twins are the real ones, since nothing sent to them is something to see. */
async function onIdle(
  scenarios: readonly Scenario[],
  repository: string | undefined,
  specs: readonly SpecFacts[],
): Promise<ReadonlyMap<Scenario, Count>> {
  const counts = new Map<Scenario, Count>();
  for (const id of new Set(scenarios.map(({ spec }) => spec))) {
    const own = scenarios.filter(({ spec }) => spec === id);
    const declared = specs.find((one) => one.id === id)?.twins ?? {};
    const folder = await privateFolder('disk');
    try {
      const twins = repository === undefined ? undefined : await twinsAtHead(repository, declared, folder);
      const product = await idleProduct(own.flatMap(programsIn), folder, twins);
      for (const [scenario, seen] of await countsOn({ ...product, idle: true }, own))
        counts.set(scenario, seen);
    } finally {
      await removeFolder(folder);
    }
  }
  return counts;
}

function programsIn({ steps }: Scenario): string[] {
  return steps.flatMap((step) => (step.kind === 'cli' ? [step.cli.run[0] as string] : []));
}

async function twinsAtHead(repository: string, declared: SpecFacts['twins'], folder: string) {
  try {
    return await prepareTwins(declared, { repository, commit: 'HEAD' }, folder);
  } catch (error) {
    if (error instanceof GitProblem) return undefined;
    throw error;
  }
}

/** What is left to a judge that nobody asked counts as satisfied: the executed part held. */
async function countsOn(product: Product, scenarios: readonly Scenario[]): Promise<Map<Scenario, Count>> {
  const runs = await runScenarios({ product, scenarios, trajectories: seeds });
  return new Map(
    runs.map(({ scenario, reports }) => {
      const failed = reports.filter(({ result }) => result.verdict === 'not-satisfied').length;
      const lost = reports.flatMap(({ failures }) => failures).find((one) => one.startsWith('the twin '));
      const seen: Count = { failed, satisfied: reports.length - failed };
      return [scenario, lost === undefined || failed > 0 ? seen : { ...seen, lost }];
    }),
  );
}
