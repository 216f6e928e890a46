// Guided fixes that rewrite or move text: what comes out, that nothing is lost, and that doing it again changes nothing.
import { expect, test } from 'vitest';
import { parseSpec } from '../spec/parse-spec.ts';
import { applyEdits } from './apply-fixes.ts';
import { factsOf } from './facts.ts';
import type { Finding } from './finding.ts';
import { runRule } from './lint.ts';
import { rules } from './rules.ts';

const findingsOf = (id: string, text: string): Finding[] => {
  const rule = rules.find((one) => one.id === id);
  return rule === undefined ? [] : runRule(rule, parseSpec(text, 'specs/example.md'));
};

/** The title of the first finding's only fix, and the text after it. */
function fixed(id: string, text: string): [string, string] {
  const [finding] = findingsOf(id, text);
  expect(finding?.fixes).toHaveLength(1);
  const [fix] = finding?.fixes ?? [];
  expect(fix?.guided).toBe(true);
  return [fix?.title ?? '', applyEdits(text, fix?.edits ?? [])];
}

/** The same, where the finding is gone afterwards. */
function ended(id: string, text: string): [string, string] {
  const result = fixed(id, text);
  expect(findingsOf(id, result[1])).toEqual([]);
  return result;
}

test('acts of one requirement become requirements of their own with the next free ids', () => {
  expect(
    ended(
      'compound-requirement',
      '- R1: The system MUST validate the form and send a confirmation email and log the event.\n- R7: The tool MUST stop.',
    ),
  ).toEqual([
    'Split into R1, R8, R9',
    [
      '- R1: The system MUST validate the form.',
      '- R8: The system MUST send a confirmation email.',
      '- R9: The system MUST log the event.',
      '- R7: The tool MUST stop.',
    ].join('\n'),
  ]);
});

test('the second half keeps the condition, the way of writing ids and the line ends', () => {
  const wrapped =
    '- **FR-001**: When a form is sent, the system MUST store the form and\r\n  MUST send `mail` to the user.\r\n- **FR-002**: The tool MUST stop.\r\n';
  expect(ended('compound-requirement', wrapped)[1]).toBe(
    [
      '- **FR-001**: When a form is sent, the system MUST store the form.',
      '- **FR-003**: When a form is sent, the system MUST send `mail` to the user.',
      '- **FR-002**: The tool MUST stop.',
      '',
    ].join('\r\n'),
  );
});

test('a subject of its own stays; what cannot be cut without loss is only marked', () => {
  const boards =
    '- R1: The user shall be able to create, share and delete boards, and admins shall see statistics.';
  expect(fixed('compound-requirement', boards)).toEqual([
    'Split into R1, R2',
    '- R1: The user shall be able to create, share and delete boards.\n- R2: Admins shall see statistics.',
  ]);
  for (const text of [
    '- R1: The user MUST create, share and delete boards.',
    '- R1: The tool MUST load the file and delete its copy.',
    '- R1: The tool MUST store the form and send the mail. It stops then.',
    'R1: The tool MUST store the form and send the mail.',
  ]) {
    const [title, marked] = fixed('compound-requirement', text);
    expect(title).toBe('Mark where to split');
    expect(marked.replace(/\[NEEDS SPLIT[^\]]*\] /, '')).toBe(text);
  }
});

test('a chosen technology moves to the constraints, made where there are none, and asks why', () => {
  const redis = '# Shop\n\n## Requirements\n\n- R1: The system MUST store sessions in Redis.';
  expect(ended('implementation-leakage', redis)).toEqual([
    'Move it to constraints',
    '# Shop\n\n## Requirements\n\n## Constraints\n\n- R1: The system MUST store sessions in Redis. [NEEDS ANSWER: why Redis?]',
  ]);
  const between = `${redis}\n  - Twice.\n- R2: The tool MUST stop.\n\n## Constraints\n\n- C1: It MUST run.\n\n## Notes\n\nMore.\n`;
  expect(ended('implementation-leakage', between)).toEqual([
    'Move it to “Constraints”',
    [
      '# Shop\n\n## Requirements\n\n- R2: The tool MUST stop.\n\n## Constraints\n\n- C1: It MUST run.',
      '- R1: The system MUST store sessions in Redis. [NEEDS ANSWER: why Redis?]\n  - Twice.\n\n## Notes\n\nMore.\n',
    ].join('\n'),
  ]);
});

test('a numbered criterion, whose number is its id, is not moved', () => {
  const numbered = '# Shop\n\n## Requirements\n\n1. The system MUST store sessions in Redis.';
  expect(findingsOf('implementation-leakage', numbered).map(({ fixes }) => fixes)).toEqual([[]]);
});

test('what comes later moves to the non-goals alone; an item that says more stays', () => {
  const later = '## Requirements\n\n- R1: It sends mail.\n- R2: Later versions must also send text.\n';
  expect(ended('future-scope', later)[1]).toBe(
    '## Requirements\n\n- R1: It sends mail.\n\n## Non-Goals\n\n- Later versions must also send text. [NEEDS ANSWER: not now?]\n',
  );
  const more = later.replace('text.', 'text. The tool MUST stop.');
  expect(findingsOf('future-scope', more).map(({ fixes }) => fixes)).toEqual([[]]);
});

test('a requirement without a task gets one at the end of the plan, in its form; then it is covered', () => {
  const kiro =
    '# Invoices\n\n### Requirement 1: List\n\n#### Acceptance Criteria\n\n1. THE tool SHALL list.\n2. THE tool SHALL sort.\n3. THE tool SHALL page.';
  const plain =
    '# Invoices\n\n- FR-001: The tool MUST list.\n- FR-002: The tool MUST print.\n- FR-003: The tool MUST export.';
  const rule = rules.find(({ id }) => id === 'uncovered-requirement');
  const findings = (spec: string, tasks: string) => {
    const read = parseSpec(spec, 'specs/example.md');
    return rule === undefined
      ? []
      : runRule(rule, read, { set: [factsOf(read), factsOf(parseSpec(tasks, 'specs/tasks.md'))] });
  };
  for (const [spec, tasks, after] of [
    [
      plain,
      '# Tasks: invoices\n\n- [ ] T001 List (FR-001)\n- [x] T009 Print (FR-002)\n  - In colour.\n\n## Notes\n\nNone.\n',
      '# Tasks: invoices\n\n- [ ] T001 List (FR-001)\n- [x] T009 Print (FR-002)\n  - In colour.\n- [ ] T010 [NEEDS ANSWER: which task?] (FR-003)\n\n## Notes\n\nNone.\n',
    ],
    [
      plain,
      '# Tasks: invoices\n\n* [ ] List (FR-001)\n* [ ] Print (FR-002)',
      '# Tasks: invoices\n\n* [ ] List (FR-001)\n* [ ] Print (FR-002)\n* [ ] [NEEDS ANSWER: which task?] (FR-003)',
    ],
    [
      kiro,
      '---\nprofile: ears-kiro\n---\n# Implementation Plan\n\n- [ ] 1. List\n  - _Requirements: 1.1, 1.3_\n',
      '---\nprofile: ears-kiro\n---\n# Implementation Plan\n\n- [ ] 1. List\n  - _Requirements: 1.1, 1.3_\n- [ ] 2. [NEEDS ANSWER: which task?]\n  - _Requirements: 1.2_\n',
    ],
  ] as const) {
    const [finding] = findings(spec, tasks);
    const [fix] = finding?.fixes ?? [];
    expect(fix).toMatchObject({ title: 'Add a task to tasks.md', guided: true, path: 'specs/tasks.md' });
    expect(applyEdits(tasks, fix?.edits ?? [])).toBe(after);
    expect(findings(spec, after)).toEqual([]);
  }
  const many = [3, 4, 5, 6, 7].map((at) => `- FR-00${at}: The tool MUST do ${at}.`).join('\n');
  const covered = [1, 2, 8, 9].map((at) => `- [ ] T00${at} Do (FR-00${at})`).join('\n');
  const more = `${plain}\n${many.replace(/^.*\n/, '')}\n- FR-008: The tool MUST do 8.\n- FR-009: The tool MUST do 9.`;
  const tasks = `# Tasks: invoices\n\n${covered}\n- [ ] T010 Do (FR-003)`;
  const [finding] = findings(more, tasks);
  expect(finding?.fixes.map(({ title }) => title)).toEqual(['Add 4 tasks to tasks.md']);
  expect(findings(more, applyEdits(tasks, finding?.fixes[0]?.edits ?? []))).toEqual([]);
});
