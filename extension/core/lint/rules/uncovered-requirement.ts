// A requirement that the plan forgot.
import { factsIn, feature } from '../fact-set.ts';
import { isSpecDocument } from '../near.ts';
import { idPrefix } from '../../spec/requirement-id.ts';
import type { SpecFacts } from '../fact.ts';
import type { ForeignFix, Rule } from '../rule.ts';

/** More than this many are said once. */
const most = 3;

export const uncoveredRequirement: Rule = {
  code: 'TRC004',
  id: 'uncovered-requirement',
  severity: 'warning',
  tier: 'A',
  detects:
    'A requirement that no task, design or test document of the same feature cites, where they cite the others.',
  reason: 'What no task names is not built, and every task is done all the same.',
  quietWhen:
    'There is no task document beside the spec, its tasks cite fewer than half of the requirements of that kind, or the requirement is marked as deferred.',
  examples: [
    {
      text: '# Invoices\n\n- FR-001: The tool MUST list invoices.\n- FR-002: The tool MUST print one.\n- FR-003: The tool MUST export all.',
      others: {
        'specs/tasks.md': '# Tasks: invoices\n\n- [ ] T001 List (FR-001)\n- [ ] T002 Print (FR-002)',
      },
      findings: [
        '5:3-5:9 Unexpected requirement FR-003 that tasks.md does not cite, expected a task for it.',
      ],
    },
    {
      text: '# Invoices\n\n### Requirement 1: List\n\n#### Acceptance Criteria\n\n1. THE tool SHALL list.\n2. THE tool SHALL sort.\n3. THE tool SHALL page.',
      others: {
        'specs/tasks.md':
          '---\nprofile: ears-kiro\n---\n# Implementation Plan\n\n- [ ] 1. List\n  - _Requirements: 1.1, 1.3_',
      },
      findings: ['8:1-8:3 Unexpected requirement 1.2 that tasks.md does not cite, expected a task for it.'],
    },
    {
      text: '# Invoices\n\n- FR-001: The tool MUST list invoices.\n- FR-002: The tool MUST print one.\n- FR-003: Deferred: the tool exports all.',
      others: { 'specs/tasks.md': '# Tasks: invoices\n\n- [ ] T001 List and print (FR-001 to FR-002)' },
      findings: [],
    },
    {
      text: '# Invoices\n\n- FR-001: The tool MUST list invoices.\n- FR-002: The tool MUST print one.',
      findings: [],
    },
  ],
  *check(spec, context) {
    if (!isSpecDocument(spec) || spec.requirements.length < 2) return;
    const around = feature(spec, context).filter(
      ({ document }) => document !== 'spec' && document !== 'checklist' && document !== 'notes',
    );
    if (!around.some(({ document }) => document === 'tasks')) return;
    const cited = new Set(around.flatMap((facts) => factsIn(facts, 'citation').map(({ key }) => key)));
    for (const facts of around) for (const { key } of factsIn(facts, 'requirement')) cited.add(key);
    const kinds = new Map<string, { total: number; cited: number }>();
    for (const { id } of spec.requirements) {
      const kind = kinds.get(kindOf(id)) ?? { total: 0, cited: 0 };
      kinds.set(kindOf(id), { total: kind.total + 1, cited: kind.cited + (cited.has(id) ? 1 : 0) });
    }
    const missing = spec.requirements.filter(({ id, text }) => {
      const { total, cited: n } = kinds.get(kindOf(id)) ?? { total: 0, cited: 0 };
      return (
        !cited.has(id) &&
        n * 2 >= total &&
        !/^\W*(?:deferred|removed|retired|superseded|out of scope|future|optional)\b|\bdeferred\b/i.test(
          text,
        ) &&
        !/^SC-/.test(id)
      );
    });
    const plan = around.find(({ document }) => document === 'tasks');
    const tasks = plan?.path ?? '';
    const name = tasks.split('/').at(-1) ?? tasks;
    const shown = missing.length > most ? missing.slice(0, 1) : missing;
    for (const { id, idRange } of shown) {
      const rest = missing.length > most ? missing.slice(1) : [];
      yield {
        ...idRange,
        message:
          rest.length > 0
            ? `Unexpected ${missing.length} requirements that ${name} does not cite (${missing
                .slice(0, 5)
                .map((one) => one.id)
                .join(', ')}${missing.length > 5 ? ', …' : ''}), expected a task for each.`
            : `Unexpected requirement ${id} that ${name} does not cite, expected a task for it.`,
        question: `Which task builds ${id}, or is it deferred?`,
        fixes: tasksFor([{ id }, ...rest].slice(0, 20), plan),
        related: rest.slice(0, 20).map((one) => ({ ...one.idRange, message: `${one.id} has none` })),
      };
    }
  },
};

/** A task for each at the end of the plan, numbered and citing as the last one there does. */
function tasksFor(missing: readonly { readonly id: string }[], plan: SpecFacts | undefined): ForeignFix[] {
  const [last] = plan === undefined ? [] : factsIn(plan, 'task');
  if (plan === undefined || last === undefined) return [];
  const [, bullet = '-', letter = '', digits = '', dot = ''] =
    /^([-*+])\s+\[.\]\s+(?:(T)(?=\d))?(\d+)?(\.)?/.exec(last.value) ?? [];
  const numbered = digits !== '' && (letter !== '' || dot !== '');
  const lines = missing.flatMap(({ id }, at) => {
    const number = String(Number(digits) + at + 1).padStart(digits.length, '0');
    const lead = `${bullet} [ ] ${numbered ? `${letter}${number}${dot} ` : ''}[NEEDS ANSWER: which task?]`;
    return /^\d/.test(id) ? [lead, `  - _Requirements: ${id}_`] : [`${lead} (${id})`];
  });
  const name = plan.path.split(/[\\/]/).at(-1) ?? plan.path;
  const title = missing.length > 1 ? `Add ${missing.length} tasks to ${name}` : `Add a task to ${name}`;
  const edits = [{ range: last.range, newText: lines.map((line) => `\n${line}`).join('') }];
  return [{ title, guided: true, path: plan.path, edits }];
}

/** Kiro's `1.2` and `3.4` are of one kind. */
const kindOf = (id: string) => (/^\d/.test(id) ? 'number' : idPrefix(id));
