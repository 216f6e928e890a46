import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseScenario } from './parse-scenario.ts';

const front = (more = '') => `---
schema: dimmer/scenario@1
id: SCN-0001
spec: notes
requirements: [R1, AUTH-3]
${more}---
`;
const body = `# Feature: Notes

Ada keeps notes.

## Scenario: Ada adds a note

* Given an input file
  \`\`\`file
  path: in.txt
  write: "{{note}}"
  \`\`\`
* When Ada adds it
  \`\`\`cli
  run: [notes, add, in.txt]
  expect: { exit: 0, stdout: { matches: "(?i)added" }, json: { "$.id": { type: number } } }
  capture: { id: "$.id" }
  \`\`\`
* Then it is there
  \`\`\`cli
  run: [notes, show, "{{id}}"]
  expect: { stdout: { contains: "{{note}}" } }
  \`\`\`
* And it reads well
  \`\`\`judge
  rubric: Says what was added.
  \`\`\`
`;
const problems = (text: string) => {
  const parsed = parseScenario(text);
  return parsed.ok ? [] : parsed.problems.map((problem) => `${problem.line}: ${problem.message}`);
};

test('prose and typed blocks become a scenario', () => {
  const parsed = parseScenario(front('vars: { note: { kind: words } }\n') + body);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const { scenario } = parsed;
  expect({
    ...scenario,
    steps: scenario.steps.map((step) => [step.kind, step.sentence, step.line]),
    text: '',
    story: '',
  }).toEqual({
    schema: 'dimmer/scenario@1',
    id: 'SCN-0001',
    spec: 'notes',
    requirements: ['R1', 'AUTH-3'],
    status: 'active',
    seed: 1,
    vars: { note: { kind: 'words' } },
    satisfied: { must: 'all', judged: 0.8 },
    timeoutMs: 60_000,
    title: 'Ada adds a note',
    story: '',
    text: '',
    steps: [
      ['file', 'Given an input file', 15],
      ['cli', 'When Ada adds it', 20],
      ['cli', 'Then it is there', 26],
      ['judge', 'And it reads well', 31],
    ],
  });
});

test('Windows line endings and a byte order mark change nothing', () => {
  const text = front('vars: { note: { kind: words } }\n') + body;
  expect(parseScenario(`\uFEFF${text.replaceAll('\n', '\r\n')}`)).toEqual(parseScenario(text));
});

test('everything that would silently not be checked is a problem', () => {
  expect(problems('')).toEqual(['1: the file is empty']);
  expect(problems('# no front matter')[0]).toContain('no front matter');
  expect(problems(front('colour: red\n') + '```cli\nrun: [node]\n```')).toEqual([
    '2: front matter: unknown key `colour`',
  ]);
  expect(problems(front('category: auth\n') + '```cli\nrun: [node]\n```')[0]).toContain(
    'category: expected crash, timeout',
  );
  expect(problems(front() + '```cli\nrun: [node]\nexpect: { stdout: { contain: x } }\n```')).toEqual([
    '7: cli block: expect.stdout: unknown key `contain`',
  ]);
  expect(problems(front() + '```cli\nrun: node x\n```')).toEqual(['7: cli block: run: expected array']);
  expect(problems(front() + '```browser\nopen: /\n```')[0]).toContain('cannot be run by this version');
  expect(problems(front() + '```http\nrequest: /notes\n```')[0]).toContain('expected a method and a path');
  expect(problems(front() + '```js\nx\n```')[0]).toContain('unknown block `js`');
  expect(problems(front() + 'only prose')[0]).toContain('no step');
  expect(problems(front() + '```file\npath: ../../etc/passwd\n```')[0]).toContain(
    'inside the working directory',
  );
  expect(problems(front() + '```cli\nrun: [notes, "{{id}}"]\n```')[0]).toContain('`{{id}}` has no value');
  expect(problems(front() + '```cli\nrun: [a\n```')[0]).toContain('is not YAML');
});

test('no text makes the parser throw', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), (a, b) => {
      parseScenario(a);
      parseScenario(front(b) + body);
      parseScenario(front() + '```cli\n' + a + '\n```');
    }),
    { numRuns: 60 },
  );
});
