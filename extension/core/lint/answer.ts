// What the lint worker answers to a request. A bug in a rule costs that answer, never the worker.
import { decodeConfiguration } from '../configuration.ts';
import { parseSpec } from '../spec/parse-spec.ts';
import { toSpec } from '../spec/parsed-spec.ts';
import { lintSpec } from './lint.ts';
import type { LintContext } from './rule.ts';
import type { LintAnswer, LintRequest, WorkerContext } from './worker-messages.ts';

export function answerLintRequest(request: LintRequest): LintAnswer {
  const { id } = request;
  try {
    const spec = parseSpec(request.text, request.path);
    return request.type === 'lint'
      ? { type: 'linted', id, lint: lintSpec(spec, graded(request.context)) }
      : { type: 'parsed', id, spec: toSpec(spec) };
  } catch (error) {
    return { type: 'failed', id, message: error instanceof Error ? error.message : String(error) };
  }
}

function graded({ configuration, ...context }: WorkerContext): LintContext {
  if (configuration === undefined) return context;
  const { lint } = decodeConfiguration(configuration).configuration;
  return { ...context, grades: { ...lint, ...context.grades } };
}
