// What comes later, said among what is to be built now.
import { bindingMatches, sourceText } from '../query.ts';
import { itemMoved } from '../near.ts';
import type { ParsedSpec, Statement } from '../../spec/parsed-spec.ts';
import type { HitFix, Place, Rule } from '../rule.ts';

const later =
  /\b(?:in (?:the|a) (?:near )?future(?: (?:version|release|phase|iteration)s?)?|(?:in )?(?:later|future|subsequent|upcoming) (?:versions?|releases?|phases?|iterations?|milestones?)|(?:in|for|by) (?:phase|version|release) [2-9]\b|in v[2-9]\b|for (?:now|the time being)\b|for the moment\b|at a later (?:date|stage|point|time)|down the road|will eventually|(?:initially|at first),? (?:only|just|we)\b|as a first step\b|not yet (?:implemented|supported|planned))/gi;

export const futureScope: Rule = {
  code: 'SCP003',
  id: 'future-scope',
  severity: 'warning',
  tier: 'B',
  detects: '"For now", "in the future", "later versions" in a requirement.',
  reason:
    'An agent builds what it reads. It may build the later version now, or the present one so that it must be torn out.',
  quietWhen: 'It stands among non-goals, in a roadmap or a rationale, or the sentence forbids to build it.',
  examples: [
    {
      text: '## Requirements\n\n- R1: For now, the list is sorted by name.',
      findings: ['3:7-3:14 Unexpected “For now” in a requirement, expected what holds in what is built now.'],
    },
    {
      text: '## Requirements\n\n- R1: The tool sends mail.\n- R2: Later versions must also send text messages.',
      findings: [
        '4:7-4:21 Unexpected “Later versions” in a requirement, expected what holds in what is built now.',
      ],
    },
    { text: '## Requirements\n\n- R1: The list is sorted by name.', findings: [] },
    {
      text: '## Non-Goals\n\n- Text messages, planned for later versions; they must not be built.',
      findings: [],
    },
  ],
  measured: {
    flagged: 3,
    labelled: 0,
    judges: false,
    note: 'The labels are about wording; none is about what this rule finds.',
  },
  *check(spec) {
    for (const { offset, endOffset, words, binding, before } of bindingMatches(spec, later)) {
      if (
        binding.statement.role === 'scenario' ||
        /\b(?:past|or|dates?|times?|compatib\w+|remain\w*)\s+$/i.test(before.slice(-20))
      )
        continue;
      // A date in the future, a guarantee for it, and what is not to be built are said on purpose.
      const sentence = spec.plain
        .slice(binding.statement.offset, binding.statement.endOffset)
        .replaceAll('\0', '');
      if (
        /\b(?:not be|must not|shall not|out of scope|non-goal|date|deadline|schedul\w*|extensib\w*|extend\w*|forward|backwards?|compatib\w*|reserved|deprecat\w*|deferred|default(?:s|ed)?)\b/i.test(
          sentence,
        )
      )
        continue;
      yield {
        ...{ offset, endOffset },
        message: `Unexpected “${words}” in a requirement, expected what holds in what is built now.`,
        question: 'What is to be built now, and what is not?',
        fixes: moved(spec, binding.statement),
      };
    }
  },
};

/** Its item to the non-goals, where the item says nothing else. */
function moved(spec: ParsedSpec, statement: Statement): HitFix[] {
  const item = spec.items[spec.blocks[statement.block]?.item ?? -1];
  const section = spec.sections.find(({ role }) => role === 'non-goal');
  const isThere = section && item && isWithin(section.range, item.offset);
  if (!item || isThere || spec.text.slice(statement.endOffset, item.endOffset).trim() !== '') return [];
  const line = () => `- ${sourceText(spec, statement)} [NEEDS ANSWER: not now?]`;
  return itemMoved(spec, statement, 'Move it to the non-goals', { section, heading: 'Non-Goals', line });
}

const isWithin = (place: Place, offset: number) => place.offset <= offset && offset < place.endOffset;
