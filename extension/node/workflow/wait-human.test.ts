// Gates where a human chooses the way.
import { expect, test } from 'vitest';
import type { Answer } from '../../core/workflow/question.ts';
import { graph, run, visited } from './testing.ts';

const gate = graph(
  'ask [shape=hexagon, label="Ship?"] fix [prompt=x] start -> ask ask -> exit [label="[A] Approve"] ask -> fix [label="F) Fix it"] fix -> ask',
);
const text = (...words: string[]) => words.map((word): Answer => ({ kind: 'text', text: word }));

test('edge labels are the choices, and the answer decides the edge', async () => {
  const { events, state, json } = await run(gate, { answers: text('f', '[A] Approve') });
  expect(await json('ask/status.json')).toMatchObject({
    preferred_label: '[A] Approve',
    suggested_next_ids: ['exit'],
  });
  expect(visited(events)).toEqual(['start', 'ask', 'fix', 'ask', 'exit']);
  expect(state.line.context).toMatchObject({
    'human.gate.selected': 'A',
    'human.gate.label': '[A] Approve',
  });
  expect(events.find(({ type }) => type === 'interview-started')).toMatchObject({
    question: {
      text: 'Ship?',
      type: 'multiple_choice',
      options: [
        { key: 'A', label: '[A] Approve' },
        { key: 'F', label: 'F) Fix it' },
      ],
    },
  });
});
test('an answer that is no choice is refused and asked again, never taken for the first', async () => {
  const { events } = await run(gate, { answers: text('maybe', 'fix', 'approve') });
  expect(visited(events)).toEqual(['start', 'ask', 'fix', 'ask', 'exit']);
  expect(await run(gate, { answers: text('1', '2', '3') })).toMatchObject({
    status: 'fail',
    reason: 'max retries exceeded: 3 answers were none of the choices',
  });
});
test('a skipped gate fails; time up takes the default choice, or tries again', async () => {
  expect(await run(gate, { answers: [] })).toMatchObject({
    status: 'fail',
    reason: 'human skipped interaction',
  });
  const late = (more: string) =>
    graph(
      `ask [shape=hexagon, timeout=20ms${more}] fix [prompt=x] start -> ask ask -> exit [label=Ship] ask -> fix [label=Fix] fix -> exit`,
    );
  const silent = {
    more: {
      'wait.human': (await import('./wait-human.ts')).waitForHuman({
        ask: () => new Promise(() => undefined),
        inform: () => undefined,
      }),
    },
  };
  const chosen = await run(late(', human.default_choice=fix'), silent);
  expect(visited(chosen.events)).toEqual(['start', 'ask', 'fix', 'exit']);
  expect(chosen.events.map(({ type }) => type)).toContain('interview-timeout');
  expect(await run(late(''), silent)).toMatchObject({
    status: 'fail',
    reason: 'max retries exceeded: human gate timeout, no default',
  });
});
