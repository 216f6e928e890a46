// One word, two meanings: every requirement that uses it has two readings.
import { documentKind } from '../../spec/profile.ts';
import type { Definition, ParsedSpec } from '../../spec/parsed-spec.ts';
import { elsewhere, saidElsewhere, whereIs } from '../fact-set.ts';
import type { Rule } from '../rule.ts';

export const duplicateDefinition: Rule = {
  code: 'CON002',
  id: 'duplicate-definition',
  severity: 'error',
  tier: 'A',
  detects: 'A term that a glossary defines twice with different words.',
  reason: 'Each requirement that uses the term can be built in two ways, and both are right by the text.',
  quietWhen: 'Both definitions say the same, or one only points to the other ("see …").',
  examples: [
    {
      text: '## Glossary\n\n- **Lease**: a lock with a TTL\n- **Seat**: a right of use\n- **lease**: a paid subscription',
      findings: ['5:5-5:10 Unexpected second definition of “lease”, expected one meaning or two terms.'],
    },
    {
      text: '## Glossary\n\n- **Lease**: a lock with a TTL\n\n## Terminology\n\n- **Lease**: see the glossary',
      findings: [],
    },
    {
      text: '## Glossary\n\n- **Lease (storage)**: a lock\n- **Lease (billing)**: a subscription',
      findings: [],
    },
    {
      text: '## Glossary\n\n- **Lease**: a lock with a TTL',
      others: { 'specs/billing.md': '## Glossary\n\n- **Lease**: a paid subscription' },
      findings: [
        '3:5-3:10 Unexpected second definition of “Lease”, expected the meaning in specs/billing.md:3 or another term.',
      ],
    },
  ],
  *check(spec, context) {
    const first = new Map<string, Definition>();
    for (const definition of spec.definitions) {
      const key = definition.term.toLowerCase();
      const earlier = first.get(key);
      if (!earlier) {
        first.set(key, definition);
        const other = !binds(spec)
          ? undefined
          : saidElsewhere(spec, context, 'definition', key).find(
              ({ shown }) =>
                !same(shown, definition.text.slice(0, 200)) && !points(shown) && !points(definition.text),
            );
        if (other)
          yield {
            ...definition.range,
            message: `Unexpected second definition of “${definition.term}”, expected the meaning in ${whereIs(other)} or another term.`,
            question: `Which one holds: “${short(other.shown)}” or “${short(definition.text)}”?`,
            related: [elsewhere(other, `“${definition.term}” is defined here, too`)],
          };
        continue;
      }
      if (same(earlier.text, definition.text) || points(earlier.text) || points(definition.text)) continue;
      yield {
        ...definition.range,
        message: `Unexpected second definition of “${definition.term}”, expected one meaning or two terms.`,
        question: `Which one holds: “${short(earlier.text)}” or “${short(definition.text)}”?`,
        related: [{ ...earlier.range, message: `“${earlier.term}” is defined here first` }],
      };
    }
  },
};

function same(a: string, b: string): boolean {
  const fold = (text: string) =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim();
  return fold(a) === fold(b);
}

/** A plan, a checklist and notes explain for themselves. */
const binds = (spec: ParsedSpec) => documentKind(spec) === 'spec' || documentKind(spec) === 'design';

function points(text: string): boolean {
  return /^see\b/i.test(text);
}

function short(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
