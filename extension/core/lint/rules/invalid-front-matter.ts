// Front matter that is broken would be ignored in silence: level, owner or start command would not be what was written.
import type { Rule } from '../rule.ts';

export const invalidFrontMatter: Rule = {
  code: 'DOC002',
  id: 'invalid-front-matter',
  severity: 'error',
  tier: 'A',
  detects:
    'The YAML front matter does not parse, has no closing line, or a known key has a value of the wrong kind.',
  reason:
    'Level, owner, and how scenarios start the product are read from there; a value that is ignored is a wrong run.',
  quietWhen: 'A key that Dimmer does not know is left alone. It cannot be suppressed.',
  examples: [
    {
      text: '---\nlevel: 9\n---\n# Cart\n',
      findings: [
        '2:1-2:9 Unexpected value in the front matter: `level` must be a whole number from 2 to 5. The rest of the spec was read.',
      ],
    },
    { text: '---\nlevel: 4\nreviewers: [ann]\n---\n# Cart\n', findings: [] },
  ],
  *check(spec) {
    for (const { kind, message, range } of spec.problems) {
      if (kind === 'front-matter') yield { ...range, message, question: 'Which value is meant?' };
    }
  },
};
