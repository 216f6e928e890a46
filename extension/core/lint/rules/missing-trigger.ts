// "MUST notify the owner": of everything, all the time?
import { bindingMatches, isDetailed } from '../query.ts';
import type { Rule } from '../rule.ts';

const reaction =
  /^\W*the\s+[a-z][\w-]*(?:\s+[a-z][\w-]*){0,2}?\s+(?:(?:must|shall|should|will)\s+(?:automatically\s+)?(notify|alert|warn|retry|refresh|lock|unlock|send(?=\s+(?:an?|the)\s+(?:\w+\s+)?(?:notification|alert|warning|reminder|e-?mail|message|confirmation)\b)|log|prompt|cancel|abort|reload|restart|reconnect|roll\s+back|escalate|expire)\b|(?:automatically\s+)?(notifies|alerts|warns|retries|refreshes|locks|unlocks|sends(?=\s+(?:an?|the)\s+(?:\w+\s+)?(?:notification|alert|warning|reminder|e-?mail|message|confirmation)\b)|logs|prompts|cancels|aborts|reloads|restarts|reconnects|escalates)\b(?!\s+(?:are|is|must|shall)))/gi;

const trigger =
  /\b(?:when|whenever|while|if|where|after|before|every|each|upon|once|until|unless|at|within|daily|hourly|weekly|monthly|as\s+soon\s+as|in\s+response|in\s+case|on\s+(?!the\b|screen\b)|during|for\s+(?:any|all)|per|all|any|about\s+new|of\s+(?:new|failed|changed|any))\b|\d/i;

export const missingTrigger: Rule = {
  code: 'CMP004',
  id: 'missing-trigger',
  severity: 'info',
  tier: 'C',
  detects:
    'A reaction (notify, retry, lock, refresh, send, log, alert) without when, while, if, after or every.',
  reason:
    'A reaction to nothing in particular happens always or never. The agent chooses one, and the scenario another.',
  quietWhen: 'A trigger stands in the sentence, in the heading or in what is said below it.',
  examples: [
    {
      text: '- R1: The system MUST notify the owner.',
      findings: ['1:23-1:29 Unexpected reaction “notify” without a trigger, expected when it happens.'],
    },
    {
      text: '- R1: The client refreshes the token.',
      findings: ['1:18-1:27 Unexpected reaction “refreshes” without a trigger, expected when it happens.'],
    },
    { text: '- R1: When a build fails, the system MUST notify the owner by email.', findings: [] },
    { text: '- R1: The client refreshes the token 60 s before it expires.', findings: [] },
    {
      text: '- R1: The system MUST notify the owner.\n  - when a build fails\n  - when a test fails',
      findings: [],
    },
  ],
  measured: {
    flagged: 6,
    labelled: 1,
    judges: false,
    note: 'None of its labels is for triggers. So this does not judge the rule.',
  },
  *check(spec) {
    const sentences = new Map<number, number>();
    for (const { block } of spec.statements) sentences.set(block, (sentences.get(block) ?? 0) + 1);
    for (const { endOffset, groups, binding } of bindingMatches(spec, reaction)) {
      const verb = groups[1] ?? groups[2] ?? '';
      if (trigger.test(binding.text) || isDetailed(spec, binding)) continue;
      if ((sentences.get(binding.statement.block) ?? 0) > 1) continue;
      const at = binding.statement.offset;
      const first = /[\p{L}□]/u.exec(binding.text)?.index ?? 0;
      yield {
        ...{ offset: endOffset - verb.length, endOffset },
        message: `Unexpected reaction “${verb.replace(/\s+/g, ' ')}” without a trigger, expected when it happens.`,
        question: 'When does it do this? When ___.',
        fixes: [
          {
            title: 'Add a trigger',
            guided: true,
            edits: [
              {
                offset: at + first,
                endOffset: at + first + 1,
                newText: `When [NEEDS CONDITION: what happens?], ${binding.text.charAt(first).toLowerCase()}`,
              },
            ],
          },
        ],
      };
    }
  },
};
