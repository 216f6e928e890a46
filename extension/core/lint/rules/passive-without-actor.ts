// "The upload shall be validated": by the browser, the server, or a person?
import { actorsOf, bindingMatches } from '../query.ts';
import type { Rule } from '../rule.ts';

const participle =
  '((?:\\w+ly\\s+)?(?:\\w{2,}ed|sent|kept|made|done|given|taken|written|shown|built|held|found|read|set|put|run|drawn|chosen|hidden|thrown|paid|told|stopped|reset))';
const modal = new RegExp(
  `\\b(?:(?:must|shall|should|will|can)\\s+(?:not\\s+|only\\s+|always\\s+|also\\s+)?|(?:is|are|has|have)\\s+to\\s+)be\\s+${participle}\\b`,
  'gi',
);
const present = new RegExp(
  `\\b(?:is|are)\\s+(?:not\\s+|only\\s+|always\\s+|then\\s+|also\\s+)?${participle}\\b`,
  'gi',
);

/** Participles that describe a state, and words that only end like one. */
const neverAnAct =
  /\b(?:required|based|located|supposed|allowed|permitted|related|used|called|named|known|needed|expected|interested|limited|composed|concerned|connected|authori[sz]ed|authenticated|nested|visible|read|indeed|speed|need|embed|feed|exceed|proceed|succeed|red|bed|fixed|mixed|united|designed|intended|dedicated|distributed|associated|deprecated|un\w+|supported|treated|considered|preserved|able)$/i;
const oftenAState =
  /\b(?:enabled|disabled|defined|specified|signed|logged|configured|installed|selected|checked|shared|sorted|ordered|encrypted|formatted|closed|opened|locked|set|run|hidden|shown|displayed|included|excluded|provided|given|satisfied|affected|involved|kept|stored|written|made|done|taken|held|found|put|built|stopped|paid)$/i;

const actor = /\bby\s+(?!\w+ing\b|\d|default\b|means\b|hand\b)[a-z□]|\bvia\b|\bautomatically\s+by\b/i;
/** The state of a condition is nobody's act. */
const conditional =
  /\b(?:if|when|while|once|until|unless|after|before|where|whenever|that|which|who|as|than)\b[^,]*$/i;

export const passiveWithoutActor: Rule = {
  code: 'CMP002',
  id: 'passive-without-actor',
  severity: 'warning',
  tier: 'B',
  detects:
    'A requirement whose main verb is passive and that does not say who acts, in a spec with more or fewer than one acting component.',
  reason: 'In a product of several parts, the work lands where the agent happens to be, or in two places.',
  quietWhen:
    '“By” names the actor, the participle describes a state (is required, is enabled), the words stand in a condition, or one component alone acts in the whole spec.',
  examples: [
    {
      text: '- R1: The upload shall be validated.',
      findings: ['1:18-1:36 Unexpected passive “shall be validated” without an actor, expected who does it.'],
    },
    {
      text: '- R1: Expired links are removed after 7 days.',
      findings: ['1:21-1:32 Unexpected passive “are removed” without an actor, expected who does it.'],
    },
    { text: '- R1: The upload service shall validate the file against schema v2.', findings: [] },
    { text: '- R1: When 7 days have passed, the cleanup job removes expired links.', findings: [] },
    { text: '- R1: The server MUST check every upload.\n- R2: Expired links MUST be removed.', findings: [] },
    { text: '- R1: A name is required, and the upload is validated by the gateway.', findings: [] },
  ],
  measured: {
    flagged: 259,
    labelled: 26,
    judges: false,
    note: 'None of its labels is for the passive voice. So this does not judge the rule.',
  },
  *check(spec) {
    const actors = actorsOf(spec);
    if (actors.length === 1) return;
    let last = -1;
    const found = [
      ...[...bindingMatches(spec, modal)].filter(({ groups }) => !neverAnAct.test(groups[1] ?? '')),
      ...[...bindingMatches(spec, present)].filter(
        ({ groups }) => !neverAnAct.test(groups[1] ?? '') && !oftenAState.test(groups[1] ?? ''),
      ),
    ].sort((a, b) => a.offset - b.offset);
    for (const { offset, endOffset, words, before, binding } of found) {
      if (binding.statement.offset === last) continue;
      if (actor.test(binding.text) || conditional.test(before.slice(-200))) continue;
      last = binding.statement.offset;
      const who = actors.slice(0, 3);
      yield {
        ...{ offset, endOffset },
        message: `Unexpected passive “${words}” without an actor, expected who does it.`,
        question: `Who does it? ${who.length > 0 ? `The ${who.join(', the ')}, or ___.` : 'The ___.'}`,
        fixes: [
          {
            title: 'Name the actor',
            guided: true,
            edits: [{ offset: endOffset, endOffset, newText: ' by [NEEDS ANSWER: whom?]' }],
          },
        ],
      };
    }
  },
};
