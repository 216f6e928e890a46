// Whether a guardrail failed only because its program is not there: nobody's work was judged then.
// Invariant: pure; says the program's name, or null. Exit 127 is the shell's for "command not found" (POSIX, 2.8.2).
import type { Guardrail } from '../run/events.ts';
import type { GuardrailResult } from '../run/state.ts';
import { plain } from './plain.ts';

export function missingProgram(
  { run }: Guardrail,
  result: Pick<GuardrailResult, 'outcome' | 'exit' | 'output'> | undefined,
): string | null {
  if (result === undefined || result.outcome === 'pass' || result.outcome === 'timeout') return null;
  const said = typeof result.output === 'string' ? result.output : result.output.head;
  const module = /\bNo module named '?([\w-]+)'?\s*$/m.exec(said)?.[1];
  if (module !== undefined && Array.isArray(run) && run[1] === '-m' && run[2] === module) return module;
  if (result.exit !== 127) return null;
  const named = /(?:^|[\s:])([\w@.+/-]+): (?:command )?not found\s*$/m.exec(said)?.[1];
  return plain(named ?? (typeof run === 'string' ? run : (run[0] ?? '')), 60);
}
