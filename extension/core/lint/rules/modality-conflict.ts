// MUST here and MAY there, of the same thing: both cannot hold.
import type { ParsedSpec, Statement } from '../../spec/parsed-spec.ts';
import { contentWords, keyOf } from '../meaning.ts';
import { maskedText } from '../query.ts';
import type { Rule } from '../rule.ts';

type Strength = 'MUST' | 'MUST NOT' | 'SHOULD' | 'MAY';

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
  ],
  *check(spec) {
    const first = new Map<string, { statement: Statement; strength: Strength }>();
    for (const statement of spec.statements) {
      // Steps of a scenario are examples; they differ on purpose.
      const said = statement.normative && statement.role !== 'scenario' ? claim(spec, statement) : undefined;
      if (!said) continue;
      const earlier = first.get(said.key);
      if (!earlier) first.set(said.key, { statement, strength: said.strength });
      if (!earlier || !conflict(earlier.strength, said.strength)) continue;
      yield {
        ...{ offset: statement.offset, endOffset: statement.endOffset },
        message: `Unexpected ${said.strength}, expected ${earlier.strength} as said before, or a condition that tells them apart.`,
        question: `Which one holds: ${earlier.strength} or ${said.strength}?`,
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

const opposite = /\b(?:omit|omits|skip|skips|leave out|leaves out)\b/i;

function claim(spec: ParsedSpec, statement: Statement): { key: string; strength: Strength } | undefined {
  const text = maskedText(spec, statement);
  const modals = text.match(/\b(?:must|shall|should|may)\b(?:\s+not\b)?/gi) ?? [];
  const [modal] = modals;
  if (modals.length !== 1 || modal === undefined) return undefined;
  const negative = /\bnot\b/i.test(modal) !== opposite.test(text);
  const weak = /^(?:should)/i.test(modal) ? 'SHOULD' : /^may/i.test(modal) ? 'MAY' : undefined;
  const strength: Strength = weak ?? (negative ? 'MUST NOT' : 'MUST');
  const words = contentWords(spec, statement, [
    'omit',
    'omits',
    'skip',
    'skips',
    'send',
    'sends',
    'include',
    'includes',
    'leave',
    'out',
  ]);
  const key = keyOf(words, 2);
  return key === undefined ? undefined : { key, strength };
}

function conflict(a: Strength, b: Strength): boolean {
  const pair = new Set([a, b]);
  return pair.size === 2 && (pair.has('MUST') || pair.has('MUST NOT')) && !pair.has('SHOULD');
}
