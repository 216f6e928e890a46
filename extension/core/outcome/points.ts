// What approve waits for an answer to, one by one: nothing here can be waved through with a common reason.
// Invariant: the same points for panel, command line and runner; ids are stable for the same evidence.
import type { RunState } from '../run/state.ts';
import { counted, grouped } from './plain.ts';
import type { Reason } from './decision.ts';
import type { OutcomeCard } from './schema.ts';
import type { Point } from './blocks-schema.ts';

type Blocks = Pick<OutcomeCard, 'cost' | 'performance' | 'surface' | 'spotChecks' | 'wayBack' | 'redFlags'>;

/** In the order in which a reader should take them. */
export function pointsOf(
  state: RunState,
  blocks: Blocks,
  answers: Readonly<Record<string, string>>,
): Point[] {
  const point = (id: string, kind: string, text: string): Point => ({
    id,
    kind,
    text,
    answered: answers[id]?.trim() || null,
  });
  return [
    ...(blocks.spotChecks?.forced ?? []).map(({ id, title, place, answered }) => ({
      id,
      kind: 'read',
      text: `${title}: read ${place}`,
      answered,
    })),
    // A guardrail that fails is waited for by itself: no answer makes it pass.
    ...flags(blocks.redFlags.filter(({ kind }) => kind !== 'guardrail')).map(({ id, text }) =>
      point(id, 'red-flag', text),
    ),
    ...behaviourPoints(state).map(([id, text]) => point(id, 'behaviour', text)),
    ...(blocks.performance?.lines ?? [])
      .filter((line) => line.verdict === 'over-budget')
      .map((line) =>
        point(
          `budget-${line.name}-${slug(line.subject)}`,
          'budget',
          `${line.subject}: over its budget of ${line.budget} ${line.unit}`,
        ),
      ),
    ...(blocks.surface?.changes ?? [])
      .filter((one) => (one.breaking || one.privileged) && !one.named)
      .map((one) =>
        point(
          `surface-${one.kind}-${slug(one.name)}`,
          'surface',
          `${one.privileged ? 'privileged' : 'breaking'}: ${one.kind.replaceAll('-', ' ')} ${one.name} ${one.change}, and the spec does not name it`,
        ),
      ),
    ...breaches(blocks.cost).map((text) => point('cap', 'cap', text)),
    ...(blocks.wayBack?.irreversible.length
      ? [
          point(
            'irreversible',
            'way-back',
            `a revert does not undo: ${blocks.wayBack.irreversible.join(', ')}`,
          ),
        ]
      : []),
  ];
}

/** A cap that was only reached ends a run by itself; one that was passed is somebody's to answer for. */
function breaches({ tokens, dollars, dollarsCap }: OutcomeCard['cost']): string[] {
  if (tokens.reported && tokens.cap !== null && tokens.total > tokens.cap)
    return [`a cap was breached: ${grouped(tokens.total)} of ${grouped(tokens.cap)} tokens`];
  if (dollarsCap !== null && dollars !== null && dollars > dollarsCap)
    return [`a cap was breached: $${dollars.toFixed(2)} of $${dollarsCap.toFixed(2)}`];
  return [];
}

/** One flag of a kind may stand for several; a second one of the same kind gets a number. */
function flags(redFlags: readonly Reason[]): { id: string; text: string }[] {
  const seen = new Map<string, number>();
  return redFlags.map(({ kind, text }) => {
    const at = (seen.get(kind) ?? 0) + 1;
    seen.set(kind, at);
    return { id: at === 1 ? `flag-${kind}` : `flag-${kind}-${at}`, text };
  });
}

/** What the product does otherwise and nobody asked for, and what it does not do twice the same way. */
function behaviourPoints(state: RunState): [string, string][] {
  const inputs = state.evidence.behaviour?.inputs ?? [];
  const unexplained = inputs.filter((one) => one.change !== 'same' && !one.explained);
  const unsteady = inputs.filter((one) => !one.replays);
  return [
    ...(unexplained.length > 0
      ? [
          [
            'unexplained',
            `${counted(unexplained.length, 'visible input')} of ${inputs.length} changed, and no requirement asks for it`,
          ] as [string, string],
        ]
      : []),
    ...(unsteady.length > 0
      ? [
          [
            'replay',
            `${counted(unsteady.length, 'visible input')} of ${inputs.length} gave another result when replayed`,
          ] as [string, string],
        ]
      : []),
  ];
}

function slug(text: string): string {
  return (
    text
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '')
      .slice(0, 40) || 'unnamed'
  );
}
