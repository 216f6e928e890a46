// Three conditions have eight cases, and the sentence names two.
import { bindingStatements } from '../query.ts';
import type { Rule } from '../rule.ts';

const condition =
  /\b(?:only\s+(?:if|when)|if|when|whenever|unless|except(?!\s+for\s+the\s+\w+\s*\.)|while|provided\s+that|as\s+long\s+as|in\s+case|otherwise)\b(?!\s+(?:needed|necessary|possible|applicable|appropriate)\b)/gi;

export const nestedConditions: Rule = {
  code: 'STR005',
  id: 'nested-conditions',
  severity: 'warning',
  tier: 'B',
  detects: 'Three or more conditions in one sentence, exceptions included.',
  reason: 'Which condition governs which is a guess, and the cases that no reading covers are not seen.',
  quietWhen: 'Two conditions, or a table or list that has a row for each combination.',
  examples: [
    {
      text: '- R1: If A and B, unless C, and only when D holds, the job runs except on weekends.',
      findings: [
        '1:7-1:84 Unexpected 4 conditions in one sentence, expected at most 2 or a table of the cases.',
      ],
    },
    {
      text: '- R1: When the user is new, if the plan is free and the quota is used, unless a coupon exists, show the paywall.',
      findings: [
        '1:7-1:113 Unexpected 3 conditions in one sentence, expected at most 2 or a table of the cases.',
      ],
    },
    { text: '- R1: When the quota is used, the client shows the paywall.', findings: [] },
    {
      text: '- R1: Access is decided by this table.\n\n| signed in | owner | access |\n| --- | --- | --- |\n| yes | yes | write |',
      findings: [],
    },
  ],
  measured: {
    flagged: 9,
    labelled: 1,
    judges: false,
    note: 'None of its labels is for conditions. So this does not judge the rule.',
  },
  *check(spec) {
    const newline = spec.text.includes('\r\n') ? '\r\n' : '\n';
    for (const { statement, text } of bindingStatements(spec)) {
      const found = [...text.matchAll(condition)].filter(([word]) => !/^otherwise$/i.test(word));
      if (found.length < 3) continue;
      const end = spec.blocks[statement.block]?.endOffset ?? statement.endOffset;
      const names = found.slice(0, 3).map((_, index) => `condition ${index + 1}`);
      const rows = [
        ['', ''],
        [`| ${[...names, 'what happens'].join(' | ')} |`],
        [`| ${[...names, ''].map(() => '---').join(' | ')} |`],
        [`| ${[...names.map(() => '[NEEDS VALUE]'), '[NEEDS ANSWER]'].join(' | ')} |`],
      ].flat();
      const first = found[0]?.index ?? 0;
      yield {
        ...{ offset: statement.offset + first, endOffset: statement.endOffset },
        message: `Unexpected ${found.length} conditions in one sentence, expected at most 2 or a table of the cases.`,
        question: 'Which combinations exist, and what happens in each? One row for each.',
        fixes: [
          {
            title: 'Add a table of the cases',
            guided: true,
            edits: [{ offset: end, endOffset: end, newText: rows.join(newline) }],
          },
        ],
      };
    }
  },
};
