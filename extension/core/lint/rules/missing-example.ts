// A format in words has as many encodings as it has readers.
import type { ParsedSpec } from '../../spec/parsed-spec.ts';
import { bindingMatches } from '../query.ts';
import type { Rule } from '../rule.ts';

const format =
  /\b(?:the\s+(?:[\w-]+\s+){0,3}?(?:format|grammar|syntax|encoding|layout)\s+(?:is|are|must|shall|consists|has|begins|follows)\b|(?:slug|hash|checksum|digest|concatenation)\s+of\b|(?:formatted|encoded|serialized|escaped|abbreviated)\s+as\b|consists\s+of\s+(?:the|an?)\s+[\w-]+(?:\s+[\w-]+)?\s+followed\s+by\b)/gi;
const heading = /\b(?:format|grammar|syntax|encoding|wire\s+(?:protocol|message)s?|naming\s+scheme)$/i;

/** The format is written elsewhere. */
const standard =
  /\b(?:ISO|RFC|JSON|CSV|YAML|TOML|XML|HTML|PDF|PNG|JPE?G|SVG|UTF|Base64|base64|hex(?:adecimal)?|UUID|ULID|SHA|MD5|Markdown|SemVer|semantic\s+versioning|protobuf|cron|URL|URI|E\.164|GeoJSON|OpenAPI|printf)\b/;

export const missingExample: Rule = {
  code: 'TST009',
  id: 'missing-example',
  severity: 'info',
  tier: 'B',
  detects:
    'A format, a grammar, an encoding or a transformation in words, without one example in the same section.',
  reason: 'An example settles in one line what a paragraph leaves open: case, separators, padding, order.',
  quietWhen: 'The section has a code block, code, a quotation or an example, or a standard fixes the format.',
  examples: [
    {
      text: '- R1: The id is the slug of the title plus a suffix.',
      findings: ['1:21-1:28 Unexpected “slug of” without an example, expected one input and its result.'],
    },
    {
      text: '## Log format\n\nEach line has the time, the level and the text.',
      findings: ['1:1-1:14 Unexpected section “Log format” without an example, expected one.'],
    },
    {
      text: '- R1: The id of “Hello, World” is `hello-world-7f3a`, the slug of the title plus a suffix.',
      findings: [],
    },
    {
      text: '## Log format\n\nEach line has the time, the level and the text:\n\n```\n10:02 info started\n```',
      findings: [],
    },
    { text: '- R1: The date format is ISO 8601.', findings: [] },
  ],
  *check(spec) {
    const shown = new Map<number, boolean>();
    const shows = (index: number) => {
      const known = shown.get(index) ?? showsSomething(spec, index);
      shown.set(index, known);
      return known;
    };
    for (const { offset, endOffset, words, binding } of bindingMatches(spec, format)) {
      const section = spec.blocks[binding.statement.block]?.section ?? -1;
      if (standard.test(binding.text) || shows(section)) continue;
      const end = binding.statement.endOffset;
      yield {
        ...{ offset, endOffset },
        message: `Unexpected “${words}” without an example, expected one input and its result.`,
        question: 'What does one look like? For example, ___.',
        fixes: [
          {
            title: 'Add an example',
            guided: true,
            edits: [
              {
                offset: end,
                endOffset: end,
                newText: ' For example, [NEEDS EXAMPLE: what does one look like?].',
              },
            ],
          },
        ],
      };
    }
    for (const [index, { title, headingRange, range, role }] of spec.sections.entries()) {
      if (!heading.test(title) || standard.test(title) || role === 'non-goal' || role === 'task') continue;
      if (
        spec.requirements.some(
          ({ idRange }) => idRange.offset >= headingRange.offset && idRange.offset < headingRange.endOffset,
        )
      )
        continue;
      const body = spec.masked.slice(headingRange.endOffset, range.endOffset);
      if (!/\p{L}/u.test(body) || standard.test(body) || shows(index)) continue;
      yield {
        ...{ offset: headingRange.offset, endOffset: headingRange.endOffset },
        message: `Unexpected section “${title}” without an example, expected one.`,
        question: 'What does one look like? For example, ___.',
      };
    }
  },
};

/** Whether something is shown in the section, or in the spec where there is none. */
function showsSomething(spec: ParsedSpec, index: number): boolean {
  const { offset, endOffset } = spec.sections[index]?.range ?? { offset: 0, endOffset: spec.text.length };
  if (spec.codeBlocks.some(({ range }) => range.offset >= offset && range.offset < endOffset)) return true;
  return /□|\b(?:e\.g\.|for example|example)/i.test(spec.masked.slice(offset, endOffset));
}
