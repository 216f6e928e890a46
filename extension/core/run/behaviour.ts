// What a product does otherwise on the same visible inputs: two commits' transcripts, compared step by step.
// Invariant: pure; a difference is explained only by a requirement that asked for it and was not met before.
import { createTwoFilesPatch } from 'diff';
import { shellText } from '../outcome/integrity.ts';
import type { VisibleDetail } from '../protocol/evaluator-answer.ts';
import type { Behaviour, Performance } from './evidence.ts';

export interface Compared {
  readonly base: string;
  readonly head: string;
  /** Requirement ids of the spec. */
  readonly requirements: readonly string[];
  /** Repeats of the same scenarios; the first of each side is shown. */
  readonly atBase: readonly (readonly VisibleDetail[])[];
  readonly atHead: readonly (readonly VisibleDetail[])[];
  /** How each program is started, for the command that replays an input. */
  readonly bin: Readonly<Record<string, readonly string[]>>;
  /** How the server is started, as the spec says it. */
  readonly start?: string | undefined;
}

type Input = Behaviour['inputs'][number];
type Step = VisibleDetail['steps'][number];

export function compareBehaviour(compared: Compared): Behaviour {
  const { base, head, atBase, atHead } = compared;
  const before = atBase[0] ?? [];
  const inputs = (atHead[0] ?? []).flatMap((scenario) => {
    const old = before.find((one) => one.scenario === scenario.scenario);
    const again = atHead.slice(1).flatMap((run) => run.filter((one) => one.scenario === scenario.scenario));
    return scenario.steps.map((step, at): Input => {
      const text = transcript(step);
      const oldText = old?.steps[at] === undefined ? '' : transcript(old.steps[at]);
      const change = changeOf(text === oldText, old?.satisfied ?? false, scenario.satisfied);
      const asked = scenario.requirements.some((id) => compared.requirements.includes(id));
      return {
        id: `${scenario.scenario}-${at + 1}`,
        scenario: scenario.scenario,
        title: scenario.scenario,
        requirements: scenario.requirements,
        kind: step.http === undefined ? 'cli' : 'http',
        input: step.http === undefined ? `$ ${shellText(step.run)}` : step.http.request,
        change,
        explained: change === 'same' || (asked && old?.satisfied !== true && change !== 'no-longer-possible'),
        negative: step.http === undefined ? step.exit !== 0 : step.exit >= 400,
        difference: change === 'same' ? null : difference(oldText, text),
        replays: again.every((one) => one.steps[at] !== undefined && transcript(one.steps[at]) === text),
        replay: step.http === undefined ? commandAgain(step, compared) : requestAgain(step.http, compared),
      };
    });
  });
  return {
    base,
    head,
    inputs,
    problem: inputs.length === 0 ? 'no visible scenario runs a command or sends a request' : null,
  };
}

function changeOf(same: boolean, before: boolean, after: boolean): Input['change'] {
  if (same) return 'same';
  if (!before && after) return 'now-possible';
  return before && !after ? 'no-longer-possible' : 'changed';
}

function commandAgain({ run }: Step, { bin }: Compared): string {
  return shellText([...(bin[run[0] ?? ''] ?? [run[0] ?? '']), ...run.slice(1)]);
}

/** Starts the server, asks it, ends it: one line for a checkout of the head commit. */
function requestAgain({ request, sent }: NonNullable<Step['http']>, { start }: Compared): string {
  const [method = 'GET', path = '/'] = request.split(' ');
  const wait = ['curl', '-si', '--retry', '50', '--retry-connrefused', '--retry-delay', '1', '-X', method];
  const body = sent === undefined ? [] : ['-H', `content-type: ${contentType(sent)}`, '--data-binary', sent];
  const ask = shellText([...wait, ...body, `http://127.0.0.1:8080${path}`]);
  return `PORT=8080 ${start ?? 'true'} & ${ask}; kill $!`;
}

function contentType(sent: string): string {
  return /^\s*[[{"]/.test(sent) ? 'application/json' : 'text/plain';
}

/** Headers that differ from answer to answer without anything having changed. */
const volatile =
  /^(date|etag|last-modified|connection|keep-alive|content-length|transfer-encoding|age|expires|x-request-id|server-timing|set-cookie)$/;

/** Exit code and streams, with times and durations blanked: they differ without anything having changed. */
function transcript({ exit, stdout, stderr, http }: Step): string {
  const headers = Object.entries(http?.headers ?? {}).filter(([name]) => !volatile.test(name));
  const parts = [
    ...(http === undefined
      ? []
      : [`HTTP ${exit}`, ...headers.map(([name, value]) => `${name}: ${value}`).sort()]),
    stdout,
    ...(stderr === '' ? [] : ['(stderr)', stderr]),
    ...(exit === 0 || http !== undefined ? [] : [`(exit ${exit})`]),
  ];
  return parts
    .map((part) => part.trimEnd())
    .join('\n')
    .replaceAll(/\b\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?/g, '<time>')
    .replaceAll(/\b\d+(\.\d+)? ?(ms|µs|s|seconds?)\b/g, '<duration>');
}

/** The changed lines with two around them, without the header that names no file. */
function difference(before: string, after: string): string {
  const patch = createTwoFilesPatch('before', 'after', `${before}\n`, `${after}\n`, '', '', { context: 2 });
  const lines = patch.split('\n').filter((line) => !/^(=+|--- |\+\+\+ |@@ |\\ No newline)/.test(line));
  return lines.join('\n').trimEnd().slice(0, 4_000);
}

/** Repeats on each side below which no difference is called one. */
const repeats = 5;

/**
 * Time of all visible inputs together, one figure a repeat. `worse` only where every repeat at head took longer than every one
 * at base, and the middle one by a fifth: with five and five, chance alone does that in 1 of 252.
 */
export function compareTime({ atBase, atHead }: Compared): Performance['metrics'] {
  const total = (run: readonly VisibleDetail[]) =>
    Math.round(
      run.reduce((sum, one) => sum + one.steps.reduce((all, step) => all + step.milliseconds, 0), 0),
    );
  const [base, head] = [atBase.map(total), atHead.map(total)];
  if (head.length === 0 || head.every((one) => one === 0)) return [];
  return [
    {
      name: 'time',
      unit: 'ms',
      subject: 'all visible inputs',
      base,
      head,
      budget: null,
      verdict: verdictOf(base, head),
    },
  ];
}

export function verdictOf(
  base: readonly number[],
  head: readonly number[],
): Performance['metrics'][number]['verdict'] {
  if (base.length === 0) return 'new';
  if (base.length < repeats || head.length < repeats) return 'same';
  const middle = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
  if (Math.min(...head) > Math.max(...base) && middle(head) > 1.2 * middle(base)) return 'worse';
  if (Math.max(...head) < Math.min(...base) && 1.2 * middle(head) < middle(base)) return 'better';
  return 'same';
}
