// A finding may be silenced, but only by someone who says why and says which.
import type { Rule } from '../rule.ts';
import { suppressionsIn } from '../suppression.ts';

export const suppressionWithoutReason: Rule = {
  code: 'DOC003',
  id: 'suppression-without-reason',
  severity: 'warning',
  tier: 'A',
  detects: 'A `dimmer-disable-next-line` comment that names no rule or gives no reason.',
  reason: 'The next reader, often an agent, has to know whether the wording is meant or was forgotten.',
  quietWhen: 'Never; it cannot be suppressed.',
  examples: [
    {
      text: '<!-- dimmer-disable-next-line AMB004 -->\n- R1: The tool MUST retry if possible.',
      findings: [
        '1:1-1:41 Unexpected suppression without a reason, expected `AMB004: why`; it has no effect.',
      ],
    },
    {
      text: '<!-- dimmer-disable-next-line AMB004: the peer decides, see R2 -->\n- R1: The tool MUST retry if possible.',
      findings: [],
    },
  ],
  *check(spec) {
    for (const { comment, names, reason } of suppressionsIn(spec)) {
      if (names.length > 0 && reason !== '') continue;
      const name = names[0] ?? 'AMB001';
      const message =
        names.length === 0
          ? `Unexpected suppression without a rule, expected \`${name}: why\`; it has no effect.`
          : `Unexpected suppression without a reason, expected \`${name}: why\`; it has no effect.`;
      yield { ...comment.range, message, question: 'Why is the finding meant to stay?' };
    }
  },
};
