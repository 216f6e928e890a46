// Answers on their way to the agent: what waits in a run's folder is shown as given, by whichever window reads it.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { finishControl, sentAnswers } from './control.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dimmer-control-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('an answer is sent from its file on until a runner has taken it; the first one counts', async () => {
  expect(await sentAnswers(folder)).toEqual(new Map());
  await mkdir(join(folder, 'control'));
  const command = (change: Record<string, string>) =>
    JSON.stringify({ v: 1, id: 'c', at: '2026-11-29T10:00:00Z', via: 'cli', by: 'Ada', ...change });
  const files = {
    '1-answer.json': command({ type: 'answer', question: 'Q1', text: 'yes' }),
    '2-steer.json': command({ type: 'steer', text: 'keep the header' }),
    '3-answer.json': command({ type: 'answer', question: 'Q2', text: 'UTC' }),
    '4-answer.json': command({ type: 'answer', question: 'Q1', text: 'no' }),
    '5-answer.json': '{"type":"answer"',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, 'control', name), text);
  expect(await sentAnswers(folder)).toEqual(
    new Map([
      ['Q1', 'yes'],
      ['Q2', 'UTC'],
    ]),
  );
  await finishControl(folder, '3-answer.json');
  expect([...(await sentAnswers(folder)).keys()]).toEqual(['Q1']);
});
