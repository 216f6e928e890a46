// One word, two meanings: every requirement that uses it has two readings.
import type { Definition } from '../../spec/parsed-spec.ts';
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
  ],
  *check(spec) {
    const first = new Map<string, Definition>();
    for (const definition of spec.definitions) {
      const key = definition.term.toLowerCase();
      const earlier = first.get(key);
      if (!earlier) {
        first.set(key, definition);
        continue;
      }
      if (
        same(earlier.text, definition.text) ||
        [earlier.text, definition.text].some((text) => /^see\b/i.test(text))
      )
        continue;
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

function short(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
