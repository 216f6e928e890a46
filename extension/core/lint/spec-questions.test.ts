import { expect, test } from 'vitest';
import { parseSpec } from '../spec/parse-spec.ts';
import { applyEdits } from './apply-fixes.ts';
import { lintSpec } from './lint.ts';
import { answerEdits, optionsOf, specQuestions } from './spec-questions.ts';

const findingsOf = (text: string) => lintSpec(parseSpec(text, 'specs/a.md')).findings;
const questionsOf = (text: string) => specQuestions(text, findingsOf(text));

const proof = '\n\n## Success criteria\n\n- R1 is shown by a test.\n';
const spec = (lines: string) => `# A\n\n## Requirements\n\n${lines}${proof}`;

test('a clean spec asks nothing', () => {
  expect(questionsOf(spec('- R1: It prints 3.'))).toEqual({ questions: [], left: 0 });
});

test('a question in the spec is asked with its alternatives, and answered behind it', () => {
  const text = spec('- R1: It ends.\n\n## Open questions\n\n- Which exit code on a missing file: 1 or 2?');
  const [question] = questionsOf(text).questions;
  expect(question).toMatchObject({
    question: 'Which exit code on a missing file: 1 or 2?',
    free: true,
    answers: [{ label: '1' }, { label: '2' }],
  });
  const answered = applyEdits(text, question!.answers[1]!.edits);
  expect(answered).toContain('- Which exit code on a missing file: 1 or 2? 2.');
  expect(questionsOf(answered).questions).toEqual([]);
});

test('a hole is filled by the words that were chosen', () => {
  const text = spec('- R1: It signs users in by [NEEDS CLARIFICATION: SSO or password?].');
  const [question] = questionsOf(text).questions;
  expect(question?.answers.map(({ label }) => label)).toEqual(['SSO', 'password']);
  expect(applyEdits(text, question!.answers[0]!.edits)).toContain('- R1: It signs users in by SSO.');
});

test('words of one’s own fill the hole that a guided fix leaves', () => {
  const text = spec('- R1: It stops immediately.');
  const finding = findingsOf(text).find(({ rule }) => rule === 'vague-time')!;
  expect(questionsOf(text).questions[0]).toMatchObject({ finding: { rule: 'vague-time' }, free: true });
  const written = applyEdits(text, answerEdits(text, finding, '200 ms')!);
  expect(written).toContain('It stops within 200 ms.');
  expect(written).not.toContain('[NEEDS');
});

test('a fix with several readings is one answer each', () => {
  const text = spec('- R1: It stops after about 30 seconds.');
  expect(questionsOf(text).questions[0]?.answers.map(({ label }) => label)).toEqual([
    'at most 30',
    'at least 30',
    'exactly 30',
  ]);
});

test('three are asked, errors first, and the rest is counted', () => {
  const text = spec('- R1: It takes about 3 s, about 4 s, about 5 s and TBD.');
  const { questions, left } = questionsOf(text);
  expect(questions.map(({ finding }) => finding.rule)).toEqual([
    'placeholder',
    'approximate-value',
    'approximate-value',
  ]);
  expect(left).toBe(1);
});

test('every edit that a question offers removes its own finding', () => {
  const text = spec('- R1: It takes about 3 s.\n- R2: The timeout is 5.\n- R3: It exports A and/or B.');
  const all = findingsOf(text);
  const { questions } = specQuestions(text, all);
  expect(questions).toHaveLength(3);
  for (const { finding, answers } of questions)
    for (const { edits } of answers) {
      const after = findingsOf(applyEdits(text, edits)).filter((one) => one.rule === finding.rule);
      expect(after.length, `${finding.rule}: ${edits.map(({ newText }) => newText).join()}`).toBeLessThan(
        all.filter((one) => one.rule === finding.rule).length,
      );
    }
});

test.each([
  ['Which exit code: 1 or 2?', ['1', '2']],
  ['SSO or password?', ['SSO', 'password']],
  ['Which format (CSV, JSON, or XML)?', ['CSV', 'JSON', 'XML']],
  ['What happens when a file is missing or cannot be read by the user who started it?', []],
  ['Why?', []],
])('%s offers %j', (question, options) => {
  expect(optionsOf(question)).toEqual(options);
});
