// A scenario that lacks its action or its outcome cannot fail.
import type { ScenarioStep, SpecScenario } from '../../spec/parsed-spec.ts';
import type { Hit, Rule } from '../rule.ts';

export const malformedScenario: Rule = {
  code: 'TST007',
  id: 'malformed-scenario',
  severity: 'error',
  tier: 'A',
  detects:
    'A scenario with Given, When, Then steps that lacks a When or a Then, has a Then before the When, two Whens in a row, or an empty step.',
  reason: 'Without an action nothing happens, without an outcome nothing is checked; both pass always.',
  quietWhen: 'Scenarios in free prose (no keyword at all).',
  examples: [
    {
      text: '### Scenario: cart\n\n- **GIVEN** a signed-in user\n- **THEN** the cart is empty',
      findings: ['1:1-1:19 Unexpected scenario “cart” without a When, expected one.'],
    },
    {
      text: '### Scenario: drop\n\n- **WHEN** the file is saved\n- **WHEN** the network drops\n- **THEN** a copy is kept',
      findings: ['4:3-4:29 Unexpected second When, expected one action: use And, or a scenario of its own.'],
    },
    {
      text: '### Scenario: open\n\n- **WHEN** the user opens the cart\n- **THEN**',
      findings: ['4:3-4:11 Unexpected empty Then, expected what happens.'],
    },
    {
      text: '### Scenario: cart\n\n- **GIVEN** a signed-in user\n- **WHEN** the user opens the cart\n- **THEN** the cart is empty\n- **AND** no total is shown',
      findings: [],
    },
    { text: '### Scenario: in prose\n\nThe user opens the cart and sees that it is empty.', findings: [] },
  ],
  *check(spec) {
    for (const scenario of spec.scenarios) if (scenario.steps.length > 0) yield* problems(scenario);
  },
};

function* problems({ title, steps, headingRange }: SpecScenario): Generator<Hit> {
  const has = (keyword: ScenarioStep['keyword']) => steps.some((step) => step.keyword === keyword);
  const name = title || 'this scenario';
  for (const [keyword, question] of [
    ['when', 'Who does what? When ___.'],
    ['then', 'What can be seen afterwards? Then ___.'],
  ] as const) {
    if (has(keyword)) continue;
    const message = `Unexpected scenario “${name}” without a ${capital(keyword)}, expected one.`;
    yield { ...headingRange, message, question, fixes: [] };
  }
  for (const [index, step] of steps.entries()) {
    const before = steps[index - 1];
    if (step.text.trim() === '') {
      yield {
        ...step.range,
        message: `Unexpected empty ${capital(step.keyword)}, expected what happens.`,
        question: `${capital(step.keyword)} what?`,
      };
    } else if (step.keyword === 'when' && before?.keyword === 'when') {
      const message = 'Unexpected second When, expected one action: use And, or a scenario of its own.';
      yield { ...step.range, message, question: 'Do both happen, or is this another scenario?' };
    }
  }
  const then = steps.find(({ keyword }) => keyword === 'then');
  const when = steps.find(({ keyword }) => keyword === 'when');
  if (then && when && then.range.offset < when.range.offset) {
    yield {
      ...then.range,
      message: 'Unexpected Then before the When, expected the action first.',
      question: 'Which action leads to this?',
    };
  }
}

function capital(keyword: string): string {
  return keyword.charAt(0).toUpperCase() + keyword.slice(1);
}
