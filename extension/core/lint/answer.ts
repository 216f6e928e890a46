// What the lint worker answers to a request. A bug in a rule costs that answer, never the worker.
import { parseSpec } from '../spec/parse-spec.ts';
import { toSpec } from '../spec/parsed-spec.ts';
import { lintSpec } from './lint.ts';
import type { LintAnswer, LintRequest } from './worker-messages.ts';

export function answerLintRequest(request: LintRequest): LintAnswer {
  const { id } = request;
  try {
    const spec = parseSpec(request.text, request.path);
    return request.type === 'lint'
      ? { type: 'linted', id, lint: lintSpec(spec, request.context) }
      : { type: 'parsed', id, spec: toSpec(spec) };
  } catch (error) {
    return { type: 'failed', id, message: error instanceof Error ? error.message : String(error) };
  }
}
