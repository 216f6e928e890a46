// An operation that only succeeds.
import { appended, isSpecDocument, newlineOf } from '../near.ts';
import { documentKind } from '../../spec/profile.ts';
import type { Rule } from '../rule.ts';

const operation =
  /^(?:[\d.]+\s+)?(?:(?:GET|POST|PUT|PATCH|DELETE)\s+\/\S*|.{0,40}\b(?:command|endpoint|webhook|tool|job)s?$|(?:command|endpoint|operation|function|tool|job):\s.+|[\w.-]+\([^)]*\).{0,30})/;
const failure =
  /\b(?:errors?|invalid|fail(?:s|ed|ure|ures|ing)?|reject(?:s|ed)?|time-?outs?|exit(?:s)? (?:code|with|status|[1-9])|not found|denied|unauthori[sz]ed|forbidden|conflict|abort(?:s|ed)?|cannot|can't|missing|unavailable|exception|throws?|raises?|refus(?:e|es|ed)|warn(?:s|ing)?|4\d\d|5\d\d|unknown|unsupported|malformed|not exist|does not|no such|without)\b/i;

export const operationWithoutErrorBehaviour: Rule = {
  code: 'CMP006',
  id: 'operation-without-error-behaviour',
  severity: 'warning',
  tier: 'C',
  detects:
    'A section about one operation (endpoint, command, function, job) that says nothing about its failure.',
  reason:
    'The success path is the smaller half. What happens otherwise is then decided by whatever the library throws.',
  quietWhen: 'The document has a section about errors, or the operation is only named and not described.',
  examples: [
    {
      text: '# Shop\n\n### POST /orders\n\nIt creates an order from the items of the cart and returns 201 with its id.',
      findings: [
        '3:1-3:17 Unexpected operation without a failure, expected what happens when it cannot be done.',
      ],
    },
    {
      text: '# Sync\n\n### `sync` command\n\nIt copies the files that are new or changed to the remote folder, newest first.',
      findings: [
        '3:1-3:19 Unexpected operation without a failure, expected what happens when it cannot be done.',
      ],
    },
    {
      text: '# Shop\n\n### POST /orders\n\nIt creates an order and returns 201; 400 `invalid_item` when an item id is unknown.',
      findings: [],
    },
    {
      text: '# Sync\n\n### `sync` command\n\nIt exits 0 when all files are copied, and 2 when any copy fails.',
      findings: [],
    },
    {
      text: '# Sync\n\n### `sync` command\n\nIt copies the files that are new or changed to the remote folder.\n\n## Errors\n\nEvery command exits 2.',
      findings: [],
    },
  ],
  *check(spec) {
    if (!isSpecDocument(spec) && documentKind(spec) !== 'design') return;
    if (
      spec.sections.some(({ title }) => /\b(?:errors?|failures?|exit codes?|error handling)\b/i.test(title))
    )
      return;
    for (const section of spec.sections) {
      if (
        section.depth < 2 ||
        section.role === 'task' ||
        section.role === 'scenario' ||
        section.role === 'example'
      )
        continue;
      if (
        !operation.test(section.title) ||
        /\b(?:and|all|overview|list of|changes?|usage|tools|commands|endpoints)\b/i.test(section.title)
      )
        continue;
      const body = spec.text.slice(
        section.headingRange.endOffset,
        Math.min(section.range.endOffset, section.headingRange.endOffset + 20_000),
      );
      if ((body.match(/\S+/g) ?? []).length < 8 || failure.test(body)) continue;
      const newline = newlineOf(spec);
      yield {
        ...{ offset: section.headingRange.offset, endOffset: section.headingRange.endOffset },
        message: `Unexpected operation without a failure, expected what happens when it cannot be done.`,
        question: `When can “${section.title}” fail, and what is seen then?`,
        fixes: [
          appended(
            spec,
            'Add a table of errors',
            [
              [
                '**Errors**',
                '',
                '| When | What is seen |',
                '|---|---|',
                '| [NEEDS ANSWER: which case?] | [NEEDS ANSWER: status, code or message] |',
              ].join(newline),
            ],
            section,
          ),
        ],
      };
    }
  },
};
