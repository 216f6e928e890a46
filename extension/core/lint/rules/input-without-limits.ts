// What users may enter, and how much of it.
import { bindingMatches } from '../query.ts';
import { isSpecDocument, sectionSays, unitOfStatement } from '../near.ts';
import type { Rule } from '../rule.ts';

const accepted =
  /\b(?:users?|customers?|visitors?|authors?|members?|anyone|learners?|students?|players?|clients?|buyers?|sellers?)\s+(?:can|may|must be able to|shall be able to|should be able to|(?:is|are) able to|to)\s+(?:upload|enter|submit|paste|type|import|attach|input)\s+(?:an?|the|their|any|one or more|free)\s+([\w-]+(?:\s(?!to\b|for\b|in\b|on\b|and\b|or\b|of\b|as\b|by\b|via\b|from\b|when\b)[\w-]+){0,2})|\b(?:is|as|accepts?|takes?|allows?)\s+free[- ](?:text|form)(?!\s+search)\b|\bfree[- ]text (?:fields?|inputs?|notes?|comments?|descriptions?|answers?)\b/gi;
const limited =
  /\d|\b(?:limit|limited|at most|maximum|minimum|format|formats|length|size|allowed|supported|valid|validat\w+|one of|select\w*|choose|schema|empty|required)\b|□/i;

export const inputWithoutLimits: Rule = {
  code: 'CMP009',
  id: 'input-without-limits',
  severity: 'info',
  tier: 'C',
  detects: 'A text, file or list that users may enter, with no length, size, range or format.',
  reason:
    'An agent builds without a limit, or with one of its own. Both are found by the first user who pastes a book.',
  quietWhen: 'The requirement or its section gives a number, a format, a list of values or code.',
  examples: [
    {
      text: '## Requirements\n\n- R1: Users can upload an avatar.',
      findings: [
        '3:7-3:33 Unexpected input without limits, expected how long, how large or in which form “avatar” may be.',
      ],
    },
    {
      text: '## Requirements\n\n- R1: The comment body is free text.',
      findings: [
        '3:24-3:36 Unexpected input without limits, expected how long, how large or in which form “text” may be.',
      ],
    },
    { text: '## Requirements\n\n- R1: Users can upload a PNG or JPEG avatar of at most 2 MB.', findings: [] },
    {
      text: '## Requirements\n\n- R1: Users can enter a comment.\n  - It has 1 to 10,000 characters.',
      findings: [],
    },
  ],
  *check(spec) {
    if (!isSpecDocument(spec)) return;
    for (const { offset, endOffset, groups, binding } of bindingMatches(spec, accepted)) {
      if (
        binding.statement.role === 'scenario' ||
        /\b(?:never|not|no)\s+$/i.test(spec.masked.slice(Math.max(0, offset - 12), offset))
      )
        continue;
      const unit = unitOfStatement(spec, binding.statement);
      const own = spec.masked.slice(unit.offset, unit.endOffset).replace(/^\S*\d+\S*/, '');
      const named = spec.requirements[binding.statement.requirement]?.id ?? '';
      if (
        limited.test(own.replaceAll(named, '')) ||
        sectionSays(
          spec,
          offset,
          /\b(?:at most|maximum|max)\b.{0,30}\b(?:characters|MB|KB|bytes|items|files)\b/i,
        )
      )
        continue;
      const noun = groups[1] ?? 'text';
      yield {
        ...{ offset, endOffset },
        message: `Unexpected input without limits, expected how long, how large or in which form “${noun}” may be.`,
        question: `What is the longest or largest ${noun} that is accepted, and in which form? At most ___, as ___.`,
      };
    }
  },
};
