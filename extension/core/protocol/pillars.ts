// The five pillars that cap an area, as far as a run has measured them: counts of the last real run that came to a decision.
// Invariant: pure; what was not measured says so, and no pillar has a level that nothing earned.
import { satisfactionOf } from '../outcome/satisfaction.ts';
import { counted, plain } from '../outcome/plain.ts';
import type { RunState } from '../run/state.ts';

export interface Pillar {
  readonly name: 'spec' | 'guardrails' | 'verification' | 'reversibility' | 'judgement';
  readonly text: string;
  /** How much of it was measured to hold; null where nothing was counted. */
  readonly part: { readonly held: number; readonly of: number } | null;
  /** Whether this pillar holds the area where it is. */
  readonly caps: boolean;
}

/** `runs` newest first. `over`: which run the counts are from. */
export function pillarsOf(runs: readonly RunState[]): {
  readonly pillars: readonly Pillar[];
  readonly over: string;
} {
  const last = runs.find((run) => run.request.backend !== 'rehearsal' && run.head !== null);
  if (last === undefined) return { pillars: [], over: 'Nothing was measured yet: no run has been counted.' };
  return {
    pillars: [
      pillar('spec', specText(last)),
      pillar('guardrails', guardrails(last)),
      pillar('verification', verification(last)),
      pillar('reversibility', wayBack(last)),
      { name: 'judgement', text: 'no attempt passed', part: null, caps: true },
    ],
    over: `Counted in the last run, "${plain(last.request.spec.title, 60)}".`,
  };
}

type Measure = Pick<Pillar, 'text' | 'part'>;
const unmeasured: Measure = { text: 'not measured yet', part: null };

function pillar(name: Pillar['name'], measure: Measure): Pillar {
  return { name, caps: false, ...measure };
}

function specText(run: RunState): Measure {
  return { text: counted(run.request.spec.requirements.length, 'requirement'), part: null };
}

function guardrails(run: RunState): Measure {
  const chosen = run.guardrails?.chosen ?? [];
  if (chosen.length === 0) return { text: 'none in this repository', part: null };
  const held = chosen.filter(({ name }) => run.guardrailsAtHead[name]?.outcome === 'pass').length;
  return { text: `${held} of ${chosen.length} pass`, part: { held, of: chosen.length } };
}

function verification(run: RunState): Measure {
  const of = run.request.spec.requirements.length;
  const satisfaction = satisfactionOf(run, {});
  if (satisfaction.kind === 'none') return { text: 'no hidden scenario ran', part: { held: 0, of } };
  const held = of - satisfaction.uncovered.length;
  return { text: `${held} of ${counted(of, 'requirement')} with hidden scenarios`, part: { held, of } };
}

function wayBack(run: RunState): Measure {
  const found = run.evidence.wayBack;
  if (!found) return unmeasured;
  return { text: found.rehearsed ? 'way back rehearsed' : 'way back not rehearsed', part: null };
}
