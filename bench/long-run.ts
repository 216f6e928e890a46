// A run as large as the bars speak of: two hundred requirements, each with hidden scenarios, some uncovered, some failing.
import type { RunRequest } from '../extension/core/protocol/run-request.ts';
import type { RunEventBody } from '../extension/core/run/events.ts';
import { gathered } from '../test/samples/evidence.ts';
import * as samples from '../test/samples/runs.ts';

export const requirementCount = 200;

/** Every tenth requirement has no hidden scenario, every seventh was missed once. */
export function longRun(change: Partial<RunRequest> = {}): RunEventBody[] {
  const ids = Array.from({ length: requirementCount }, (_, index) => `R${index + 1}`);
  const requirements = ids.map((id) => ({
    id,
    text: `The export MUST write the field of ${id} as it stands on screen, also where it is empty, quoted or very long.`,
  }));
  const spec = { ...samples.request(change).spec, requirements };
  const counts = (n: number) =>
    Object.fromEntries(
      ids.flatMap((id, index) =>
        index % 10 === 9 ? [] : [[id, [index % 7 === 6 ? n - 1 : n, n, Math.ceil(n / 3)] as const]],
      ),
    );
  return [
    ...samples.started({ ...change, spec }),
    ...samples.implemented(1),
    samples.visibleChecked,
    ...samples.evaluated(1, samples.tally(1, 'validation', counts(9)), 'pass'),
    ...samples.evaluated(1, samples.tally(2, 'sealed', counts(3)), 'pass'),
    samples.awaiting,
    ...gathered(),
  ];
}
