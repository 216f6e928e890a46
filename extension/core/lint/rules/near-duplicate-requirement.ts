// The same requirement twice: one of them will be changed, and the other will not.
import { comparedStatements, groupsBy } from '../compared.ts';
import { saidElsewhere, elsewhere, whereIs } from '../fact-set.ts';
import { claimsOf } from '../facts/claims.ts';
import { isSpecDocument } from '../near.ts';
import { sourceText } from '../query.ts';
import type { Rule } from '../rule.ts';

export const nearDuplicateRequirement: Rule = {
  code: 'CON006',
  id: 'near-duplicate-requirement',
  severity: 'warning',
  tier: 'B',
  detects: 'Two requirements that say the same, in the same words in another order.',
  reason:
    'When one of the two is changed, the other stays, and the spec contradicts itself without anyone having written so.',
  quietWhen: 'A word of substance differs, such as the entity in a family of similar requirements.',
  examples: [
    {
      text: '## Requirements\n\n- FR-3: The system MUST email a receipt to the buyer after payment.\n- FR-4: The list is sorted.\n- FR-17: After payment, the system MUST email the buyer a receipt.',
      findings: [
        '5:10-5:67 Unexpected requirement in the words of another, expected one of them, or a reference to FR-3.',
      ],
    },
    {
      text: '## Success Criteria\n\n- SC-2: Every export must finish within 30 s on a laptop.\n- SC-5: Every export must finish within 30 s on a laptop.',
      findings: [
        '4:9-4:58 Unexpected requirement in the words of another, expected one of them, or a reference to SC-2.',
      ],
    },
    {
      text: '## Requirements\n\n- FR-3: The system MUST email a receipt to the buyer after payment.\n- FR-17: The system MUST email a receipt to the buyer after refund.',
      findings: [],
    },
    {
      text: '## Requirements\n\n- FR-3: The system MUST list orders by date.\n- FR-4: The system MUST list invoices by date.',
      findings: [],
    },
  ],
  *check(spec, context) {
    const all = comparedStatements(spec).filter(({ size, numbers }) => size + (numbers === '' ? 0 : 1) >= 4);
    const same = groupsBy(
      all,
      (one) => `${one.key} | ${one.negative} ${one.sides} ${one.numbers} ${one.only} ${one.modal}`,
    );
    for (const [first, ...rest] of same)
      for (const { statement } of rest) {
        if (!first || spec.blocks[first.statement.block]?.kind !== spec.blocks[statement.block]?.kind)
          continue;
        const earlier = spec.requirements[first.statement.requirement];
        const own = spec.requirements[statement.requirement];
        if (earlier && own && earlier === own) continue;
        const name = earlier ? earlier.id : `“${short(sourceText(spec, first.statement))}”`;
        yield {
          ...{ offset: statement.offset, endOffset: statement.endOffset },
          message: `Unexpected requirement in the words of another, expected one of them, or a reference to ${name}.`,
          question: `Does this say more than ${name}? If so: what?`,
          fixes: earlier
            ? [
                {
                  title: `Refer to ${earlier.id}`,
                  guided: true,
                  edits: [
                    {
                      offset: statement.offset,
                      endOffset: statement.endOffset,
                      newText: `As ${earlier.id}.`,
                    },
                  ],
                },
              ]
            : [],
          related: [
            {
              offset: first.statement.offset,
              endOffset: first.statement.endOffset,
              message: 'It is said here first',
            },
          ],
        };
      }
    if (!isSpecDocument(spec)) return;
    for (const { key, strength, statement } of claimsOf(spec)) {
      if (key.split(' ').length < 8) continue;
      const other = saidElsewhere(spec, context, 'claim', key).find(({ value }) => value === strength);
      if (!other) continue;
      yield {
        ...{ offset: statement.offset, endOffset: statement.endOffset },
        message: `Unexpected requirement in the words of another, expected one of them, or a reference to ${whereIs(other)}.`,
        question: `Does this say more than ${whereIs(other)}? If so: what?`,
        related: [elsewhere(other, 'It is said here, too')],
      };
    }
  },
};

function short(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
