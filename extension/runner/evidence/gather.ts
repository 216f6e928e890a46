// Everything the harness measures about a result before a human decides, one gatherer per block of the outcome card.
// Invariant: what could not be measured is recorded as missing with its reason; no gatherer can keep a run from its decision.
import type { Evidence } from '../../core/run/evidence.ts';
import type { RunContext } from '../context.ts';
import { behaviourGatherer } from './behaviour.ts';
import { breakGlassGatherer } from './break-glass.ts';
import { structureGatherer } from './structure.ts';
import { surfaceGatherer } from './surface.ts';
import { wayBackGatherer } from './way-back.ts';

export interface Gatherer {
  /** The block, as the card names it when it is missing. */
  readonly of: string;
  /** What it records; the last one is recorded last. */
  readonly last: Evidence['block'];
  gather(context: RunContext, head: string): Promise<Evidence | readonly Evidence[]>;
}

/** In the order of the card. */
const gatherers: readonly Gatherer[] = [
  behaviourGatherer,
  surfaceGatherer,
  structureGatherer,
  wayBackGatherer,
  breakGlassGatherer,
];

export async function gatherEvidence(context: RunContext, head: string): Promise<void> {
  for (const { of, last, gather } of gatherers) {
    if (context.interruption.signal.aborted) return;
    if (isGathered(context, head, of, last)) continue;
    const evidence = await gather(context, head).catch((error: unknown): Evidence => {
      console.error(`${of} could not be gathered:`, error);
      const reason = error instanceof Error ? error.message : String(error);
      return { block: 'missing', of, reason };
    });
    if (context.interruption.signal.aborted) return;
    const blocks = 'block' in evidence ? [evidence] : evidence;
    for (const one of blocks) context.log.append({ type: 'evidence-gathered', commit: head, evidence: one });
  }
}

/** A crash came in between: what an event recorded is not measured again. */
function isGathered({ log }: RunContext, head: string, of: string, last: Evidence['block']): boolean {
  return log.events.some(
    (event) =>
      event.type === 'evidence-gathered' &&
      event.commit === head &&
      (event.evidence.block === last || (event.evidence.block === 'missing' && event.evidence.of === of)),
  );
}
