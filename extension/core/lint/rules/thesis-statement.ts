// A requirement that is only a topic.
import { bindingStatements } from '../query.ts';
import { between } from '../../spec/memo.ts';
import type { ParsedSpec, Statement } from '../../spec/parsed-spec.ts';
import { clausesOf } from '../../spec/clauses.ts';
import type { Rule } from '../rule.ts';

const topics =
  'authentication|authorization|authorisation|security|reporting|reports|search|logging|monitoring|notifications?|analytics|auditing|caching|pagination|filtering|sorting|validation|error handling|localization|localisation|internationalization|accessibility|scalability|performance|reliability|integration|configuration|administration|user management|account management|access control|data management|backup|recovery|payments?|billing|messaging|collaboration|customi[sz]ation|personali[sz]ation|dashboards?|statistics|help|documentation|support|multi-?tenancy|versioning|synchroni[sz]ation|encryption|usability|maintainability|extensibility';
const topic = new RegExp(
  String.raw`^(?:be able to\s+)?(?:support|provide|have|include|offer|implement|feature|handle|ensure|enable|contain)s?\s+(?:an?\s+|the\s+)?((?:(?:good|full|user|basic|advanced|robust|secure|comprehensive|proper|appropriate|strong|fast|easy|system|data|product|powerful|simple|complete|adequate)\s+){0,2}(?:${topics})(?:(?:,|\s+and)\s+(?:${topics})){0,2}(?:\s+(?:functionality|features?|capabilit(?:y|ies)|mechanisms?|system|services?|support))?)$`,
  'i',
);

export const thesisStatement: Rule = {
  code: 'SCP002',
  id: 'thesis-statement',
  severity: 'warning',
  tier: 'B',
  detects: 'A requirement that names a topic and nothing more: "shall provide authentication".',
  reason: 'It can be built in a day or in a year, and both are done by the text.',
  quietWhen:
    'It has items or requirements below it, further sentences, a scenario, or names others that say more.',
  examples: [
    {
      text: '## Requirements\n\n- R1: The system SHALL provide authentication.',
      findings: ['3:7-3:47 Unexpected topic “authentication”, expected what somebody can do or see.'],
    },
    {
      text: '## Requirements\n\n- R1: The app MUST have good search.\n- R2: The list is sorted.',
      findings: ['3:7-3:37 Unexpected topic “good search”, expected what somebody can do or see.'],
    },
    {
      text: '## Requirements\n\n- R1: The system SHALL let a user sign in with email and password.',
      findings: [],
    },
    {
      text: '## Requirements\n\n- R1: The system SHALL provide authentication.\n  - A user signs in with an email address.',
      findings: [],
    },
    { text: '## Requirements\n\n- R1: The system SHALL provide search (see R10 to R15).', findings: [] },
  ],
  *check(spec) {
    for (const { statement, text } of bindingStatements(spec)) {
      if (statement.role === 'scenario' || text.length > 200) continue;
      const { conditions, subject, modal, response } = clausesOf(text.replace(/\s+/g, ' ').trim());
      const match = subject !== '' && modal !== '' && conditions.length === 0 ? topic.exec(response) : null;
      if (!match || goesOn(spec, statement)) continue;
      const name = (match[1] ?? '').trim();
      yield {
        ...{ offset: statement.offset, endOffset: statement.endOffset },
        message: `Unexpected topic “${name}”, expected what somebody can do or see.`,
        question: `What exactly belongs to “${name}”, and what does not? A user can ___.`,
      };
    }
  },
};

/** Whether anything below it or after it says more. */
function goesOn(spec: ParsedSpec, statement: Statement): boolean {
  const block = spec.blocks[statement.block];
  const requirement = spec.requirements[statement.requirement];
  const place = requirement?.range ?? spec.items[block?.item ?? -1] ?? block;
  if (!place) return false;
  return (
    between(spec.statements, ({ offset }) => offset, statement.endOffset, place.endOffset).length > 0 ||
    followedByItems(spec, statement)
  );
}

/** A paragraph whose list comes next, or a heading's paragraph with others below. */
function followedByItems(spec: ParsedSpec, statement: Statement): boolean {
  const own = spec.blocks[statement.block];
  const next = spec.blocks[statement.block + 1];
  return own !== undefined && next !== undefined && own.item < 0 && own.section === next.section;
}
