// The parts of the model beyond prose: tables, declarations, clauses, and the customs a document follows.
import { expect, test } from 'vitest';
import { clausesOf } from './clauses.ts';
import { declarationsOf } from './declarations.ts';
import { parseSpec } from './parse-spec.ts';
import { detectProfile, documentKind } from './profile.ts';

test('a table has its header, its rows and the place of each cell', () => {
  const text = '## A\n\n| Key | Default |\n|---|---|\n| `a` | 3 \\| 4 |\n| b | |\n\n| X |\n|---|\n| y |';
  const spec = parseSpec(text, 'a.md');
  expect(spec.tables.map(({ header, rows }) => [header.map((cell) => cell.text), rows.length])).toEqual([
    [['Key', 'Default'], 2],
    [['X'], 1],
  ]);
  const cell = spec.tables[0]?.rows[0]?.[0];
  expect(cell?.text).toBe('a');
  expect(text.slice(cell?.offset, cell?.endOffset)).toBe('`a`');
});

test.each([
  [
    'ts',
    'export interface Outcome {\n  status: string;\n  notes?: string;\n}',
    'interface Outcome: status notes',
  ],
  ['ts', 'type Status = "open" | "paid"', 'enum Status: open paid'],
  ['', 'RECORD Outcome:\n    status: StageStatus\n    notes: String', 'record Outcome: status notes'],
  ['', 'ENUM Fidelity:\n    FULL -- all\n    COMPACT', 'enum Fidelity: FULL COMPACT'],
  ['python', 'class Run:\n    id: str\n    count: int', 'record Run: id count'],
  ['go', 'func Resolve(node Node, out Outcome) Edge {', 'function Resolve: node out'],
  ['ts', 'interface A {\n  b: string;\n  ...\n}', 'interface A: b (part)'],
  ['json', '{"type": "record"}', ''],
  ['', 'the record is open\nclass action\ntype in a name', ''],
])('declarations: %s %j', (language, code, expected) => {
  const spec = parseSpec(`\`\`\`${language}\n${code}\n\`\`\``, 'a.md');
  const said = declarationsOf(spec).map(
    ({ kind, name, fields, partial }) =>
      `${kind} ${name}: ${fields.map((field) => field.name).join(' ')}${partial ? ' (part)' : ''}`,
  );
  expect(said.join('; ')).toBe(expected);
});

test('a declaration knows where its name is', () => {
  const text = '# T\n\n```ts\nconst a = 1;\nfunction run(run: string) {}\n```';
  const [found] = declarationsOf(parseSpec(text, 'a.md'));
  expect(text.slice(found?.offset, found?.endOffset)).toBe('run');
  expect(found?.offset).toBe(text.indexOf('run('));
});

test.each([
  [
    'When the upload ends, the server shall send a receipt if mail is on.',
    'when the upload ends | if mail is on > the server > shall > send a receipt',
  ],
  ['The user must not delete it', ' > The user > must not > delete it'],
  ['Sort by name', ' >  >  > Sort by name'],
  [
    'While it runs, when it fails, then the tool SHALL stop',
    'while it runs | when it fails > the tool > shall > stop',
  ],
])('clauses of %j', (text, expected) => {
  const { conditions, subject, modal, response } = clausesOf(text);
  const said = conditions.map((condition) => `${condition.keyword} ${condition.text}`).join(' | ');
  expect([said, subject, modal, response].join(' > ')).toBe(expected);
});

test.each([
  ['.kiro/specs/a/requirements.md', '', 'ears-kiro', 'spec'],
  ['.kiro/specs/a/design.md', '', 'ears-kiro', 'design'],
  ['specs/001-login/spec.md', '', 'spec-kit', 'spec'],
  ['specs/001-login/tasks.md', '', 'spec-kit', 'tasks'],
  ['specs/001-login/checklists/ux.md', '', 'spec-kit', 'checklist'],
  ['openspec/specs/cli/spec.md', '', 'openspec', 'spec'],
  ['a.md', '## ADDED Requirements\n', 'openspec', 'spec'],
  ['a.md', '---\neip: 1\ntitle: A\n---\n', 'rfc', 'spec'],
  ['a.md', 'The key words "MUST" are to be read as in RFC 2119.', 'rfc', 'spec'],
  ['a.md', '# A\n\n## 1. Parsing\n\n## 2. Definition of Done\n', 'nlspec', 'spec'],
  ['specs/a.md', '# A', 'generic', 'spec'],
])('%s %j is %s', (path, text, profile, kind) => {
  expect(detectProfile(path, text)).toBe(profile);
  expect(documentKind(parseSpec(text === '' ? '# A' : text, path))).toBe(kind);
});

test('the front matter says the profile, then the caller, then the text', () => {
  expect(parseSpec('---\nprofile: nlspec\n---\n# A', 'a.md', undefined, 'rfc').profile).toBe('nlspec');
  expect(parseSpec('# A', 'a.md', undefined, 'rfc').profile).toBe('rfc');
  const wrong = parseSpec('---\nprofile: mine\n---\n# A', 'a.md');
  expect([wrong.profile, wrong.problems[0]?.message]).toEqual([
    'generic',
    expect.stringContaining('`profile` must be one of generic'),
  ]);
});

test('Kiro numbers its criteria, and its tasks cite them by number', () => {
  const text =
    '# R\n\n## Requirements\n\n### Requirement 2: Login\n\n#### Acceptance Criteria\n\n1. WHEN a user logs in THE app SHALL greet.\n2. THE app SHALL log.\n   - with the time\n';
  const { requirements } = parseSpec(text, '.kiro/specs/a/requirements.md');
  expect(requirements.map(({ id, modality }) => [id, modality])).toEqual([
    ['2.1', 'must'],
    ['2.2', 'must'],
  ]);
  const tasks = parseSpec('- [ ] 1. Do\n  - _Requirements: 2.1, 2.2_\n', '.kiro/specs/a/tasks.md');
  expect(tasks.citations.map(({ id }) => id)).toEqual(['2.1', '2.2']);
});
