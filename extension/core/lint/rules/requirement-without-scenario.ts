// A requirement that nothing would prove is a wish.
import { uncovered } from '../coverage.ts';
import type { Requirement } from '../../spec/model.ts';
import { sectionOf } from '../near.ts';
import type { ParsedSpec } from '../../spec/parsed-spec.ts';
import type { HitFix, Rule } from '../rule.ts';

/** More than this many are said once. */
const most = 3;

export const requirementWithoutScenario: Rule = {
  code: 'TST001',
  id: 'requirement-without-scenario',
  severity: 'warning',
  tier: 'A',
  detects:
    'A requirement with an id that has no scenario, acceptance criterion or example in its block, and that no scenario cites.',
  reason:
    'Done is what a scenario shows. Without one, the agent decides what done means, and the outcome card can only say "not covered".',
  quietWhen: 'More than three such requirements, or all of them, are one finding and not one for each.',
  examples: [
    {
      text: '## R1: Export\n\nThe tool MUST export the ledger.\n\n### Scenario: empty ledger\n\n- WHEN the user exports\n- THEN only the header row is written\n\n## R2: Merge\n\nThe tool MUST merge duplicates.',
      findings: ['10:4-10:6 Unexpected requirement R2 without a scenario, expected one that shows it.'],
    },
    {
      text: '- R1: The tool MUST export.\n- R2: The tool MUST merge.',
      findings: [
        '1:3-1:5 Unexpected spec without scenarios, expected at least one for each of the 2 requirements.',
      ],
    },
    {
      text: '- R1: The tool MUST export.\n\n## Scenarios\n\n- R1: WHEN the user exports, THEN a file is written.',
      findings: [],
    },
    {
      text: '- R1: The tool MUST export.\n  - Given an empty ledger, when the user exports, then only the header row is written.',
      findings: [],
    },
  ],
  *check(spec, context) {
    const missing = uncovered(spec, context).filter((requirement) => !isProof(spec, requirement));
    const [first] = missing;
    const total = spec.requirements.filter((requirement) => !isProof(spec, requirement)).length;
    if (!first) return;
    if (missing.length > most || (missing.length === total && missing.length > 1)) {
      const which =
        missing.length === total
          ? 'spec without scenarios'
          : `${missing.length} requirements without a scenario`;
      yield {
        ...first.idRange,
        message: `Unexpected ${which}, expected at least one for each of the ${total} requirements.`,
        question: `What would a user do to see ${first.id} work? When ___, then ___.`,
        fixes: [stub(spec, first)],
        related: missing.slice(1).map(({ id, idRange }) => ({ ...idRange, message: `${id} has none` })),
      };
      return;
    }
    for (const requirement of missing) {
      const { id, idRange } = requirement;
      yield {
        ...idRange,
        message: `Unexpected requirement ${id} without a scenario, expected one that shows it.`,
        question: `What would a user do to see ${id} work? When ___, then ___.`,
        fixes: [stub(spec, requirement)],
      };
    }
  },
};

/** A success criterion, or an item of a scenario section: it is itself the check. */
function isProof(spec: ParsedSpec, requirement: Requirement): boolean {
  const section = sectionOf(spec, requirement.idRange.offset);
  return (
    section?.role === 'done' ||
    section?.role === 'scenario' ||
    /^(?:(?:SC|AC)-?\d|\d+\.)/.test(requirement.id)
  );
}

function stub(spec: ParsedSpec, { id }: Requirement): HitFix {
  const end = spec.text.trimEnd().length;
  const newline = spec.text.includes('\r\n') ? '\r\n' : '\n';
  const lines = ['', '', `### Scenario: ${id} [NEEDS ANSWER: what does it show?]`, ''];
  const steps = [
    '- GIVEN [NEEDS ANSWER: what is there before?]',
    '- WHEN [NEEDS ANSWER: who does what?]',
    '- THEN [NEEDS ANSWER: what can be seen?]',
    '',
  ];
  const newText = [...lines, ...steps].join(newline);
  return {
    title: `Add a scenario for ${id}`,
    guided: true,
    edits: [{ offset: end, endOffset: spec.text.length, newText }],
  };
}
