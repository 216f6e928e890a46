// Retries, caches and queues that nothing ends.
import { bindingMatches } from '../query.ts';
import { isSpecDocument, sectionSays, unitOfStatement } from '../near.ts';
import { documentKind } from '../../spec/profile.ts';
import type { Rule } from '../rule.ts';

const growth =
  /\b(?:(?:retr(?:y|ies)|tries again|try again|re-?attempts?|polls?|loops?)\s+(?:[\w□'-]+\s){0,4}?(?:until|forever|indefinitely|continuously|as long as|while)\b|keeps? (?:retrying|polling|trying)\b|automatically retr(?:y|ies)\b(?:\s+[\w□'-]+){0,3}|(?:is|are|be) (?:automatically )?retried\b(?!\s+(?:once|twice|manually))|(?:are|is|be) cached(?: in memory| locally)?\b|(?:(?:must|shall|should|will|to)\s+cache|(?<=\b(?:it|server|client|system|app|application|tool|service|worker)\s)caches)\s+(?:the |all |each |every )?(?:[\w□-]+\s){0,2}?(?:results?|responses?|data|values?|entries|pages?)\b|(?:are|is|be) (?:queued|enqueued|buffered)\b|(?:spawns?|starts?) (?:a|one) (?:thread|process|worker|task) (?:for|per) (?:each|every)\b|recursively (?:follows?|fetch(?:es)?|crawls?|expands?|calls?|spawns?)\b)/gi;
const bounded =
  /\b(?:at most|up to|maximum|max|limit\w*|back-?off|evict\w*|ttl|expir\w*|invalidat\w*|capped|cap|bounded|bound|once|twice|three times|\d+ (?:times|attempts|retries|entries|items|s|seconds|minutes|min|ms|hours?|days?)|every \d+|interval|time-?out|deadline|circuit|retention|for the (?:session|request|duration|lifetime)|per (?:session|request|run)|least recently|lru|size|depth|cycle|visited|gives? up|stops? after|retry polic\w+|fresh|stale\w*|cleared|in order|fifo|flushed|drained|dropped|when (?:online|connect\w+|available)|no longer|not|never)\b/i;

export const unboundedResource: Rule = {
  code: 'SAF006',
  id: 'unbounded-resource',
  severity: 'warning',
  tier: 'B',
  detects:
    'A retry, poll, cache, queue, fan-out or recursion with no limit, back-off, size or eviction rule.',
  reason:
    'It works on the first day. What has no end fills the memory, the disk or the bill of somebody else.',
  quietWhen: 'The requirement or its section gives a number, a limit, an interval or says when it ends.',
  examples: [
    {
      text: '## Requirements\n\n- R1: The client retries until the upload succeeds.',
      findings: [
        '3:18-3:31 Unexpected “retries until” without an end, expected a limit and what happens when it is reached.',
      ],
    },
    {
      text: '## Requirements\n\n- R1: Results are cached in memory.',
      findings: [
        '3:15-3:35 Unexpected “are cached in memory” without an end, expected a limit and what happens when it is reached.',
      ],
    },
    {
      text: '## Requirements\n\n- R1: The client retries until the upload succeeds, at most 5 times.',
      findings: [],
    },
    {
      text: '## Requirements\n\n- R1: Results are cached in memory: 1,000 entries, least recently used out first.',
      findings: [],
    },
  ],
  *check(spec) {
    if (!isSpecDocument(spec) && documentKind(spec) !== 'design') return;
    for (const { offset, endOffset, words, binding } of bindingMatches(spec, growth)) {
      const { statement } = binding;
      if (statement.role === 'scenario' || statement.role === 'done') continue;
      const unit = unitOfStatement(spec, statement);
      if (bounded.test(spec.masked.slice(unit.offset, unit.endOffset))) continue;
      if (
        sectionSays(
          spec,
          offset,
          /\b(?:at most|maximum|max_?\w*|back-?off|evict\w*|ttl|retry (?:polic\w+|limit)|capacity|capped|interval|invalidat\w*)\b/i,
        )
      )
        continue;
      yield {
        ...{ offset, endOffset },
        message: `Unexpected “${words}” without an end, expected a limit and what happens when it is reached.`,
        question: 'What is the limit (times, size, age), and what happens at it? At most ___, then ___.',
      };
    }
  },
};
