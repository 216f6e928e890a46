// One evaluation from product to feedback, for runs and for the command line.
// Invariant: what is returned holds counts and redacted feedback; scenario texts stay in `runs`, for evidence and visible details.
import { modelFamily } from '../core/agents/model-family.ts';
import type { Feedback, Split, Tally } from '../core/protocol/evaluation.ts';
import { feedbackOf } from '../core/scenario/feedback.ts';
import { scenariosOfSplit } from '../core/scenario/splits.ts';
import { defaultBar, type Agreement } from '../core/scenario/statistics.ts';
import { gateOf, tallyOf } from '../core/scenario/tally.ts';
import type { Scenario } from '../core/scenario/schema.ts';
import { burnExposed } from './burn.ts';
import { countLook, recordOutcome, type Look } from './budgets.ts';
import { storeEvidence } from './evidence-store.ts';
import type { Judge } from './judge/judge.ts';
import { problem, type Problem } from './problem.ts';
import type { Product } from './product.ts';
import type { ReadableText } from './readable-texts.ts';
import { resultsOf, runScenarios, type ScenarioRun } from './run-scenarios.ts';
import type { SpecFacts } from './spec-facts.ts';
import { counts } from './vault/manifest.ts';
import { appendHistory, commitsOf, pastAgreements, pastResults, readHistory } from './vault/history.ts';
import type { Vault } from './vault/vault.ts';

export interface Evaluation {
  readonly tally: Tally;
  readonly feedback: Feedback;
  readonly runs: readonly ScenarioRun[];
}
export type Evaluated =
  | { readonly ok: true; readonly evaluation: Evaluation }
  | { readonly ok: false; readonly problem: Problem; readonly feedback?: Feedback };

export interface Subject {
  readonly product: Product;
  readonly spec: SpecFacts;
  readonly trajectories?: number | undefined;
  readonly judge?: Judge | undefined;
  /** Number of the evaluation within its run; 0 from the command line. */
  readonly n: number;
  readonly bar?: number | undefined;
  readonly parallel?: number | undefined;
  /** Model that built the product; absent where nobody knows. */
  readonly builder?: string | undefined;
}

/** Scenarios of the spec that count, whatever their split. */
export function activeScenarios(vault: Vault, spec: SpecFacts): Vault['scenarios'][number][] {
  return vault.scenarios.filter(({ entry }) => entry.spec === spec.id && counts(entry));
}

/** Files of active scenarios that the manifest names and nobody can read: they must not silently leave the rate. */
export function unreadable(vault: Vault, spec?: string): string[] {
  const read = new Set(vault.scenarios.map(({ entry }) => entry.file));
  return vault.entries
    .filter((entry) => counts(entry) && (spec === undefined || entry.spec === spec))
    .map((entry) => entry.file)
    .filter((file) => !read.has(file));
}

/** An opened vault with the key that opened it, and what of the agent's world is searched for its scenarios. */
export interface Holdout {
  readonly vault: Vault;
  readonly identity: string;
  readonly readable: () => AsyncIterable<ReadableText>;
}

/** Burns what the agent could have read, counts against the budget, runs, redacts, and keeps the evidence encrypted. */
export async function evaluateHidden(subject: Subject, holdout: Holdout, look: Look): Promise<Evaluated> {
  const { vault, identity } = holdout;
  if (unreadable(vault, subject.spec.id).length > 0)
    return { ok: false, problem: problem('damaged-scenarios') };
  const history = await readHistory(vault.directory, identity);
  const { left: active, burned } = await burnExposed(holdout, activeScenarios(vault, subject.spec), {
    commits: commitsOf(history, subject.spec.id, look.key),
    key: look.key,
  });
  const chosen = new Set(
    scenariosOfSplit(
      active.map(({ entry }) => entry),
      look.split,
    ),
  );
  const used = active.filter(({ entry }) => chosen.has(entry));
  const scenarios = used.map(({ scenario }) => scenario);
  if (scenarios.length === 0)
    return { ok: false, problem: problem(burned > 0 ? 'all-burned' : 'no-scenarios') };
  const budget = await countLook(vault.directory, look);
  if (!budget.ok) {
    const feedback: Feedback = { v: 1, gate: 'invalid', failing: [], roundsLeft: budget.left };
    return { ok: false, problem: problem(budget.reason), feedback };
  }
  const past = pastAgreements(history, subject.spec.id, look.key);
  const done = await perform(subject, scenarios, look.split, vault.manifest, past);
  const tally: Tally = { ...done.tally, burned };
  const { runs } = done;
  const gate = gateOf(tally);
  const { feedback, reported } = feedbackOf({
    split: look.split,
    gate,
    results: resultsOf(runs),
    active: active
      .filter(({ scenario }) => !scenario.impossible)
      .map(({ scenario }) => scenario.requirements),
    sections: subject.spec.sections,
    reported: budget.reported,
    roundsLeft: budget.left,
  });
  await recordOutcome(vault.directory, look, { reported, passed: gate === 'pass' });
  await storeEvidence(vault, look.key, tally, runs);
  await appendHistory(vault, identity, {
    at: new Date().toISOString(),
    key: look.key,
    spec: subject.spec.id,
    split: look.split,
    commit: look.commit,
    results: pastResults(
      used.map(({ entry }) => entry),
      resultsOf(runs),
    ),
  });
  return { ok: true, evaluation: { tally, feedback, runs } };
}

/** Visible scenarios never count: no budget, no vault, and everything may be said about them. */
export async function evaluateVisible(subject: Subject, scenarios: readonly Scenario[]): Promise<Evaluated> {
  if (scenarios.length === 0) return { ok: false, problem: problem('no-scenarios') };
  const { tally, runs } = await perform(subject, scenarios, 'visible', 'none');
  const { feedback } = feedbackOf({
    split: 'visible',
    gate: gateOf(tally),
    results: resultsOf(runs),
    active: scenarios.map((scenario) => scenario.requirements),
    sections: subject.spec.sections,
    reported: undefined,
    roundsLeft: 0,
  });
  return { ok: true, evaluation: { tally, feedback, runs } };
}

/** A rehearsed answer has no figures, whatever the model is called. */
function judgedBy(judge: Judge | undefined, verdicts: number, builder: string | undefined): Tally['judged'] {
  const familyOf = (model: string | undefined) => (model ? modelFamily(model) : null);
  return {
    model: judge?.model ?? null,
    family: familyOf(judge?.model),
    builderFamily: familyOf(builder),
    verdicts,
    passport: judge === undefined || judge.rehearsed() ? 'not measured' : judge.passport,
  };
}

async function perform(
  subject: Subject,
  scenarios: readonly Scenario[],
  split: Split,
  vaultManifest: string,
  past: readonly Agreement[] = [],
): Promise<{ tally: Tally; runs: ScenarioRun[] }> {
  const { product, judge, n } = subject;
  const started = performance.now();
  const runs = await runScenarios({
    product,
    scenarios,
    judge,
    trajectories: subject.trajectories,
    parallel: subject.parallel,
    ...(split === 'visible' ? { fallback: 1 } : {}),
  });
  const verdicts = runs
    .flatMap(({ reports }) => reports)
    .reduce((sum, report) => sum + report.judgeVerdicts, 0);
  const facts = {
    n,
    split,
    commit: product.commit,
    tree: product.tree,
    vaultManifest,
    judged: judgedBy(judge, verdicts, subject.builder),
    milliseconds: Math.round(performance.now() - started),
    bar: subject.bar ?? defaultBar,
  };
  return { tally: tallyOf(resultsOf(runs), facts, past), runs };
}
