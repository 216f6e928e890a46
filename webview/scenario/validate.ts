// Says what is wrong with a scenario while it is written, by the decoder that the vault uses: what is clean here is well formed there.
import type { Diagnostic } from '@codemirror/lint';
import type { Text } from '@codemirror/state';
import { invalidExpressions } from '../../extension/core/scenario/expressions.ts';
import { parseScenario } from '../../extension/core/scenario/parse-scenario.ts';

export function diagnosticsOf(document: Text): Diagnostic[] {
  const text = document.toString();
  if (text.trim() === '') return [];
  const parsed = parseScenario(text);
  const problems = parsed.ok ? invalidExpressions(parsed.scenario) : parsed.problems;
  return problems.map(({ line, message }) => {
    const { from, to } = document.line(Math.min(Math.max(1, line), document.lines));
    return { from, to, severity: 'error', message };
  });
}
