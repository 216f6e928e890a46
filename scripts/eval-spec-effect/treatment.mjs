// The treatment: what the linter finds in both wordings of a spec, each in the repository of its pair, where visible scenarios count.
// Invariant: a pair whose `after` does not have fewer findings than its `before` is no pair of before and after lint.
import { arms } from './order.mjs';
import { EffectProblem } from './problem.mjs';

/** `{ before: { certain, likely, hints, readiness }, after }`; refuses the pair where lint made nothing better. */
export async function treatmentOf(workshop, pair, name) {
  const found = {};
  for (const arm of arms) {
    const at = workshop.place(`${name}-lint-${arm}`);
    await workshop.startRepository(at, pair, pair.texts[arm]);
    const { stdout, stderr } = await workshop.dimmer(at, 'lint', pair.specPath, '--format', 'json');
    found[arm] = countsOf(stdout, `${stderr}`.trim());
  }
  refuseWithout(found, pair.name);
  return found;
}

/** Findings by tier: A is what the linter calls certain, B likely, C a hint. */
export function countsOf(report, said) {
  let file;
  try {
    [file] = JSON.parse(report).files;
  } catch {
    throw new EffectProblem(`dimmer lint printed no report: ${said.split('\n')[0]}`);
  }
  const of = (tier) => file.findings.filter((finding) => finding.tier === tier).length;
  return { A: of('A'), B: of('B'), C: of('C'), readiness: file.readiness.summary };
}

export const totalOf = ({ A, B, C }) => A + B + C;

export function refuseWithout({ before, after }, name) {
  if (totalOf(after) >= totalOf(before))
    throw new EffectProblem(
      `Pair ${name}: after.md has ${totalOf(after)} findings and before.md ${totalOf(before)}. It is no pair of before and after lint: after.md must have fewer.`,
    );
}
