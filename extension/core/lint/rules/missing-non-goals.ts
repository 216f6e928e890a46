// Without a fence, an agent with time left builds what was never wanted.
import type { Rule } from '../rule.ts';

const said =
  /\bnon-?\s?goals?\b|\b(?:out[- ]of|outside(?: the)?|not in|beyond(?: the)?) scope\b|\bnot (?:part of|covered|included in) (?:this|the) (?:spec|release|version|feature)\b|\bexcluded from\b/i;

export const missingNonGoals: Rule = {
  code: 'CMP011',
  id: 'missing-non-goals',
  severity: 'warning',
  tier: 'A',
  detects: 'A spec with five or more requirements and no section or sentence on what is out of scope.',
  reason:
    'What is not forbidden is a reasonable guess. Agents extend a product in the direction the words point to.',
  quietWhen: 'Fewer than five requirements, or any non-goal, exclusion or "out of scope" is named.',
  examples: [
    {
      text: '# Notes\n\n- R1: Add a note.\n- R2: List notes.\n- R3: Find a note.\n- R4: Edit a note.\n- R5: Delete a note.',
      findings: [
        '1:1-1:8 Unexpected spec of 5 requirements without non-goals, expected what must not be built.',
      ],
    },
    {
      text: '# Notes\n\n- R1: Add a note.\n- R2: List notes.\n- R3: Find a note.\n- R4: Edit a note.\n- R5: Delete a note.\n\n## Non-Goals\n\nNo sharing.',
      findings: [],
    },
    { text: '# Notes\n\n- R1: Add a note.\n- R2: List notes.', findings: [] },
  ],
  *check(spec) {
    if (spec.requirements.length < 5 || said.test(spec.masked)) return;
    const place = spec.sections[0]?.headingRange ?? spec.requirements[0]?.idRange;
    if (!place) return;
    const end = spec.text.trimEnd().length;
    const newline = spec.text.includes('\r\n') ? '\r\n' : '\n';
    const stub = ['', '', '## Non-Goals', '', '- [NEEDS ANSWER: what must not be built?]', ''].join(newline);
    yield {
      ...{ offset: place.offset, endOffset: place.endOffset },
      message: `Unexpected spec of ${spec.requirements.length} requirements without non-goals, expected what must not be built.`,
      question: 'What must not be built, although it would fit? ___',
      fixes: [
        {
          title: 'Add a Non-Goals section',
          guided: true,
          edits: [{ offset: end, endOffset: spec.text.length, newText: stub }],
        },
      ],
    };
  },
};
