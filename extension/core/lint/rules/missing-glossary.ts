// Thirty requirements in words that only the author knows.
import { glossaryStub, isSpecDocument } from '../near.ts';
import type { Rule } from '../rule.ts';
import { explained, termKey, usedTerms } from '../terms-used.ts';

/** So many own words need a list. */
const least = 8;

export const missingGlossary: Rule = {
  code: 'CMP012',
  id: 'missing-glossary',
  severity: 'info',
  tier: 'A',
  detects:
    'Eight or more names in capitals that requirements use again and again, and no list that says what they are.',
  reason: 'Each name becomes a type. What it is not said to be, the agent decides, once per file.',
  quietWhen:
    'There is a glossary, a section of key entities, or most of the names are explained where they are used.',
  examples: [
    {
      text: '## Requirements\n\n- R1: Each Ledger holds one Posting per Batch and Period.\n- R2: A Batch of one Ledger closes its Period with a Posting.\n- R3: The Seat of a Plan has a Quota and a Grant.\n- R4: A Plan takes a Seat, a Quota and a Grant from it.',
      findings: [
        '3:12-3:18 Unexpected 8 names without a glossary (Ledger, Posting, Batch, Period, Seat, …), expected what each of them is.',
      ],
    },
    {
      text: '## Rules\n\n- R1: Every Workspace has one Seat, one Plan, one Quota, one Grant, one Pool, one Lease and one Slot.\n- R2: No Workspace has a Seat, Plan, Quota, Grant, Pool, Lease or Slot of another.',
      findings: [
        '3:13-3:22 Unexpected 8 names without a glossary (Workspace, Seat, Plan, Quota, Grant, …), expected what each of them is.',
      ],
    },
    {
      text: '## Glossary\n\n- **Ledger**: the list of postings\n\n## Requirements\n\n- R1: Each Ledger holds one Posting per Batch and Period.\n- R2: A Batch of one Ledger closes its Period with a Posting.',
      findings: [],
    },
    {
      text: '## Requirements\n\n- R1: Each Ledger holds one Posting.\n- R2: The Posting of a Ledger ends it.',
      findings: [],
    },
  ],
  *check(spec) {
    if (!isSpecDocument(spec) || spec.definitions.length > 0) return;
    if (
      spec.sections.some(
        ({ role, title }) =>
          role === 'glossary' || /\b(?:concepts?|entities|data model|domain|vocabulary)\b/i.test(title),
      )
    )
      return;
    const repeated = usedTerms(spec).filter(({ uses }) => uses >= 2);
    if (repeated.length < least) return;
    const known = explained(spec);
    const terms = repeated.filter(({ term }) => !known.has(termKey(term)));
    const [first] = terms;
    if (!first || terms.length < least) return;
    const names = terms.map(({ term }) => term);
    yield {
      ...{ offset: first.offset, endOffset: first.endOffset },
      message: `Unexpected ${terms.length} names without a glossary (${names.slice(0, 5).join(', ')}, …), expected what each of them is.`,
      question: `What is ${first.term}, and what are the others?`,
      fixes: [glossaryStub(spec, names)],
    };
  },
};
