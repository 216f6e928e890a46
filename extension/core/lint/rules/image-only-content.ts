// An agent may not see the picture, and never sees the one that was attached to a mail.
import type { ParsedSpec } from '../../spec/parsed-spec.ts';
import { piecesMatch } from '../query.ts';
import type { Rule } from '../rule.ts';

const image = /!\[([^\]\n]{0,200})\]\(([^)\n]{0,500})\)/g;
const attached =
  /\b(?:see|as\s+(?:shown|described|seen)\s+(?:in|on|by))\s+(?:the\s+|our\s+)?(?:attached|enclosed|linked)\s+(?:\w+\s+)?(?:mock-?ups?|screenshots?|wireframes?|diagrams?|figures?|sketch(?:es)?|designs?|images?|pictures?|files?|documents?)\b/gi;
const decorative = /\b(?:logos?|icons?|badges?|banners?|avatars?|favicon|header)\b/i;
const nothing =
  /^\s*(?:image|picture|screenshot|diagram|figure|img|untitled|[\w-]+\.(?:png|jpe?g|gif|svg|webp))?\s*$/i;

export const imageOnlyContent: Rule = {
  code: 'STR007',
  id: 'image-only-content',
  severity: 'warning',
  tier: 'A',
  detects:
    'An image without alternative text in a section that has no table, list or Mermaid diagram, or a reference to something attached.',
  reason: 'What only the picture says does not exist for an agent that reads text. It builds the rest.',
  quietWhen:
    'Logos, icons and badges, images in code, and sections that say the same in a table, a list or Mermaid.',
  examples: [
    {
      text: '## Flow\n\n![](flow.png)',
      findings: [
        '3:1-3:14 Unexpected image that alone carries its content, expected the same in words, a table or Mermaid.',
      ],
    },
    {
      text: '## Layout\n\nSee the attached mock-up for the layout.',
      findings: ['3:1-3:25 Unexpected “See the attached mock-up”, expected its content here.'],
    },
    {
      text: '## States\n\n![State diagram](s.png)\n\n| from | event | to |\n| --- | --- | --- |\n| open | close | closed |',
      findings: [],
    },
    { text: '## States\n\n```mermaid\nstateDiagram\n```\n\n![](s.png)', findings: [] },
    { text: '# Tool ![](logo.png)', findings: [] },
  ],
  *check(spec) {
    const known = new Map<number, boolean>();
    const question = 'What does it show that the text does not say? ___';
    for (const { offset, endOffset, groups } of imagesIn(spec)) {
      const [, alt = '', target = ''] = groups;
      if (!nothing.test(alt) || decorative.test(target) || inCode(spec, offset)) continue;
      const section = spec.sections.findLastIndex(({ headingRange }) => headingRange.offset <= offset);
      const said = known.get(section) ?? saysIt(spec, section);
      known.set(section, said);
      if (said) continue;
      yield {
        ...{ offset, endOffset, question },
        message:
          'Unexpected image that alone carries its content, expected the same in words, a table or Mermaid.',
      };
    }
    for (const { offset, endOffset, groups } of attachedIn(spec)) {
      yield {
        ...{ offset, endOffset, question },
        message: `Unexpected “${groups[0].replace(/\s+/g, ' ')}”, expected its content here.`,
      };
    }
  },
};

const imagesIn = piecesMatch(image);
const attachedIn = piecesMatch(attached, 'masked');

function inCode(spec: ParsedSpec, offset: number): boolean {
  return (
    spec.masked.charAt(offset) === '□' ||
    spec.codeBlocks.some(({ range }) => offset >= range.offset && offset < range.endOffset) ||
    spec.comments.some(({ range }) => offset >= range.offset && offset < range.endOffset)
  );
}

/** Whether a section has a table, a list, a diagram as text, or three sentences. */
function saysIt(spec: ParsedSpec, index: number): boolean {
  const { offset: from, endOffset: to } = spec.sections[index]?.range ?? {
    offset: 0,
    endOffset: spec.text.length,
  };
  if (spec.codeBlocks.some(({ range }) => range.offset >= from && range.offset < to)) return true;
  const own = spec.blocks.filter((block) => block.section === index);
  if (own.some(({ kind, item }) => kind === 'cell' || item >= 0)) return true;
  const inOwn = ({ block }: { block: number }) =>
    spec.blocks[block]?.section === index && spec.blocks[block].kind === 'paragraph';
  return spec.statements.filter(inOwn).length >= 3;
}
