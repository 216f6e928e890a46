// A state that nothing leads into, or that nothing leads out of.
import { enumsOf } from '../facts/enums.ts';
import { ofPiece } from '../../spec/memo.ts';
import type { ParsedSpec } from '../../spec/parsed-spec.ts';
import { appended, readableIn, sectionOf } from '../near.ts';
import type { Rule } from '../rule.ts';

export const stateMachineGap: Rule = {
  code: 'CMP019',
  id: 'state-machine-gap',
  severity: 'info',
  tier: 'C',
  detects: 'A listed state that the text never mentions again: nothing leads in, and nothing leads out.',
  reason: 'Records end up in it, or never do, and no screen, job or test knows what to do with them.',
  quietWhen: 'The list is in code alone, or the states are drawn with arrows that reach every one of them.',
  examples: [
    {
      text: 'States: `draft`, `review`, `live`, `archived`.\n\nA `draft` goes to `review` when it is sent, and is `live` once accepted.',
      findings: [
        '1:9-1:46 Unexpected state `archived` of States without a way in or out, expected what sets it and what ends it.',
      ],
    },
    {
      text: 'Status is one of `queued`, `running`, `failed`.\n\nA job is `queued` first and `running` when a worker takes it.',
      findings: [
        '1:18-1:47 Unexpected state `failed` of Status without a way in or out, expected what sets it and what ends it.',
      ],
    },
    {
      text: 'States: `draft`, `review`, `live`, `archived`.\n\n`draft` → `review` → `live` → `archived` (final); `review` → `draft` on rejection.',
      findings: [],
    },
    { text: 'Colours: `red`, `green`, `blue`.', findings: [] },
  ],
  *check(spec) {
    const seen = new Set<string>();
    for (const { key, name, members, offset, endOffset, code } of enumsOf(spec)) {
      if (code || !/\b(?:state|status|phase|stage)$/.test(key) || seen.has(key) || members.length < 3)
        continue;
      seen.add(key);
      const counted = members.map((member) => ({ member, n: timesSaid(spec, member.toLowerCase()) }));
      const lost = counted.filter(({ n }) => n < 2).map(({ member }) => member);
      // Where no state is mentioned again, the life of the thing is told elsewhere.
      if (lost.length === 0 || lost.length === members.length) continue;
      const names = lost.map((member) => `\`${member}\``).join(', ');
      yield {
        ...{ offset, endOffset },
        message: `Unexpected state ${names} of ${name} without a way in or out, expected what sets it and what ends it.`,
        question: `What leads to ${names}, and what leads out of it, or is it final?`,
        fixes: [
          appended(
            spec,
            'Add a table of transitions',
            [
              '| From | When | To |',
              '|---|---|---|',
              ...lost.map((member) => `| [NEEDS ANSWER: from?] | [NEEDS ANSWER: when?] | \`${member}\` |`),
            ],
            sectionOf(spec, offset),
          ),
        ],
      };
    }
  },
};

function timesSaid(spec: ParsedSpec, word: string): number {
  return spec.pieces.reduce((sum, piece) => sum + (wordsIn(piece).get(word) ?? 0), 0);
}

const wordsIn = ofPiece((own): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  const text = `${readableIn({ own })} ${own.code.map(({ value }) => value).join(' ')}`.toLowerCase();
  for (const [word] of text.matchAll(/[\p{L}\p{N}_-]+/gu)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
});
