// A reference to a requirement that is not there.
import type { ParsedSpec } from '../../spec/parsed-spec.ts';
import { idPrefix } from '../../spec/requirement-id.ts';
import { factsIn, feature, saidElsewhere } from '../fact-set.ts';
import type { Rule } from '../rule.ts';

export const danglingRequirementReference: Rule = {
  code: 'TRC002',
  id: 'dangling-requirement-reference',
  severity: 'error',
  tier: 'A',
  detects: 'A requirement id that the spec cites and defines nowhere, of a kind that it does define.',
  reason:
    'What it points to was renamed or lost. An agent goes on without it; nobody notices what was dropped.',
  quietWhen:
    'The spec defines no id with that prefix (a ticket, another document), or another spec of the set defines it.',
  examples: [
    {
      text: '# Tasks: list\n\n- [ ] T001 Sort (FR-020)\n- [ ] T002 Filter (FR-029)',
      others: { 'specs/spec.md': '- FR-020: The list is sorted.\n- FR-021: The list is filtered.' },
      findings: [
        '4:20-4:26 Unexpected reference to FR-029, expected a requirement that exists, such as FR-021.',
      ],
    },
    {
      text: '## Requirements\n\n- FR-020: The list is sorted.\n- FR-022: As FR-021, but by date.',
      findings: [
        '4:14-4:20 Unexpected reference to FR-021, expected a requirement that exists, such as FR-020.',
      ],
    },
    {
      text: '## Requirements\n\n- FR-020: The list is sorted.\n- FR-022: As FR-020, but by date.',
      findings: [],
    },
    { text: '## Requirements\n\n- FR-020: Dates are ISO-8601, hashes SHA-256, see PROJ-77.', findings: [] },
    { text: '## Requirements\n\n- FR-020: As FR-003 of the catalogue spec.', findings: [] },
  ],
  *check(spec, context) {
    const around = feature(spec, context).flatMap((facts) =>
      factsIn(facts, 'requirement').map(({ key }) => key),
    );
    const known = new Set([...spec.requirements.map(({ id }) => id), ...(context.knownIds ?? []), ...around]);
    const kinds = ownKinds(spec, known, around);
    for (const { id, range } of spec.citations) {
      if (known.has(id) || !kinds.has(idPrefix(id))) continue;
      if (saidElsewhere(spec, context, 'requirement', id).length > 0) continue;
      const words = spec.masked.slice(Math.max(0, range.offset - 40), range.endOffset + 30);
      if (
        /\b(?:spec|feature|document)s?\b|\d{3}-[a-z]|□['’]?s?\s*\(?\s*$|\bformer(?:ly)?\b|\b(?:removed|retired|superseded|dropped)\b/i.test(
          words,
        )
      )
        continue;
      // "FR-008 to FR-015 were removed": the sentence says it, somewhere.
      if (
        /\b(?:removed|retired|superseded|dropped|withdrawn|upstream|deleted|moved|extracted|cut)\b/i.test(
          spec.masked.slice(Math.max(0, range.offset - 120), range.endOffset + 160),
        )
      )
        continue;
      const near = nearest(id, known);
      yield {
        ...range,
        message: `Unexpected reference to ${id}, expected a requirement that exists${near ? `, such as ${near}` : ''}.`,
        question: `What was ${id}, and where is it now?`,
        fixes: near
          ? [{ title: `Refer to ${near}`, guided: true, edits: [{ ...range, newText: near }] }]
          : [],
      };
    }
  },
};

/**
 * Prefixes that this spec is the home of. A checklist or a plan repeats a few ids of another file and cites many more:
 * where half as many ids are unknown as are defined, the definitions are somewhere else.
 */
function ownKinds(
  spec: ParsedSpec,
  known: ReadonlySet<string>,
  around: readonly string[],
): ReadonlySet<string> {
  const defined = count(new Set([...spec.requirements.map(({ id }) => id), ...around]));
  const unknown = count(new Set(spec.citations.map(({ id }) => id).filter((id) => !known.has(id))));
  return new Set([...defined].filter(([kind, n]) => (unknown.get(kind) ?? 0) * 2 <= n).map(([kind]) => kind));
}

function count(ids: ReadonlySet<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const id of ids) counts.set(idPrefix(id), (counts.get(idPrefix(id)) ?? 0) + 1);
  return counts;
}

/** The id of the same kind whose number is closest. */
function nearest(id: string, known: ReadonlySet<string>): string | undefined {
  const number = (text: string) => Number(/\d+$/.exec(text)?.[0] ?? 0);
  return [...known]
    .filter((other) => idPrefix(other) === idPrefix(id))
    .sort(
      (a, b) => Math.abs(number(a) - number(id)) - Math.abs(number(b) - number(id)) || (a < b ? -1 : 1),
    )[0];
}
