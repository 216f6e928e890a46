// Two requirements with one id are one scenario too few.
import { bindingStatements } from '../query.ts';
import type { Hit, Rule } from '../rule.ts';

const modal = /\b(?:must|shall|should)\b/gi;
const joined =
  /,?\s+(?:and|but)\s+(?:(?:also|then)\s+)?((?:(?!\b(?:that|which|who|if|when|where)\b)[\w□'-]+\s+){0,4}?)(must|shall|should|MUST|SHALL|SHOULD)\s/gi;

const act =
  '(?:add|alert|allow|apply|archive|assign|block|cancel|charge|check|clear|close|convert|copy|create|delete|deliver|disable|display|download|email|emit|enable|export|fetch|generate|highlight|import|insert|list|load|lock|log|mark|move|notify|open|print|publish|record|redirect|refresh|register|reject|remove|rename|render|request|reset|restart|retry|return|save|search|send|show|sort|start|stop|store|sync|update|upload|validate|verify|view|warn|write)';
const chain = new RegExp(
  `\\b(?:must|shall|should|will|to)\\s+(?:be\\s+able\\s+to\\s+)?${act}\\b[^.;:]{0,120}?(?:,\\s*(?:and\\s+)?|\\s+and\\s+(?:then\\s+|also\\s+)?)(${act})\\s+(?:the|an?|all|its|their|every|each|it|[a-z]+s\\b)`,
  'gi',
);

/** One act in several parts. */
const atomic = /\b(?:atomic(?:ally)?|transaction|together|at\s+once|in\s+one\s+step|either|or)\b/i;

export const compoundRequirement: Rule = {
  code: 'STR001',
  id: 'compound-requirement',
  severity: 'warning',
  tier: 'B',
  detects:
    'One requirement with more than one imperative (MUST … and MUST …), or with two or more acts on different things.',
  reason:
    'It is met, or it is not: with two parts, half of it is neither. A scenario proves one and the card shows both.',
  quietWhen:
    'Nouns are joined and not acts, the parts are one transaction, or the second part is the condition of the first.',
  examples: [
    {
      text: '- R1: The system MUST validate the form and send a confirmation email and log the event.',
      findings: [
        '1:45-1:49 Unexpected second act “send” in one requirement, expected a requirement for each.',
      ],
    },
    {
      text: '- R1: The user shall be able to create, share and delete boards, and admins shall see statistics.',
      findings: [
        '1:77-1:82 Unexpected second act “shall” in one requirement, expected a requirement for each.',
      ],
    },
    { text: '- R1: The system MUST reject a form with an empty name.', findings: [] },
    { text: '- R1: The record has a name and a date.', findings: [] },
    { text: '- R1: The bank MUST, in one transaction, debit A and credit B.', findings: [] },
  ],
  measured: {
    flagged: 11,
    labelled: 3,
    judges: false,
    note: 'None of its labels is for joined acts. So this does not judge the rule.',
  },
  *check(spec) {
    for (const { statement, text } of bindingStatements(spec)) {
      if (atomic.test(text) || (text.match(modal)?.length ?? 0) > 6) continue;
      const second = (text.match(modal)?.length ?? 0) > 1 ? [...text.matchAll(joined)][0] : undefined;
      if (second) {
        yield found(
          statement.offset + second.index + second[0].length - 1 - (second[2]?.length ?? 0),
          second[2] ?? '',
        );
        continue;
      }
      const acts = [...text.matchAll(chain)][0];
      if (!acts) continue;
      const verb = acts[1] ?? '';
      const at = acts[0].lastIndexOf(verb);
      yield found(statement.offset + acts.index + at, verb);
    }
  },
};

function found(offset: number, word: string): Hit {
  return {
    ...{ offset, endOffset: offset + word.length },
    message: `Unexpected second act “${word}” in one requirement, expected a requirement for each.`,
    question: 'Can one of them be met without the other? If so: two requirements.',
    fixes: [
      {
        title: 'Mark where to split',
        guided: true,
        edits: [{ offset, endOffset: offset, newText: '[NEEDS SPLIT: a requirement of its own from here] ' }],
      },
    ],
  };
}
