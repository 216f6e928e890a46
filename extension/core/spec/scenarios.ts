// Scenarios written inside a spec: a "Scenario:" heading with Given/When/Then steps, as items or as lines.
import { rangeOf } from './lines.ts';
import type { Section } from './model.ts';
import type { Block, ScenarioStep, SpecScenario } from './parsed-spec.ts';
import { fold, type Prose } from './prose.ts';

const keyword = /^\s*[*_]*(given|when|then|and|but)\b[*_:]*[\s,]*/i;

export function readScenarios(
  prose: Prose,
  sections: readonly Section[],
  text: string,
  starts: readonly number[],
): SpecScenario[] {
  const scenarios: SpecScenario[] = [];
  sections.forEach((section, index) => {
    const title = /^scenario(?: outline)?\b\s*\d*\s*[:.–—-]?\s*(.*)$/i.exec(section.title)?.[1];
    if (title === undefined) return;
    const own = prose.blocks.filter((block) => block.section === index && block.kind === 'paragraph');
    const steps = own.flatMap((block) => stepsOf(prose, block, text, starts));
    scenarios.push({ title, range: section.range, headingRange: section.headingRange, steps });
  });
  return scenarios;
}

/** One block may hold several lines, each a step. */
function stepsOf(prose: Prose, block: Block, text: string, starts: readonly number[]): ScenarioStep[] {
  const steps: ScenarioStep[] = [];
  let offset = block.offset;
  for (const line of text.slice(block.offset, block.endOffset).split(/(?<=\n|\r(?!\n))/)) {
    const match = keyword.exec(line.replace(/^[\s>*+-]*(?=[*_]*\w)/, (lead) => lead.replace(/[>+-]/g, ' ')));
    const end = offset + line.trimEnd().length;
    if (match) {
      steps.push({
        keyword: (match[1] as string).toLowerCase() as ScenarioStep['keyword'],
        text: fold(prose.plain, offset, end).replace(keyword, ''),
        range: rangeOf(text, starts, offset + (line.length - line.trimStart().length), end),
      });
    }
    offset += line.length;
  }
  return steps;
}
