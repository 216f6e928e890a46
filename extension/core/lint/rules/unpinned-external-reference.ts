// "As agreed in the meeting": the agent was not there.
import type { Rule } from '../rule.ts';
import { bindingMatches } from '../query.ts';

const unreachable =
  /\b(?:as (?:we )?(?:discussed|agreed|decided)(?: (?:in|on|with|by|at)\b[^.,;]{0,40})?|(?:agreed|decided|discussed|described|documented|shown) (?:in|on|at) the (?:[\w-]+ ){0,2}(?:meeting|call|workshop|chat|channel|wiki|thread|email|ticket|kick-?off|whiteboard)|(?:see|in|per|from|on) (?:the |our )?(?:internal |team |company )?(?:wiki|Slack|Confluence|Notion|SharePoint|Google Doc|Figma)\b)/gi;
const unversioned =
  /\b(?:follow(?:s|ing)?|compl(?:y|ies) with|conforms? to|according to|as (?:defined|described|specified) in|per|implements?)\s+(?:the\s+)?((?:official\s+|latest\s+|current\s+|relevant\s+|existing\s+)?[A-Z][\w.+-]*(?:\s[A-Z][\w.+-]*){0,2}\s+(?:spec|specification|standard|protocol|guidelines?|documentation|docs|style guide)|(?:applicable|relevant|industry|company|corporate|official) (?:[\w-]+ )?(?:standards?|guidelines?|policies|polic(?:y|ies)|regulations?|best practices|documentation))\b/g;

export const unpinnedExternalReference: Rule = {
  code: 'TRC009',
  id: 'unpinned-external-reference',
  severity: 'warning',
  tier: 'B',
  detects:
    'Behaviour that is left to a document without version, section or address, or to a talk, a wiki or a colleague.',
  reason: 'The agent cannot open it, or opens another edition. It fills the gap from memory.',
  quietWhen:
    'The sentence has a link, a number, a version or a path, or the format is known by its exact name (JSON, UTF-8).',
  examples: [
    {
      text: '- R1: The token endpoint MUST follow the OAuth spec.',
      findings: [
        '1:31-1:52 Unexpected reference “follow the OAuth spec”, expected what it says, or a version, a section and an address that can be opened.',
      ],
    },
    {
      text: '- R1: The page MUST use the colours agreed in the design meeting.',
      findings: [
        '1:37-1:65 Unexpected reference “agreed in the design meeting”, expected what it says, or a version, a section and an address that can be opened.',
      ],
    },
    { text: '- R1: The token endpoint MUST follow RFC 6749 section 4.4.', findings: [] },
    { text: '- R1: The page MUST use the colours in `design/tokens.json`. Texts are UTF-8.', findings: [] },
    {
      text: '- R1: The token endpoint MUST follow the [OAuth spec](https://example.org/oauth).',
      findings: [],
    },
  ],
  *check(spec) {
    for (const pattern of [unreachable, unversioned]) {
      for (const { offset, endOffset, words, binding } of bindingMatches(spec, pattern)) {
        const sentence = spec.text.slice(binding.statement.offset, binding.statement.endOffset);
        if (
          /https?:|\]\(|`[^`]*[/.][^`]*`|\b(?:RFC|ISO|IEC|ECMA|version|v\d|\d+\.\d+|section|§)\b/i.test(
            sentence,
          )
        )
          continue;
        // The feature may be about the wiki itself.
        if (
          pattern === unreachable &&
          /\b(?:user|post|publish|send|message|notif|integrat|connect|import|export|sync)/i.test(sentence)
        )
          continue;
        yield {
          ...{ offset, endOffset },
          message: `Unexpected reference “${words}”, expected what it says, or a version, a section and an address that can be opened.`,
          question: `What does it say about this, or where can it be read? ___`,
        };
      }
    }
  },
};
