// Tries a scenario that is being written: on one commit, and on a product that does nothing, to see that it can fail.
// Invariant: counts against no budget and is kept nowhere; the answer holds words of the scenario and goes to stdout alone.
import { stringify } from 'yaml';
import type { TriedStep } from '../../core/protocol/authoring.ts';
import type { EvaluatorInput } from '../../core/protocol/evaluator-input.ts';
import type { Scenario, Step } from '../../core/scenario/schema.ts';
import { defaultTrajectories } from '../../core/scenario/statistics.ts';
import { parseScenario } from '../../core/scenario/parse-scenario.ts';
import { admitScenarios } from '../admit-scenarios.ts';
import { cleanEvidence } from '../judge/evidence.ts';
import { openJudge } from '../judge/open-judge.ts';
import { problem } from '../problem.ts';
import type { Product } from '../product.ts';
import { runScenarios } from '../run-scenarios.ts';
import { sandboxGate } from '../selftest/gate.ts';
import type { TrajectoryReport } from '../trajectory.ts';
import { failure, type Answer } from '../vault-mode.ts';
import { withSubject } from './subject.ts';

type TryInput = Extract<EvaluatorInput, { mode: 'try' }>;

export async function tryMode(input: TryInput): Promise<Answer> {
  const parsed = parseScenario(input.text);
  if (!parsed.ok) return tried(input.commit, { problems: parsed.problems });
  const unsafe = await sandboxGate();
  if (unsafe !== undefined) return failure(unsafe);
  const judge = input.judge === undefined ? undefined : await openJudge(input.judge);
  if (judge !== undefined && 'problem' in judge) return failure(problem('bad-cassette'));
  try {
    const done = await withSubject(input, async (product) => {
      const runs = await runScenarios({
        product,
        scenarios: [parsed.scenario],
        trajectories: input.trajectories ?? defaultTrajectories,
        judge,
      });
      return shown(product, parsed.scenario, runs[0]?.reports ?? [], await admitted(input));
    });
    return 'reason' in done ? failure(done) : done;
  } finally {
    await judge?.close();
  }
}

async function admitted(input: TryInput) {
  const [one] = await admitScenarios([{ name: 'scenario', text: input.text }], {
    repository: input.repository,
  });
  if (one === undefined || one.admitted) return { problems: [], provedRed: true };
  return { problems: one.problems, provedRed: one.idle ? false : null };
}

function shown(
  product: Product,
  scenario: Scenario,
  reports: readonly TrajectoryReport[],
  admission: { problems: readonly unknown[]; provedRed: boolean | null },
): Answer {
  const verdicts = reports.map(({ result }) => result.verdict);
  const one = reports.find(({ result }) => result.verdict === 'not-satisfied') ?? reports[0];
  const lost = verdicts.filter((verdict) => verdict === 'infra-error').length;
  return tried(product.commit, {
    ...admission,
    satisfied: verdicts.filter((verdict) => verdict === 'satisfied').length,
    observed: verdicts.length - lost,
    lost,
    steps: one === undefined ? [] : scenario.steps.map((step, at) => triedStep(step, at, one)),
    failures: (one?.failures ?? []).map((text) => plain(text, 600)),
  });
}

function tried(commit: string, more: Record<string, unknown>): Answer {
  const nothing = { satisfied: 0, observed: 0, lost: 0, provedRed: null, steps: [], failures: [] };
  return { exit: 0, body: { v: 1, commit, ...nothing, ...more } };
}

/** Record 0 holds the values of the trajectory; then one for every step that was reached. */
function triedStep(step: Step, at: number, { record, result }: TrajectoryReport): TriedStep {
  const found = record[at + 1];
  const reached = found !== undefined && typeof found === 'object';
  const last = record.length === at + 2 && result.verdict === 'not-satisfied';
  const held = !reached || step.kind === 'judge' ? null : !last;
  return {
    line: step.line,
    sentence: plain(step.sentence, 300),
    expected: plain(expectedOf(step), 1000),
    actual: reached ? plain(actualOf(found as Record<string, unknown>), 2000) : 'not reached',
    held,
  };
}

function expectedOf(step: Step): string {
  switch (step.kind) {
    case 'judge':
      return step.judge.rubric;
    case 'file':
      return step.file.expect === undefined ? 'is written' : flow(step.file.expect);
    case 'cli':
      return flow(step.cli.expect ?? { exit: 0 });
    case 'http':
      return flow(step.http.expect ?? { status: { lt: 400 } });
    case 'browser':
      return flow(step.browser.expect ?? { status: { lt: 400 } });
    case 'twin':
      return flow(Object.fromEntries(Object.entries(step.twin).map(([name, { expect }]) => [name, expect])));
  }
}

function flow(given: object): string {
  const expected = Array.isArray(given)
    ? given
    : Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return stringify(expected, { collectionStyle: 'flow', lineWidth: 0 }).trim();
}

function actualOf(found: Record<string, unknown>): string {
  if (typeof found['exit'] === 'number') {
    const ended = found['timedOut'] === true ? 'did not end in time' : `exit ${found['exit']}`;
    const streams = ['stdout', 'stderr'].flatMap((name) => {
      const text = String(found[name] ?? '').trim();
      return text === '' ? [] : [`${name}: ${text}`];
    });
    return [ended, ...streams].join('\n');
  }
  if (typeof found['twin'] === 'string') return `${found['twin']}: ${String(found['state'] ?? '')}`;
  if (typeof found['page'] === 'string') return pageText(found);
  if (typeof found['status'] === 'number') return `status ${found['status']}\nbody: ${String(found['body'])}`;
  if (found['written'] === true) return 'written';
  if (found['kind'] === 'file') return `${String(found['bytes'])} bytes\n${String(found['text'])}`;
  if (typeof found['kind'] === 'string') return found['kind'];
  return Array.isArray(found['run']) ? 'could not be started' : '';
}

function pageText(found: Readonly<Record<string, unknown>>): string {
  const said = (Array.isArray(found['errors']) ? found['errors'] : []).map(
    (error) => `error on the page: ${String(error)}`,
  );
  return [
    `${String(found['url'])} (${String(found['title'])}), status ${String(found['status'])}`,
    ...said,
    String(found['text'] ?? ''),
  ].join('\n');
}

function plain(text: string, most: number): string {
  const clean = cleanEvidence(text);
  return clean.length <= most ? clean : `${clean.slice(0, most)}…`;
}
