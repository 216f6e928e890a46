// MUST here and MAY there, of the same thing: both cannot hold.
import { elsewhere, saidElsewhere, whereIs } from '../fact-set.ts';
import { claimsOf, type Claim, type Strength } from '../facts/claims.ts';
import type { Rule } from '../rule.ts';

export const modalityConflict: Rule = {
  code: 'CON004',
  id: 'modality-conflict',
  severity: 'error',
  tier: 'B',
  detects: 'The same statement with conflicting strength: MUST and MAY, MUST and MUST NOT.',
  reason: 'One half of the readers builds it, the other half forbids it, and each can point to a line.',
  quietWhen: 'Any other word differs between the two sentences: another condition, version or actor.',
  examples: [
    {
      text: '## Requirements\n\n- R1: Clients MUST send `X-Id`.\n- R2: The list is sorted.\n- R3: Clients MAY omit `X-Id`.',
      findings: [
        '5:7-5:31 Unexpected MAY, expected MUST as said before, or a condition that tells them apart.',
      ],
    },
    {
      text: '## Requirements\n\n- R1: The job MUST run as root.\n- R2: Jobs MUST NOT run as root.',
      findings: [
        '4:7-4:33 Unexpected MUST NOT, expected MUST as said before, or a condition that tells them apart.',
      ],
    },
    {
      text: '## Requirements\n\n- R1: Clients MUST send `X-Id`.\n- R2: In version 1 clients MAY omit `X-Id`.',
      findings: [],
    },
    {
      text: '- R1: Import jobs MUST run as root.',
      others: { 'specs/jobs.md': '- R4: Import jobs MUST NOT run as root.' },
      findings: [
        '1:7-1:36 Unexpected MUST, expected MUST NOT as in specs/jobs.md:1, or a condition that tells them apart.',
      ],
    },
  ],
  *check(spec, context) {
    const first = new Map<string, Claim>();
    for (const said of claimsOf(spec)) {
      const { key, strength, statement } = said;
      const place = { offset: statement.offset, endOffset: statement.endOffset };
      const earlier = first.get(key);
      if (!earlier) {
        first.set(key, said);
        const other =
          key.split(' ').length > 2
            ? saidElsewhere(spec, context, 'claim', key).find(({ value }) =>
                conflict(value as Strength, strength),
              )
            : undefined;
        if (other)
          yield {
            ...place,
            message: `Unexpected ${strength}, expected ${other.value} as in ${whereIs(other)}, or a condition that tells them apart.`,
            question: `Which one holds: ${other.value} or ${strength}?`,
            related: [elsewhere(other, `${other.value} here`)],
          };
      }
      if (!earlier || !conflict(earlier.strength, strength)) continue;
      yield {
        ...place,
        message: `Unexpected ${strength}, expected ${earlier.strength} as said before, or a condition that tells them apart.`,
        question: `Which one holds: ${earlier.strength} or ${strength}?`,
        related: [
          {
            ...{ offset: earlier.statement.offset, endOffset: earlier.statement.endOffset },
            message: `${earlier.strength} here`,
          },
        ],
      };
    }
  },
};

function conflict(a: Strength, b: Strength): boolean {
  const pair = new Set([a, b]);
  return pair.size === 2 && (pair.has('MUST') || pair.has('MUST NOT')) && !pair.has('SHOULD');
}
