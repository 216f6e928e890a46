// Who may do it? In a document that knows roles, silence means everybody.
import { bindingMatches } from '../query.ts';
import { appended, documentSays, isSpecDocument, sectionOf, sectionSays } from '../near.ts';
import type { Rule } from '../rule.ts';

const operation =
  /\b(?:users?|clients?|anyone|visitors?|people|members)\s+(?:can|may|must be able to|shall be able to)\s+(delete|edit|update|remove|export|change|share|view all|download all|approve|publish)\s+(?:an?\s+|the\s+|any\s+|all\s+)?[\w□-]+|□+\s+returns?\s+all\s+[\w-]+/gi;
const roles = /\b(?:admins?|administrators?|roles?|permissions?|privileges?|RBAC|moderators?)\b/i;
const rule =
  /\b(?:only|own(?:er|ers|s)?|author(?:s|i[sz]ed|i[sz]ation)?|admins?|administrators?|roles?|permissions?|scopes?|allowed|may not|access|privileges?|RBAC|requires?|their|signed[- ]in|authenticated|logged[- ]in|creator)\b/i;

export const operationWithoutAuthorisation: Rule = {
  code: 'SAF004',
  id: 'operation-without-authorisation',
  severity: 'info',
  tier: 'C',
  detects: 'An operation on shared data without a word about who may do it, in a document that has roles.',
  reason: 'An agent that is told nothing checks nothing, and no scenario of the happy path notices.',
  quietWhen:
    'The requirement or its section names a role, an owner or a permission, or the document has a rule for all.',
  examples: [
    {
      text: '## Roles\n\nThere are admins and readers.\n\n## Requirements\n\n- R1: Users can delete comments.',
      findings: ['7:7-7:32 Unexpected “Users can delete comments” for everybody, expected who may do it.'],
    },
    {
      text: '## Roles\n\nThere are admins and readers.\n\n## Requirements\n\n- R1: `GET /export` returns all orders.',
      findings: [
        '7:7-7:39 Unexpected “`GET /export` returns all orders” for everybody, expected who may do it.',
      ],
    },
    {
      text: '## Roles\n\nThere are admins and readers.\n\n## Requirements\n\n- R1: Users can delete their own comments.',
      findings: [],
    },
    {
      text: '## Roles\n\nThere are admins and readers.\n\n## Requirements\n\n- R1: `GET /export` requires scope `orders:read` and returns all orders.',
      findings: [],
    },
    { text: '## Requirements\n\n- R1: Users can delete comments.', findings: [] },
  ],
  *check(spec) {
    if (!isSpecDocument(spec) || !documentSays(spec, roles)) return;
    if (
      documentSays(
        spec,
        /\b(?:every|all|each) (?:operations?|requests?|endpoints?|actions?|routes?)\b[^.]{0,60}\b(?:require|check|authori[sz]|permission|authenticat)/i,
      )
    )
      return;
    for (const { offset, endOffset, words, binding } of bindingMatches(spec, operation)) {
      const { statement, text } = binding;
      if (statement.role === 'scenario' || statement.role === 'done' || rule.test(text)) continue;
      if (
        sectionSays(
          spec,
          offset,
          /\b(?:only (?:the|an?|admins?|owners?|users with)|permission\w*|privileges?|RBAC|authori[sz]ed|owner)\b/i,
        )
      )
        continue;
      yield {
        ...{ offset, endOffset },
        message: `Unexpected “${words}” for everybody, expected who may do it.`,
        question: 'Who may do this: ___ only?',
        fixes: [
          appended(
            spec,
            'Add who may do it',
            ['- Only [NEEDS ANSWER: who?] may do this; anybody else sees [NEEDS ANSWER: what?].'],
            sectionOf(spec, offset),
          ),
        ],
      };
    }
  },
};
