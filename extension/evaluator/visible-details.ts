// What visible scenarios showed, step by step. Agents may read all of it; there is no such thing for hidden ones.
import type { VisibleDetail } from '../core/protocol/evaluator-answer.ts';
import type { ScenarioRun } from './run-scenarios.ts';

/** Of several trajectories the first is shown. */
export function visibleDetails(runs: readonly ScenarioRun[]): VisibleDetail[] {
  return runs.map(({ scenario, reports }) => ({
    scenario: scenario.id,
    satisfied: scenario.impossible
      ? !reports.some((report) => report.result.verdict === 'satisfied')
      : reports.every((report) => report.result.verdict === 'satisfied'),
    failures: [...new Set(reports.flatMap((report) => report.failures))],
    requirements: [...scenario.requirements],
    steps: (reports[0]?.record ?? []).flatMap((one) => commandOf(one)),
  }));
}

/** What a `cli` step of a visible scenario showed, cut to what a person would read. */
function commandOf(record: unknown) {
  const { run, exit, stdout, stderr, milliseconds, ...rest } = (record ?? {}) as Record<string, unknown>;
  if (typeof rest['request'] === 'string' && typeof rest['status'] === 'number')
    return [answerStep(rest['request'], rest['status'], rest, Number(milliseconds))];
  if (!Array.isArray(run) || typeof exit !== 'number') return [];
  const cut = (text: unknown) => String(text ?? '').slice(0, 20_000);
  return [
    {
      run: run.map(String),
      exit,
      stdout: cut(stdout),
      stderr: cut(stderr),
      milliseconds: Number(milliseconds),
    },
  ];
}

function answerStep(request: string, status: number, more: Record<string, unknown>, milliseconds: number) {
  const { sent, headers, body } = more;
  return {
    run: [],
    ...{ exit: status, stdout: String(body ?? '').slice(0, 20_000), stderr: '', milliseconds },
    http: {
      request,
      ...(typeof sent === 'string' ? { sent } : {}),
      headers: headers as Readonly<Record<string, string>>,
    },
  };
}
