// Everyone who can answer a question, for every kind of question.
import { expect, test } from 'vitest';
import { askMultiple, type Answer, type Question, type QuestionType } from '../../core/workflow/question.ts';
import {
  askInTime,
  autoApprove,
  callbackInterviewer,
  consoleInterviewer,
  queueInterviewer,
  recordingInterviewer,
} from './interviewers.ts';

const options = [
  { key: 'A', label: '[A] Approve' },
  { key: 'F', label: '[F] Fix' },
];
const question = (type: QuestionType, more: Partial<Question> = {}): Question => ({
  text: 'Ship?',
  type,
  stage: 'gate',
  options: type === 'multiple_choice' ? options : [],
  ...more,
});
const types: readonly QuestionType[] = ['yes_no', 'multiple_choice', 'freeform', 'confirmation'];
const never = new AbortController().signal;

test('auto-approve says yes, and takes the first option', async () => {
  expect(
    await askMultiple(
      autoApprove(),
      types.map((type) => question(type)),
    ),
  ).toEqual([
    { kind: 'yes' },
    { kind: 'text', text: '[A] Approve' },
    { kind: 'text', text: 'auto-approved' },
    { kind: 'yes' },
  ]);
});

function terminal(lines: readonly (string | null)[]) {
  const rest = [...lines];
  let out = '';
  const interviewer = consoleInterviewer({
    write: (text) => void (out += text),
    readLine: async () => rest.shift() ?? null,
  });
  return { interviewer, written: () => out };
}

test('the console shows question and options, and reads what is typed', async () => {
  const { interviewer, written } = terminal(['f']);
  expect(await interviewer.ask(question('multiple_choice'))).toEqual({ kind: 'text', text: 'f' });
  expect(written()).toBe('[?] Ship?\n  [A] [A] Approve\n  [F] [F] Fix\nSelect: ');
});

test('the console asks again until it hears yes or no, and takes free text as it is', async () => {
  const { interviewer, written } = terminal(['maybe', 'Yes', 'n', 'some words', '', null]);
  expect(
    await askMultiple(interviewer, [
      question('yes_no'),
      question('confirmation'),
      question('freeform'),
      question('freeform'),
      question('yes_no'),
    ]),
  ).toEqual([
    ...[
      { kind: 'yes' },
      { kind: 'no' },
      { kind: 'text', text: 'some words' },
      { kind: 'skipped' },
      { kind: 'skipped' },
    ],
  ]);
  expect(written()).toContain('Answer Y or N.');
  interviewer.inform('wait', 'gate');
  expect(written()).toContain('[gate] wait');
});

test('a callback answers, a queue answers in its order and then skips', async () => {
  const callback = callbackInterviewer(async ({ type }) => ({ kind: 'text', text: type }));
  expect(await callback.ask(question('freeform'))).toEqual({ kind: 'text', text: 'freeform' });
  const answers: Answer[] = [{ kind: 'yes' }, { kind: 'no' }];
  const queue = queueInterviewer(answers);
  expect(await askMultiple(queue, [question('yes_no'), question('yes_no'), question('yes_no')])).toEqual([
    ...answers,
    { kind: 'skipped' },
  ]);
});

test('a recording keeps every question with its answer', async () => {
  const recording = recordingInterviewer(queueInterviewer([{ kind: 'yes' }]));
  await askMultiple(recording, [question('yes_no'), question('freeform')]);
  expect(recording.recorded.map(({ question: { type }, answer }) => [type, answer.kind])).toEqual([
    ['yes_no', 'yes'],
    ['freeform', 'skipped'],
  ]);
});

test('when nobody answers in time the fallback is taken, or time is up', async () => {
  const silent = callbackInterviewer(() => new Promise(() => undefined));
  expect(await askInTime(silent, question('yes_no', { timeoutMs: 10 }), never)).toEqual({ kind: 'timeout' });
  expect(
    await askInTime(silent, question('yes_no', { timeoutMs: 10, fallback: { kind: 'no' } }), never),
  ).toEqual({ kind: 'no' });
});
