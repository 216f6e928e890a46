// "Responds in 300 ms": on which machine, with how many users, how often?
import { bindingMatches } from '../query.ts';
import type { Rule } from '../rule.ts';

const claim =
  /\b(?:responds?|loads?|renders?|completes?|answers?|returns?|starts?|opens?|displays?|appears?|finish(?:es)?|shown|displayed|rendered|loaded|returned|completed|refresh(?:es)?|response\s+times?|latency|load(?:ing)?\s+times?|start-?up(?:\s+time)?|cold\s+start)\b[^.;□]{0,60}?\b(?:in|within|under|below|than|most|of|is|be)\s+(\d[\d.,]*\s?(?:ms|milliseconds?|s|secs?|seconds?|minutes?))\b|\b(?:process(?:es)?|handles?|serves?|imports?|supports?|sustains?)\s+(?:at\s+least\s+)?(\d[\d.,_]*\s+[a-z]+\s*(?:per\s+|\/\s?)(?:second|minute|hour|s|min|h)\b)/gi;

const conditions =
  /\b(?:p\d{2}|percentiles?|median|average|mean|maximum|concurrent|simultaneous|under\s+(?:a\s+)?load|load\s+of|users?|requests|cores?|cpus?|machine|hardware|network|connection|laptop|device|instance|bench\w*|dataset|data\s+set|rows\s+in|records?|peak)\b|\d\s?%|\b\d[\d,.]*\s?[kKMG]?B\b|\bof\s+(?:all\s+)?(?:requests|cases|calls)\b/i;
const limit =
  /\btime-?\s?outs?\b|\btimes?\s+out\b|\bretr(?:y|ies)\b|\bexpir\w+|\bttl\b|\bdebounce\w*|\bwait\w*|\binterval\b|\bdelay\b|\bafter\b|\bevery\b|\bpoll\w*|\b(?:if|when|unless)\b[^,.]{0,80}\b(?:not|no)\b/i;

export const performanceWithoutConditions: Rule = {
  code: 'TST004',
  id: 'performance-without-conditions',
  severity: 'info',
  tier: 'B',
  detects: 'A latency or a throughput with a number, and no percentile, load, data size or environment.',
  reason:
    'It is true on an idle laptop and false in production. The number alone does not say which of them counts.',
  quietWhen:
    'A percentile, a load, a size or a machine is in the sentence, or the number is a rule (a timeout, an interval).',
  examples: [
    {
      text: '- R1: Search responds in 300 ms.',
      findings: [
        '1:26-1:32 Unexpected “300 ms” without conditions, expected a percentile and the load under which it holds.',
      ],
    },
    {
      text: '- R1: The import processes 5,000 rows per second.',
      findings: [
        '1:28-1:49 Unexpected “5,000 rows per second” without conditions, expected a percentile and the load under which it holds.',
      ],
    },
    { text: '- R1: Search responds within 300 ms (p95, 50 concurrent users, 1 M rows).', findings: [] },
    { text: '- R1: The import processes 5,000 rows/s of the `bench/a.csv` file on 2 cores.', findings: [] },
    { text: '- R1: The server returns 504 when the upstream times out within 5 s.', findings: [] },
    { text: '- R1: If the answer does not come within 8 seconds, the page returns an error.', findings: [] },
  ],
  measured: {
    flagged: 4,
    labelled: 0,
    judges: false,
    note: 'None of its labels is for conditions of a measure. So this does not judge the rule.',
  },
  *check(spec) {
    for (const { endOffset, groups, binding } of bindingMatches(spec, claim)) {
      if (limit.test(binding.text) || conditions.test(binding.text.replace(groups[2] ?? '', ''))) continue;
      const number = groups[1] ?? groups[2] ?? '';
      yield {
        ...{ offset: endOffset - number.length, endOffset },
        message: `Unexpected “${number.replace(/\s+/g, ' ')}” without conditions, expected a percentile and the load under which it holds.`,
        question: 'For how many of 100 requests, under which load, on which machine? p___ at ___.',
        fixes: [
          {
            title: 'Add the conditions',
            guided: true,
            edits: [
              {
                offset: endOffset,
                endOffset,
                newText: ' ([NEEDS VALUE: which percentile, load and machine?])',
              },
            ],
          },
        ],
      };
    }
  },
};
