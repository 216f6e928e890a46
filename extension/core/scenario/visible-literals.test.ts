import { expect, test } from 'vitest';
import { parseScenario } from './parse-scenario.ts';
import { visibleLiterals } from './visible-literals.ts';

const text = `---
schema: dimmer/scenario@1
id: V1
spec: bill
requirements: [R1]
vars: { who: { kind: word } }
---
# Lunch

* Given a table
  \`\`\`file
  path: in.csv
  write: "name,city\\nAda,London\\n"
  \`\`\`
* When it is added up
  \`\`\`cli
  run: [bill, add, lunch, "{{who}}", "12"]
  expect: { exit: 0, stdout: { contains: lunch 12 }, json: { "$.total": 412 } }
  \`\`\`
* Then it is sent
  \`\`\`http
  request: POST /bills
  json: { to: ada@example.org, n: 7 }
  expect: { json: { "$.state": { oneOf: [sent, waiting] } } }
  \`\`\`
`;

test('what scenarios give and expect is listed, apart from templates, single signs and words of the spec', () => {
  const parsed = parseScenario(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  expect(
    visibleLiterals([parsed.scenario], 'R1: `bill add NAME` MUST send a bill; its state is waiting.'),
  ).toEqual([
    'name,city\nAda,London',
    'city',
    'Ada',
    'London',
    'lunch',
    '12',
    'lunch 12',
    '412',
    'ada@example.org',
    'sent',
  ]);
});
