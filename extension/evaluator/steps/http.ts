// An `http` step: one request to the product's server, then status, headers, body and JSON of the answer are checked.
import { capture, jsonMismatch, mismatch, textMismatch } from '../../core/scenario/match.ts';
import { milliseconds, type HttpStep } from '../../core/scenario/schema.ts';
import { fillDeep } from '../../core/scenario/template.ts';
import { insidePort, type Asked, type HttpAnswer } from '../exchange.ts';
import { failedStep, unanswered, type StepOutcome, type Trajectory } from './step.ts';

const patienceMs = 30_000;

export async function runHttp(template: HttpStep, trajectory: Trajectory): Promise<StepOutcome> {
  const step = fillDeep(template, trajectory.values);
  const [method = 'GET', address = '/'] = step.request.split(' ');
  // A link that a twin was sent names the product as the product sees itself.
  const path = address.replace(new RegExp(`^http://(127\\.0\\.0\\.1|localhost):${insidePort}(?=/)`), '');
  const asked = { request: step.request };
  if (!path.startsWith('/')) return failedStep('wrong-output', ['not an address of the product'], asked);
  const server = await trajectory.server();
  if (server === undefined)
    return unanswered(
      'missing-behaviour',
      'the spec says nothing about how its server starts: `start`',
      asked,
    );
  const left = trajectory.deadline - performance.now();
  const timeoutMs = Math.max(1, Math.min(left, milliseconds(step.expect?.within ?? `${patienceMs}ms`)));
  const json = step.json === undefined ? undefined : JSON.stringify(step.json);
  const headers = { ...(json === undefined ? {} : { 'content-type': 'application/json' }), ...step.headers };
  const result = await server.ask({ method, path, headers, body: json ?? step.body }, timeoutMs);
  return result.ok ? check(step, result.answer, trajectory, json ?? step.body) : noAnswer(result, asked);
}

function noAnswer({ reason, detail }: Extract<Asked, { ok: false }>, record: unknown): StepOutcome {
  if (reason === 'infra') return { outcome: 'infra-error', reason: detail };
  const category = reason === 'ended' ? 'crash' : reason === 'timeout' ? 'timeout' : 'wrong-output';
  return failedStep(category, [detail], record, reason === 'ended' || reason === 'timeout');
}

function check(
  step: HttpStep,
  answer: HttpAnswer,
  trajectory: Trajectory,
  sent: string | undefined,
): StepOutcome {
  const { status, headers, body } = answer;
  const record = { request: step.request, ...(sent === undefined ? {} : { sent }), ...answer };
  trajectory.last = { exit: status, stdout: body, stderr: '' };
  const { expect } = step;
  const wrongStatus = expect?.status === undefined ? failingStatus(status) : mismatch(expect.status, status);
  if (wrongStatus !== undefined)
    return failedStep(status >= 500 ? 'crash' : 'wrong-output', [`status: ${wrongStatus}`], record);
  const found = [
    ...Object.entries(expect?.headers ?? {}).map(
      ([name, matcher]) =>
        [`header ${name}`, textMismatch(matcher, headers[name.toLowerCase()] ?? '')] as const,
    ),
    ['body', expect?.body === undefined ? undefined : textMismatch(expect.body, body)] as const,
    ['body', expect?.json === undefined ? undefined : jsonMismatch(expect.json, body)] as const,
  ];
  const failures = found.flatMap(([name, problem]) => (problem === undefined ? [] : [`${name}: ${problem}`]));
  if (failures.length > 0) return failedStep('wrong-output', failures, record);
  for (const [name, path] of Object.entries(step.capture ?? {})) {
    const value = capture(path, body);
    if (value === undefined) return failedStep('wrong-output', [`body: nothing at ${path}`], record);
    trajectory.values.set(name, value);
  }
  return { outcome: 'ok', record };
}

/** Without an expectation, an error is none that was asked for. */
function failingStatus(status: number): string | undefined {
  return status < 400 ? undefined : `expected less than 400, found ${status}`;
}
