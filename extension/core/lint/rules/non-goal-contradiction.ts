// Excluded above, required below.
import { once } from '../../spec/memo.ts';
import type { ParsedSpec } from '../../spec/parsed-spec.ts';
import { fold } from '../../spec/prose.ts';
import { marked } from '../query.ts';
import { elsewhere, factsIn, feature, type ForeignFact } from '../fact-set.ts';
import { phrasesOf, stemsIn, together } from '../facts/non-goals.ts';
import { documentKind } from '../../spec/profile.ts';
import type { Place, Rule } from '../rule.ts';

/** It is named to be refused, limited or left out. */
const limiting =
  /\b(?:not|never|no|none|without|only|except|reject\w*|refus\w*|ignor\w*|exclud\w*|disabl\w*|prevent\w*|unsupported|out of scope|non-goal|remains?|existing|unchanged|already|instead|avoid\w*|error)\b|n['’]t\b/i;

export const nonGoalContradiction: Rule = {
  code: 'SCP005',
  id: 'non-goal-contradiction',
  severity: 'warning',
  tier: 'C',
  detects: 'Something listed as a non-goal that a requirement or task asks for.',
  reason: 'An agent obeys both as far as it can. What it builds then is half of the feature.',
  quietWhen: 'The requirement refuses or limits it, or the non-goal is a sentence rather than a name.',
  examples: [
    {
      text: '## Non-Goals\n\n- Offline editing\n\n## Requirements\n\n- FR-8: The app MUST queue edits made in offline editing.',
      findings: ['7:9-7:58 Unexpected requirement of “Offline editing”, expected none: it is a non-goal.'],
    },
    {
      text: '## Out of Scope\n\n- Stripe checkout\n\n## Tasks\n\n- [ ] T044 Add the Stripe checkout',
      findings: ['7:1-7:35 Unexpected requirement of “Stripe checkout”, expected none: it is a non-goal.'],
    },
    {
      text: '# Tasks: shop\n\n- [ ] T044 Add the Stripe checkout',
      others: { 'specs/spec.md': '## Out of Scope\n\n- Stripe checkout' },
      findings: ['3:1-3:35 Unexpected requirement of “Stripe checkout”, expected none: it is a non-goal.'],
    },
    {
      text: '## Non-Goals\n\n- Offline editing\n\n## Requirements\n\n- FR-8: The app MUST refuse offline editing with a hint.',
      findings: [],
    },
    {
      text: '## Non-Goals\n\n- Windows servers\n\n## Requirements\n\n- FR-8: The tool MUST run on Linux servers.',
      findings: [],
    },
  ],
  *check(spec, context) {
    const own = phrasesOf(spec).map((phrase) => ({
      ...phrase,
      related: { offset: phrase.offset, endOffset: phrase.endOffset, message: 'It is excluded here' },
    }));
    const others = feature(spec, context).flatMap((facts) =>
      factsIn(facts, 'non-goal').map((fact) => {
        const foreign: ForeignFact = { ...fact, path: facts.path };
        return {
          phrase: fact.shown,
          stems: fact.key.split(' '),
          related: elsewhere(foreign, 'It is excluded here'),
        };
      }),
    );
    const phrases = [...own, ...others].slice(0, 200);
    if (phrases.length === 0) return;
    // By the longest word, so that each sentence looks at few phrases.
    const byStem = new Map<string, (typeof phrases)[number][]>();
    for (const phrase of phrases) {
      const key = [...phrase.stems].sort((a, b) => b.length - a.length)[0] ?? '';
      byStem.set(key, [...(byStem.get(key) ?? []), phrase]);
    }
    const said = new Set<(typeof phrases)[number]>();
    for (const place of asked(spec)) {
      const text = fold(spec.plain, place.offset, place.endOffset).replace(marked, ' ');
      const stems = stemsIn(text);
      const hit = [...stems]
        .flatMap((stem) => byStem.get(stem) ?? [])
        .find((phrase) => !said.has(phrase) && together(text, phrase.stems));
      if (!hit || limiting.test(text)) continue;
      said.add(hit);
      yield {
        ...place,
        message: `Unexpected requirement of “${hit.phrase}”, expected none: it is a non-goal.`,
        question: `Is “${hit.phrase}” to be built or not?`,
        related: [hit.related],
      };
    }
  },
};

/** Binding sentences, and the first lines of tasks. */
const asked = once((spec: ParsedSpec): readonly Place[] => {
  const binding = spec.statements.filter(
    ({ normative, role, offset, endOffset }) => normative && role !== 'scenario' && endOffset - offset < 600,
  );
  const tasks = spec.items.flatMap(({ checkbox, offset, endOffset, section }) => {
    const isTask = checkbox && (documentKind(spec) === 'tasks' || spec.sections[section]?.role === 'task');
    return isTask
      ? [
          {
            offset,
            endOffset:
              offset +
              (/^.*/.exec(spec.text.slice(offset, Math.min(endOffset, offset + 600)))?.[0].length ?? 1),
          },
        ]
      : [];
  });
  return [...binding.map(({ offset, endOffset }) => ({ offset, endOffset })), ...tasks].sort(
    (a, b) => a.offset - b.offset,
  );
});
