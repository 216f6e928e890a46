// What an action on a vault answers with: an exit code and one JSON document.
// Invariant: a scenario is summed up from the manifest; its text is in an answer only where the action is there to show it.
import type { Problem } from './problem.ts';
import type { VaultEntry, VaultProblem, VaultTexts } from './vault/vault.ts';

export type Answer = { readonly exit: number; readonly body: Record<string, unknown> };

export function answer(body: Record<string, unknown>): Answer {
  return { exit: 0, body: { v: 1, ...body } };
}

export function failure(found: Problem, more: Record<string, unknown> = {}): Answer {
  return { exit: found.exit, body: { v: 1, error: found, ...more } };
}

export function summary(entry: VaultEntry): Record<string, unknown> {
  const { id, title = '', spec, requirements, split, status, version, provedRed, proofs, burn } = entry;
  const proved = { provedRed, ...(proofs === undefined ? {} : { proofs }) };
  const facts = { id, title, spec, requirements, split, status, version, ...proved };
  if (burn === undefined) return facts;
  const { reason, where, path } = burn;
  return { ...facts, burn: { reason, where, ...(path === undefined ? {} : { path }) } };
}

/** Problems with the scenario's id where the manifest still knows it. */
export function named(vault: Pick<VaultTexts, 'entries' | 'problems'>): (VaultProblem & { id?: string })[] {
  return vault.problems.map((one) => {
    const id = vault.entries.find((entry) => entry.file === one.file)?.id;
    return id === undefined ? one : { ...one, id };
  });
}
