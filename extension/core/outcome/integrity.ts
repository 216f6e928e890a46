// Block H: guardrails before and after with the command that replays each, and what was tampered with, in counts.
import type { RedBase } from '../level/level.ts';
import type { Guardrail } from '../run/events.ts';
import type { GuardrailResult, RunState } from '../run/state.ts';
import { missingProgram } from './missing-program.ts';
import { plain } from './plain.ts';
import type { OutcomeCard } from './schema.ts';

export type Integrity = OutcomeCard['integrity'];
export type GuardrailLine = Integrity['guardrails'][number];

export function integrityOf(state: RunState): Integrity {
  const chosen = state.guardrails?.chosen ?? [];
  return {
    guardrails: chosen.map((guardrail) =>
      line(guardrail, state.guardrailsAtBase[guardrail.name], state.guardrailsAtHead[guardrail.name]),
    ),
    guardrailSource: state.guardrails?.source ?? null,
    checked: state.integrity !== null,
    findings: byKind(state.integrity ?? []),
    accessDenied: state.accessDenied,
    sandbox: state.sandbox && {
      available: state.sandbox.available,
      detail: plain(state.sandbox.detail),
    },
  };
}

function line(
  guardrail: Guardrail,
  before: GuardrailResult | undefined,
  after: GuardrailResult | undefined,
): GuardrailLine {
  return {
    name: plain(guardrail.name, 60),
    command: plain(shellText(guardrail.run), 400),
    before: before?.outcome ?? null,
    after: after?.outcome ?? null,
    milliseconds: after?.milliseconds ?? null,
    counted: before === undefined || before.outcome === 'pass',
    missing: missingProgram(guardrail, after ?? before),
  };
}

/** A guardrail's command as one would type it. */
export function shellText(run: Guardrail['run']): string {
  if (typeof run === 'string') return run;
  return run
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(' ');
}

function byKind(findings: readonly { readonly kind: string }[]): Integrity['findings'] {
  const totals = new Map<string, number>();
  for (const { kind } of findings) totals.set(kind, (totals.get(kind) ?? 0) + 1);
  return [...totals].map(([kind, count]) => ({ kind: plain(kind, 60), count }));
}

/** "passed before, failed after" and the like, or why it was not run; the same in every view. */
export function guardrailStanding(
  { before, after, missing, counted }: GuardrailLine,
  redBase: RedBase,
): string {
  if (missing !== null) return `not run: ${missing} is missing`;
  const note = counted ? '' : ` (failed before the run started: ${redBase})`;
  return `${before ?? 'not run'} before, ${after ?? 'not run'} after${note}`;
}

/** A finding's kind in words: "test-removed" reads "test removed". */
export function findingText(finding: { readonly kind: string; readonly count: number }): string {
  return `${finding.kind.replaceAll(/[-_]/g, ' ')}: ${finding.count}`;
}
