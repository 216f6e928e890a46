// A call to somebody else's machine, as if it always answered.
import { bindingMatches } from '../query.ts';
import { appended, documentSays, isSpecDocument } from '../near.ts';
import type { Rule } from '../rule.ts';

const call =
  /\b(?:calls?|invokes?|quer(?:y|ies)|asks?|requests?|fetch(?:es)?|downloads?|sends?|posts?|publish(?:es)?|submits?|forwards?|delegates?|connects?)\b(?:\s+[\w□'-]+){0,5}?\s+(?:the\s+|an?\s+|its\s+)?(?:(?:[\w□-]+\s){0,2})?(API|LLM|(?:payment|email|mail|SMS|geocoding|identity|auth|remote|external|third-party|upstream|notification|translation|search) (?:service|provider|server|gateway|system)|web ?hook|message queue|broker|SMTP server|S3|microservice|subprocess|(?:language )?model)\b/g;
const policy =
  /\b(?:time-?outs?|timed? out|retr(?:y|ies|ied|ying)|fall-?backs?|falls back|back-?off|unavailable|unreachable|deadline|circuit breaker|offline|dead-letter|no (?:answer|response|connection)|(?:request|call|service|API|network|connection|upload|download|server|provider)s? (?:\w+ )?(?:fails?|failed|failures?|errors?)|(?:network|service|API|connection|server|provider) errors?)\b/i;

export const externalCallWithoutFailurePolicy: Rule = {
  code: 'CMP007',
  id: 'external-call-without-failure-policy',
  severity: 'warning',
  tier: 'C',
  detects:
    'A call to a network service, model, queue or subprocess in a document that knows no timeout, retry or fallback.',
  reason:
    'Services hang. Without a limit the product hangs with them, and nobody has decided what the user sees.',
  quietWhen: 'The document says anywhere what holds when calls fail.',
  examples: [
    {
      text: '- R1: The worker MUST call the geocoding API for every address.',
      findings: [
        '1:23-1:45 Unexpected call of the API without a limit, expected a timeout, a number of retries and what happens then.',
      ],
    },
    {
      text: '## Requirements\n\n- R1: The agent asks the LLM for a summary.',
      findings: [
        '3:17-3:29 Unexpected call of the LLM without a limit, expected a timeout, a number of retries and what happens then.',
      ],
    },
    { text: '- R1: The worker MUST call the geocoding API with a 2 s timeout and 2 retries.', findings: [] },
    {
      text: '- R1: The agent asks the LLM for a summary.\n- R2: When a model is unavailable, the raw text is stored.',
      findings: [],
    },
  ],
  *check(spec) {
    if (!isSpecDocument(spec) || documentSays(spec, policy)) return;
    const calls = [...bindingMatches(spec, call)].filter(
      ({ binding }) => binding.statement.role !== 'scenario',
    );
    const [first, ...rest] = calls;
    if (!first) return;
    const service = first.groups[1] ?? 'service';
    yield {
      ...{ offset: first.offset, endOffset: first.endOffset },
      message: `Unexpected call of the ${service} without a limit, expected a timeout, a number of retries and what happens then.`,
      question: `How long does a call of the ${service} wait, how often is it tried again, and what then? ___ s, ___ times, then ___.`,
      fixes: [
        appended(spec, 'Add a policy for calls that fail', [
          '## Calls to other services',
          '',
          '- Each call waits at most [NEEDS VALUE: timeout], is tried again [NEEDS VALUE: times], and then [NEEDS ANSWER: what happens?].',
        ]),
      ],
      related: rest
        .slice(0, 10)
        .map(({ offset, endOffset }) => ({ offset, endOffset, message: 'Another call' })),
    };
  },
};
