// A file that cannot be read as a spec gets one finding that says why, instead of silence or a crash.
import type { Rule } from '../rule.ts';

export const unreadableSpec: Rule = {
  code: 'DOC001',
  id: 'unreadable-spec',
  severity: 'error',
  tier: 'A',
  detects:
    'The file is empty, binary, larger than one million characters, not UTF-8, nested too deeply, or made of thousands of unclosed marks.',
  reason: 'A spec that cannot be read cannot be built; silence would look like a clean result.',
  quietWhen: 'Never; it cannot be suppressed.',
  examples: [
    {
      text: '',
      findings: [
        '1:1-1:1 This spec is empty. Write what should exist, one requirement per line, such as `- R1: …`.',
      ],
    },
    { text: '- R1: The tool prints `ok`.', findings: [] },
  ],
  *check(spec) {
    for (const { kind, message, range } of spec.problems) {
      const question = spec.text.trim() === '' ? 'What should exist?' : 'Is this file meant to be a spec?';
      if (kind === 'file') yield { ...range, message, question };
    }
  },
};
