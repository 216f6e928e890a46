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
    negative: false,
    impossible: false,
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
  expect(problems(front() + '```browser\nopen: /\ndo: [{ click: { css: .a } }]\n```')[0]).toBe(
    '7: browser block: do.0.click: unknown key `css`',
  );
  expect(
    problems(front() + '```browser\nopen: /\ndo: [{ click: { role: button, text: x } }]\n```')[0],
  ).toContain('expected one of role, label and text');
  expect(problems(front() + '```browser\nopen: /\nexpect: [{ url: /, title: x }]\n```')[0]).toContain(
    'expected one of visible, hidden',
  );
  expect(problems(front() + '```browser\nexpect: [{ url: / }]\n```')[0]).toContain('says what to `open`');
  expect(problems(front() + '```twin\nmail: { empty: true }\n```')).toEqual([
    '7: twin block: mail: unknown key `empty`',
  ]);
  expect(problems(front() + '```twin\n{}\n```')[0]).toContain('expected the name of a twin');
  const needs = front('needs: { server: true, twins: [mail] }\n');
  expect(problems(needs + '```cli\nrun: [notes, "{{twin.okta.last.link}}"]\n```')[0]).toContain(
    'the twin `okta` is not in `needs.twins`',
  );
  expect(problems(front('negative: true\n') + '```judge\nrubric: x\n```')[0]).toContain(
    'ends with an executed block',
  );
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

test('blocks of a page and of twins are read, and their values need no earlier step', () => {
  const parsed = parseScenario(`${front('needs: { twins: [mail] }\nnegative: true\n')}
\`\`\`twin
mail: { reset: true, seed: { sent: [] } }
\`\`\`
\`\`\`browser
open: "{{twin.mail.last.link}}"
do: [{ fill: { label: New password, with: x } }, { press: Enter }, { wait: { hidden: { text: Loading } } }]
expect: [{ visible: { text: "/changed/i" } }, { count: { role: listitem, is: { gt: 1 } } }]
capture: { total: { role: status } }
\`\`\`
\`\`\`http
request: GET {{twin.mail.last.link}}
headers: { Total: "{{total}}" }
\`\`\`
`);
  expect(parsed.ok ? parsed.scenario.steps.map(({ kind }) => kind) : parsed.problems).toEqual([
    'twin',
    'browser',
    'http',
  ]);
  expect(parsed.ok && [parsed.scenario.negative, parsed.scenario.impossible]).toEqual([true, false]);
});

test('what would exhaust the reader is refused in bounded time, wherever it stands', () => {
  const begun = performance.now();
  const step = '```cli\nrun: [node]\n```\n';
  const deep = `${'['.repeat(1000)}1${']'.repeat(1000)}`;
  const texts = [
    front(`vars: ${deep}\n`) + step,
    front() + `\`\`\`http\nrequest: POST /\njson: ${deep}\n\`\`\``,
    front() + `\`\`\`http\nrequest: POST /\njson: ${'['.repeat(60_000)}\n\`\`\``,
    front() + `\`\`\`http\nrequest: POST /\nbody: "${'x'.repeat(10_000_000)}"\n\`\`\``,
    front() + '> '.repeat(50_000) + 'x\n' + step,
    front() + '- '.repeat(50_000) + 'x\n' + step,
    front() + '*a_'.repeat(60_000) + '\n' + step,
    front('vars: &a { b: &b [*a, *b] }\n') + step,
  ];
  expect(texts.filter((text) => problems(text).length === 0)).toEqual([]);
  expect(performance.now() - begun).toBeLessThan(20_000);
  const nested = front() + `\`\`\`http\nrequest: POST /\njson: ${'['.repeat(100)}1${']'.repeat(100)}\n\`\`\``;
  expect(problems(nested)).toEqual(['7: http block: nested more than 64 levels deep']);
});

test('a key that the language reads as something else is refused, not passed over', () => {
  for (const yaml of [
    'json: { __proto__: { admin: true } }',
    'expect: { json: { "$.a": { equals: { "__proto__": 1 } } } }',
    'capture: { __proto__: "$.id" }',
  ])
    expect(problems(front() + `\`\`\`http\nrequest: POST /\n${yaml}\n\`\`\``)).toEqual([
      '7: http block: the key `__proto__` cannot be used',
    ]);
  expect(problems(front('vars: { __proto__: { kind: word } }\n') + '```cli\nrun: [node]\n```')[0]).toContain(
    'the key `__proto__`',
  );
});
