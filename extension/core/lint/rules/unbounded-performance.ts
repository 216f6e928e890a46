// A promise about speed, load or availability without a number.
import { bindingMatches } from '../query.ts';
import type { Rule } from '../rule.ts';

const claim =
  /\b(?:(?:low|minimal|minimum|acceptable|reasonable|fast|short|quick|good|high|optimal|excellent|great|adequate|maximum)\s+(?:\w+\s+)?(?:latency|throughput|availability|response\s+times?|load(?:ing)?\s+times?|performance|scalability|uptime|(?:memory|cpu)\s+(?:use|usage|footprint|consumption))|high(?:ly)?[\s-]+(?:available|scalable|performant)|scalable|(?:respond|load|start|render)s?\s+(?:quickly|fast|rapidly|instantly)|scales?\s+(?:well|to\s+(?:a\s+)?(?:large|many|high|any|millions|thousands)\b[\w\s]{0,20})|without\s+(?:noticeable|significant|perceptible|perceivable|visible)\s+(?:delay|lag|latency|slowdown|degradation)|(?:large|high)\s+(?:volumes?|numbers?)\s+of\s+(?:concurrent\s+|simultaneous\s+)?(?:users|requests|connections|transactions|tenants|records|messages)|(?:degrad(?:e|es|ing)|impact(?:s|ing)?|affect(?:s|ing)?)\s+(?:the\s+)?(?:\w+\s+)?performance)\b/gi;

export const unboundedPerformance: Rule = {
  code: 'TST003',
  id: 'unbounded-performance',
  severity: 'error',
  tier: 'B',
  detects:
    'A claim about latency, throughput, availability, capacity, memory, startup or scale without a number.',
  reason: 'No measurement can contradict it. The agent reports it as met, and it is found out in production.',
  quietWhen:
    'The sentence has a number, refers to another requirement by id, or stands in a goals or background section.',
  examples: [
    {
      text: '- R1: The API must have low latency.',
      findings: [
        '1:25-1:36 Unexpected “low latency” without a number, expected a bound and the load under which it holds.',
      ],
    },
    {
      text: '- R1: The system shall scale to a large number of tenants.',
      findings: [
        '1:24-1:58 Unexpected “scale to a large number of tenants” without a number, expected a bound and the load under which it holds.',
      ],
    },
    {
      text: '- R1: 95 % of searches answer with low latency: within 250 ms at 100 requests/s.',
      findings: [],
    },
    { text: '- R1: The system has low latency as measured in R7.', findings: [] },
    { text: '## Overview\n\nThe API must have low latency.', findings: [] },
  ],
  measured: {
    flagged: 3,
    labelled: 1,
    judges: false,
    note: 'Three are too few to judge the rule.',
  },
  *check(spec) {
    for (const { offset, endOffset, words, binding } of bindingMatches(spec, claim)) {
      if (/\d/.test(binding.text)) continue;
      yield {
        offset,
        endOffset,
        message: `Unexpected “${words}” without a number, expected a bound and the load under which it holds.`,
        question: 'How much? At most ___ at ___ requests/s (or rows, users, MB).',
        fixes: [
          {
            title: 'Add a measure',
            guided: true,
            edits: [
              {
                offset: endOffset,
                endOffset,
                newText: ' ([NEEDS VALUE: at most how much, under which load?])',
              },
            ],
          },
        ],
      };
    }
  },
};
