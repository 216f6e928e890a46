// Personal data that is collected because it can be.
import { bindingMatches } from '../query.ts';
import { documentSays, isSpecDocument } from '../near.ts';
import type { Rule } from '../rule.ts';

const collected =
  /\b(?:collects?|stores?|records?|logs?|keeps?|saves?|asks? for|captures?|persists?|retains?|tracks?|contains?|requires?)\s+(?:[\w□',-]+\s){0,5}?((?:dates? of birth|birth ?dates?|birthdays?|(?:home |postal |billing |street )addresses|(?:home|postal|billing|street|email|e-mail) address|phone numbers?|(?:client |source |their )?IP(?: address(?:es)?)?|(?:GPS |precise )?locations? of (?:the )?users?|social security numbers?|SSN|passport numbers?|national ids?|health (?:data|records?)|medical (?:data|records?|history)|biometric\w*|ethnicity|religion|gender|credit card numbers?|tax ids?))\b/gi;
const policy =
  /\b(?:retention|retain(?:ed|s)? for|deleted after|kept for|purpose|gdpr|ccpa|consent\w*|encrypt\w*|anonymi[sz]\w*|pseudonymi[sz]\w*|mask(?:ed|s)?|redact\w*|hash(?:ed|es)?|not stored|privacy|right to (?:erasure|be forgotten)|for \d+ (?:days?|months?|hours?|years?)|used (?:only )?for|only (?:the|an?) \w+ (?:may|can) (?:see|read|view)|data protection|personal data)\b/i;

export const personalDataWithoutPolicy: Rule = {
  code: 'SAF007',
  id: 'personal-data-without-policy',
  severity: 'info',
  tier: 'C',
  detects:
    'Personal data that is collected or stored, in a document without a purpose, a retention or an access rule.',
  reason: 'What is stored without a rule is stored for ever and shown to everybody who can read a table.',
  quietWhen: 'The document speaks of retention, consent, purpose, encryption or privacy.',
  examples: [
    {
      text: '## Requirements\n\n- R1: The form asks for the date of birth.',
      findings: [
        '3:29-3:42 Unexpected date of birth without a rule, expected what it is for, how long it is kept and who can read it.',
      ],
    },
    {
      text: '## Requirements\n\n- R1: The log keeps the client IP.',
      findings: [
        '3:25-3:34 Unexpected client IP without a rule, expected what it is for, how long it is kept and who can read it.',
      ],
    },
    {
      text: '## Requirements\n\n- R1: The form asks for the date of birth; it is used for the age check and not stored.',
      findings: [],
    },
    { text: '## Requirements\n\n- R1: The log keeps the client IP for 7 days.', findings: [] },
  ],
  measured: {
    flagged: 1,
    labelled: 0,
    judges: false,
    note: 'The labels are about wording; none is about what this rule finds.',
  },
  *check(spec) {
    if (!isSpecDocument(spec) || documentSays(spec, policy)) return;
    const matches = [...bindingMatches(spec, collected)].filter(
      ({ binding }) => binding.statement.role !== 'scenario',
    );
    const [first, ...rest] = matches;
    if (!first) return;
    const data = first.groups[1] ?? 'personal data';
    const offset = first.offset + first.groups[0].lastIndexOf(data);
    yield {
      ...{ offset, endOffset: offset + data.length },
      message: `Unexpected ${data} without a rule, expected what it is for, how long it is kept and who can read it.`,
      question: `What is the ${data} for, how long is it kept, and who can read it?`,
      related: rest.slice(0, 5).map((match) => ({
        offset: match.offset,
        endOffset: match.endOffset,
        message: 'Personal data here, too',
      })),
    };
  },
};
