// Which requirements something visible would prove: a scenario or example in their block, or a scenario that names them.
import { between } from '../spec/memo.ts';
import type { Requirement } from '../spec/model.ts';
import type { ParsedSpec } from '../spec/parsed-spec.ts';
import { idsIn } from '../spec/requirement-id.ts';
import type { LintContext, ScenarioMention } from './rule.ts';

const proof = /^\s*(?:[*_]*(?:given|when|then)\b|[*_]*(?:acceptance|example|test|verified by)\b[^:]{0,30}:)/i;

/** Which requirements a visible scenario file names in its front matter; the text below may only talk about them. */
export function mentionsOf(scenarioText: string): ScenarioMention {
  const { spec, ids } = readHead(scenarioText);
  const names = ids.map(({ id }) => id);
  return spec === undefined ? { ids: names } : { spec, ids: names };
}

/** Where a visible scenario of the spec `spec` names `id`: line and column from 0. One that names no spec may mean another. */
export function placesOf(scenarioText: string, spec: string, id: string): { line: number; column: number }[] {
  const head = readHead(scenarioText);
  if (head.spec !== spec) return [];
  return head.ids
    .filter((one) => one.id === id)
    .map(({ offset }) => {
      const before = scenarioText.slice(0, offset).split('\n');
      return { line: before.length - 1, column: before.at(-1)?.length ?? 0 };
    });
}

function readHead(text: string) {
  const whole = /^(\uFEFF?---\r?\n)([\s\S]*?)\r?\n---/.exec(text);
  const [, fence = '', head = ''] = whole ?? [];
  const spec = /^spec:\s*["']?([^\s"'#]+)/m.exec(head)?.[1];
  const listed = /^(requirements:)([^\n]*(?:\n[ \t]*-[^\n]*)*)/m.exec(head);
  const start = fence.length + (listed?.index ?? 0) + (listed?.[1]?.length ?? 0);
  const ids = [...idsIn(listed?.[2] ?? '')].map(({ id, index }) => ({ id, offset: start + index }));
  return { spec, ids };
}

/** Requirements without scenario, example or citation by one. */
export function uncovered(spec: ParsedSpec, context: LintContext): Requirement[] {
  const cited = new Set(
    (context.scenarios ?? [])
      .filter((of) => of.spec === undefined || of.spec === spec.id)
      .flatMap((of) => of.ids),
  );
  for (const { id, role } of spec.citations)
    if (role === 'scenario' || role === 'example' || role === 'done') cited.add(id);
  return spec.requirements.filter((requirement) => {
    if (cited.has(requirement.id)) return false;
    const { offset, endOffset } = requirement.range;
    const inside = [offset + 1, endOffset] as const;
    if (between(spec.scenarios, ({ range }) => range.offset, ...inside).length > 0) return false;
    const headings = between(spec.sections, ({ headingRange }) => headingRange.offset, ...inside);
    if (headings.some(({ role }) => role === 'example')) return false;
    return !between(spec.blocks, (block) => block.offset, ...inside).some(
      (block) => block.kind === 'paragraph' && proof.test(spec.masked.slice(block.offset, block.endOffset)),
    );
  });
}
