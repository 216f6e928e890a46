// Done is what the list at the end says. What it leaves out is left out.
import { between } from '../../spec/memo.ts';
import type { Section } from '../../spec/model.ts';
import type { ParsedSpec } from '../../spec/parsed-spec.ts';
import { fold } from '../../spec/prose.ts';
import { appended, readable } from '../near.ts';
import type { Hit, Rule } from '../rule.ts';

const common = new Set(
  'section sections general overview model design system spec specification support rules behavior behaviour handling reference definition definitions with from that this into and the for tests test works work correctly check list data type types'.split(
    ' ',
  ),
);

export const definitionOfDoneGap: Rule = {
  code: 'TRC008',
  id: 'definition-of-done-gap',
  severity: 'info',
  tier: 'B',
  detects:
    'A chapter of the body that no item of the Definition of Done mentions, or an item about something the body never mentions.',
  reason: 'An agent stops when the list is done. A chapter without an item there is optional in practice.',
  quietWhen:
    'The item cites the section by number, or the chapter is an overview, rationale, glossary or appendix.',
  examples: [
    {
      text: '# T\n\n## 1. Parsing\n\nThe parser MUST read DOT.\n\n## 2. Hooks\n\nA hook MUST run first.\n\n## 3. Definition of Done\n\n- [ ] Parsing reads DOT\n- [ ] Unknown nodes are parsed',
      findings: [
        '7:1-7:12 Unexpected chapter that the Definition of Done leaves out, expected an item for “2. Hooks”.',
      ],
    },
    {
      text: '# T\n\n## 1. Parsing\n\nThe parser MUST read DOT.\n\n## 2. Definition of Done\n\n- [ ] Parsing reads DOT\n- [ ] Throttling and quotas',
      findings: [
        '10:1-10:28 Unexpected item “Throttling and quotas”, expected text in the body that says what it means.',
      ],
    },
    {
      text: '# T\n\n## 1. Parsing\n\nThe parser MUST read DOT.\n\n## 2. Hooks\n\nA hook MUST run first.\n\n## 3. Definition of Done\n\n- [ ] Parsing reads DOT\n- [ ] All of section 2 holds',
      findings: [],
    },
    { text: '# T\n\n## 1. Parsing\n\nThe parser MUST read DOT.', findings: [] },
  ],
  *check(spec) {
    const done = spec.sections.find(({ title }) =>
      /\bdefinition of done\b|\bacceptance checklist\b/i.test(title),
    );
    if (!done) return;
    const items = spec.items.filter(
      ({ checkbox, offset }) => checkbox && offset > done.range.offset && offset < done.range.endOffset,
    );
    if (items.length < 2) return;
    const list = readable(spec, done.range.offset, done.range.endOffset).toLowerCase();
    const body = `${readable(spec, 0, done.range.offset)}
${readable(spec, done.range.endOffset, spec.text.length)}`.toLowerCase();
    const listed = stemsOf(list);
    for (const chapter of chaptersOf(spec, done)) {
      const words = wordsOf(chapter.title);
      const number = /^(\d+(?:\.\d+)*)/.exec(chapter.title)?.[1];
      if (words.length === 0 || words.some((word) => listed.has(stem(word)))) continue;
      if (
        number !== undefined &&
        new RegExp(`(?:section|§)\\s*${number.replaceAll('.', '\\.')}\\b`, 'i').test(list)
      )
        continue;
      yield {
        ...{ offset: chapter.headingRange.offset, endOffset: chapter.headingRange.endOffset },
        message: `Unexpected chapter that the Definition of Done leaves out, expected an item for “${short(chapter.title)}”.`,
        question: `What must be seen to work for “${short(chapter.title)}” to be done?`,
        fixes: [
          appended(
            spec,
            'Add an item to the Definition of Done',
            [`- [ ] ${short(chapter.title).replace(/^[\d.]+\s*/, '')}: [NEEDS ANSWER: what is seen?]`],
            done,
          ),
        ],
      };
    }
    yield* unknownItems(spec, items, stemsOf(body));
  },
};

/** Chapters of the Definition of Done's own depth before it, that bind the product or declare something. */
function chaptersOf(spec: ParsedSpec, done: Section): Section[] {
  return spec.sections.filter(({ depth, title, role, range }) => {
    if (depth !== Math.max(2, done.depth) || range.offset >= done.range.offset) return false;
    if (
      role === 'rationale' ||
      role === 'glossary' ||
      role === 'non-goal' ||
      role === 'question' ||
      role === 'task'
    )
      return false;
    if (
      /\b(?:overview|introduction|goals?|principles|architecture|appendix|contents|scope|philosophy|problem)\b/i.test(
        title,
      )
    )
      return false;
    return between(spec.statements, ({ offset }) => offset, range.offset, range.endOffset).some(
      ({ normative }) => normative,
    );
  });
}

function* unknownItems(
  spec: ParsedSpec,
  items: ParsedSpec['items'],
  known: ReadonlySet<string>,
): Generator<Hit> {
  for (const { offset, endOffset } of items) {
    const line = fold(spec.plain, offset, endOffset).replace(/^[-*]?\s*\[[ xX]\]\s*/, '');
    const words = wordsOf(line);
    if (words.length < 2 || words.some((word) => known.has(stem(word)))) continue;
    yield {
      ...{ offset, endOffset: offset + (/^.*/.exec(spec.text.slice(offset, endOffset))?.[0].length ?? 1) },
      message: `Unexpected item “${short(line)}”, expected text in the body that says what it means.`,
      question: `What exactly must “${short(line)}” do?`,
    };
  }
}

function wordsOf(text: string): string[] {
  return (text.toLowerCase().match(/\p{L}{4,}/gu) ?? []).filter((word) => !common.has(word));
}
const stem = (word: string) => word.slice(0, 5);
function stemsOf(text: string): ReadonlySet<string> {
  return new Set((text.match(/\p{L}{4,}/gu) ?? []).map(stem));
}
const short = (text: string) => (text.length > 60 ? `${text.slice(0, 59)}…` : text);
