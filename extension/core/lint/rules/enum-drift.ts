// One list of values, written twice, with two contents.
import { elsewhere, saidElsewhere, whereIs } from '../fact-set.ts';
import { enumsOf, type StatedEnum } from '../facts/enums.ts';
import type { Hit, Rule } from '../rule.ts';

/** Names that many things have. */
const generic =
  /^(?:status|state|type|kind|mode|role|level|option|value|field|column|format|color|size|name|key|action|event|priority|category|result|step|phase|tab|button|note|example|file|path)$/;

export const enumDrift: Rule = {
  code: 'CON007',
  id: 'enum-drift',
  severity: 'error',
  tier: 'B',
  detects:
    'A named list of values whose members differ between two places: sentence, declaration, other file.',
  reason:
    'Code is written for one list and data arrives from the other. The value in between meets no branch at all.',
  quietWhen:
    'One list is a part of the other and the text calls it so, a declaration is shortened with `...`, or two files use a name that everything has, such as "status".',
  examples: [
    {
      text: 'Status is `open`, `paid` or `void`.\n\n```ts\ntype Status = "open" | "paid" | "cancelled"\n```',
      findings: ['4:6-4:12 Unexpected `cancelled` in Status, expected `void` as listed before.'],
    },
    {
      text: 'The order status is one of `open`, `paid`, `void`.',
      others: { 'specs/orders.md': 'The order status is one of `open`, `paid`, `cancelled`.' },
      findings: [
        '1:28-1:50 Unexpected `void` in The order status, expected `cancelled` as listed in specs/orders.md:1.',
      ],
    },
    {
      text: 'Status is `open`, `paid` or `void`.\n\n```ts\ntype Status = "open" | "paid" | "void"\n```',
      findings: [],
    },
    {
      text: 'Status is `open`, `paid` or `void`. Writable statuses are `open` and `paid`.',
      findings: [],
    },
  ],
  *check(spec, context) {
    const first = new Map<string, StatedEnum>();
    for (const stated of enumsOf(spec)) {
      const earlier = first.get(stated.key);
      if (!earlier) {
        first.set(stated.key, stated);
        if (generic.test(stated.key)) continue;
        const own = new Set(stated.members);
        const other = saidElsewhere(spec, context, 'enum', stated.key).find(({ value }) =>
          drift(new Set(value.split(' ')), own),
        );
        if (other)
          yield hit(stated, other.value.split(' '), whereIs(other), [elsewhere(other, 'The other list')]);
        continue;
      }
      if (!drift(new Set(earlier.members), new Set(stated.members))) continue;
      const { offset, endOffset } = earlier;
      yield hit(stated, earlier.members, 'before', [{ offset, endOffset, message: 'The other list' }]);
    }
  },
};

/** Both have members that the other lacks, and yet they are about the same. */
function drift(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  const common = [...a].filter((one) => b.has(one)).length;
  return common > 0 && common * 2 >= Math.min(a.size, b.size) && common < a.size && common < b.size;
}

function hit(stated: StatedEnum, expected: readonly string[], where: string, related: Hit['related']): Hit {
  const extra = stated.members.filter((one) => !expected.includes(one));
  const missing = expected.filter((one) => !stated.members.includes(one));
  const written = expected.map((one) => `\`${one}\``);
  const fixes = stated.code
    ? []
    : [
        {
          title: 'Use the other list',
          guided: true,
          edits: [
            {
              ...{ offset: stated.offset, endOffset: stated.endOffset },
              newText: `${written.slice(0, -1).join(', ')} or ${written.at(-1) ?? ''}`,
            },
          ],
        },
      ];
  return {
    ...{ offset: stated.offset, endOffset: stated.endOffset, related: related ?? [], fixes },
    message: `Unexpected ${list(extra)} in ${stated.name}, expected ${list(missing)} as listed ${where === 'before' ? where : `in ${where}`}.`,
    question: `Which values does ${stated.name} have: also ${list(missing)}, also ${list(extra)}, or both?`,
  };
}

function list(members: readonly string[]): string {
  return members
    .slice(0, 4)
    .map((one) => `\`${one}\``)
    .join(', ');
}
