// "Validate input": who is told to?
import { actorsOf, maskedText } from '../query.ts';
import type { Rule } from '../rule.ts';

const imperative =
  /^\W*(add|allow|answer|apply|archive|ask|block|build|cache|call|check|clear|close|collect|compress|compute|convert|copy|count|create|delete|detect|disable|display|download|drop|edit|emit|enable|encrypt|enforce|ensure|export|extract|fetch|filter|find|format|generate|handle|hash|hide|ignore|implement|import|include|insert|limit|list|load|lock|log|make|manage|mark|merge|move|notify|open|parse|persist|prevent|print|process|provide|publish|push|read|record|redirect|refresh|register|reject|remove|rename|render|replace|reset|resolve|restore|retry|return|rotate|save|search|send|set|show|sort|start|stop|store|support|sync|tag|test|trim|truncate|update|upload|use|validate|verify|warn|write)\s+(?!(?:must|shall|should|will|may|can|is|are)\b)\S/i;

/** At most four words, no verb that could be one: "Pagination." */
const label = /^\W*(?:[\p{L}-]+\s+){0,3}[\p{L}-]+\W*$/u;
const verbLike =
  /\b(?:is|are|has|have|must|shall|should|will|may|can|do|does|not|no|only)\b|\w{3,}s\b(?=\s)/i;

export const missingSubject: Rule = {
  code: 'CMP003',
  id: 'missing-subject',
  severity: 'info',
  tier: 'B',
  detects:
    'A list item under a requirements heading that begins with a bare verb or is a bare noun, so that nobody is told to do it.',
  reason: 'A product has more than one part. An agent gives the work to the part that it is in.',
  quietWhen:
    'Task lists, glossaries and scenario steps, items that explain the sentence above them, and checklists.',
  examples: [
    {
      text: '## Requirements\n\n- Validate input.',
      findings: ['3:3-3:11 Unexpected “Validate” without a subject, expected who does what.'],
    },
    {
      text: '## Requirements\n\n- Pagination.',
      findings: ['3:3-3:14 Unexpected “Pagination.” without a subject, expected who does what.'],
    },
    {
      text: '## Requirements\n\n- The API MUST answer within 1 s.\n- Reject requests without a token.',
      findings: ['4:3-4:9 Unexpected “Reject” without a subject, expected who does what.'],
    },
    { text: '## Requirements\n\n- The API validates every field against `schema.json`.', findings: [] },
    { text: '## Requirements\n\n- The list endpoint returns at most 50 items per page.', findings: [] },
    { text: '## Tasks\n\n- Validate input.', findings: [] },
  ],
  *check(spec) {
    const actors = actorsOf(spec);
    const only = actors.length === 1 ? actors[0] : undefined;
    for (const statement of spec.statements) {
      const block = spec.blocks[statement.block];
      const item = spec.items[block?.item ?? -1];
      if (!block || !item || block.kind !== 'paragraph' || item.parent >= 0 || item.checkbox || item.ordered)
        continue;
      if (statement.requirement >= 0 || statement.role !== 'requirement' || block.quoted) continue;
      const text = maskedText(spec, statement);
      if (text.length > 1000) continue;
      const lead = spec.masked.slice(block.offset, statement.offset);
      if (/[\p{L}□]/u.test(lead) || /:/.test(text)) continue;
      const verb = imperative.exec(text)?.[1];
      if (verb === undefined && (!label.test(text) || verbLike.test(text))) continue;
      const offset = statement.offset + (/[\p{L}]/u.exec(text)?.index ?? 0);
      const endOffset = verb === undefined ? statement.endOffset : offset + verb.length;
      const words = spec.text.slice(offset, endOffset).replace(/\s+/g, ' ');
      const name = only ?? '[NEEDS ANSWER: which part?]';
      yield {
        ...{ offset, endOffset },
        message: `Unexpected “${words}” without a subject, expected who does what.`,
        question:
          verb === undefined
            ? 'Which part does what about it? The ___ MUST ___.'
            : `Which part does it? The ___ MUST ${verb.toLowerCase()} …`,
        fixes:
          verb === undefined
            ? []
            : [
                {
                  title: `The ${only ?? '…'} MUST ${verb.toLowerCase()}`,
                  guided: only === undefined,
                  edits: [{ offset, endOffset, newText: `The ${name} MUST ${verb.toLowerCase()}` }],
                },
              ],
      };
    }
  },
};
