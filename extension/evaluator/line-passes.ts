// Remembers, for one run, which changed lines ran in the scenarios of a commit, so that splits and visible scenarios count together.
// Invariant: kept in this process only; what is given out is two counts.
import { countLines, type LinePass } from '../core/coverage/count-lines.ts';
import type { Tally } from '../core/protocol/evaluation.ts';
import { linesBetween } from '../node/lines-between.ts';
import { measureLines } from './line-meter.ts';
import type { Product } from './product.ts';
import type { ScenarioRun } from './run-scenarios.ts';
import type { SpecFacts } from './spec-facts.ts';
import { visibleScenarios } from './visible-scenarios.ts';

export interface LinePasses {
  /** Undefined where it could not be measured. */
  count(
    product: Product,
    spec: SpecFacts,
    from: { readonly repository: string; readonly base: string },
    runs: readonly ScenarioRun[],
  ): Promise<Tally['lines']>;
}

export function linePasses(): LinePasses {
  const known = new Map<string, LinePass[]>();
  return {
    async count(product, spec, { repository, base }, runs) {
      const changed = await linesBetween(repository, base, product.commit);
      if (changed.lines.size === 0) return undefined;
      const passes = known.get(product.commit) ?? [];
      known.set(product.commit, passes);
      if (passes.length === 0) {
        const visible = await visibleScenarios(product.app, spec.id);
        passes.push(await measureLines(product, visible.scenarios, changed.lines));
      }
      const hidden = runs.map(({ scenario }) => scenario);
      passes.push(await measureLines(product, hidden, changed.lines));
      const counted = countLines(changed, passes, spec.build !== undefined);
      return counted.problem === null ? { changed: counted.changed, executed: counted.executed } : undefined;
    },
  };
}
