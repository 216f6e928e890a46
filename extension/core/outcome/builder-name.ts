// Who built a result, in one clause for every surface that says it.
import type { OutcomeCard } from './schema.ts';

/** `anthropic claude-x`, `rehearsal`, or `Codex 0.169.0 over the Agent Client Protocol`. */
export function builderName({ backend, model }: Pick<OutcomeCard['identity'], 'backend' | 'model'>): string {
  if (backend === 'acp') return `${model} over the Agent Client Protocol`;
  return [...new Set([backend, model])].filter((name) => name !== '').join(' ');
}
