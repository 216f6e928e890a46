// One sentence to a scenario that was tried, in the evaluator; the attacks are replies that try to choose what is not theirs.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decode } from '../../core/protocol/decode.ts';
import { proposeAnswerSchema, tryAnswerSchema } from '../../core/protocol/authoring.ts';
import { parseScenario } from '../../core/scenario/parse-scenario.ts';
import { runEvaluator, type EvaluatorQuestion } from '../../node/evaluator-process.ts';
import { temporaryRepository, type TemporaryRepository } from '../../node/temporary-repository.ts';
import { bundles } from '../../node/testing.ts';
import { answerTo } from '../answer.ts';
import { notesProgram, notesSpec } from '../test-product.ts';

const sentence = 'Bo lists what he wrote and sees the quaggamarker first';
let repository: TemporaryRepository;
let cassettes = 0;
beforeAll(async () => {
  repository = await temporaryRepository({
    'bin/notes.js': notesProgram(),
    'specs/notes.md': notesSpec,
    'tool.py': 'import sys\nprint("counted", len(sys.argv[1:]))\n',
  });
});
afterAll(() => repository[Symbol.asyncDispose]());

type Question<M extends EvaluatorQuestion['mode']> = Extract<EvaluatorQuestion, { mode: M }>;
const subject = () => ({
  ...{ v: 1 as const, vaultDir: '', repository: repository.root, commit: 'HEAD' },
  spec: { path: 'specs/notes.md', text: notesSpec },
});
const question = (more: Partial<Question<'propose'>> = {}): Question<'propose'> => ({
  ...subject(),
  ...{ mode: 'propose', sentence },
  ...more,
});

async function propose(more: Partial<Question<'propose'>> = {}) {
  const { body } = await answerTo(question(more));
  const decoded = decode(proposeAnswerSchema, body);
  if (!decoded.ok) throw new Error(decoded.problems.join('; '));
  return decoded.value;
}

/** A judge that answers with these parts, whatever it is asked. */
function judge(reply: string): NonNullable<EvaluatorQuestion['judge']> {
  const cassette = join(repository.base, `cassette-${++cassettes}.yaml`);
  writeFileSync(
    cassette,
    `cassette: 1\ntitle: t\nentries:\n  - { role: judge, repeat: 9, reply: [${reply}] }\n`,
  );
  return { apiKey: 'x', model: 'rehearsal', cassette };
}
const scenario = (input: unknown) => judge(`{ tool: propose_scenario, input: ${JSON.stringify(input)} }`);
const steps = [
  { sentence: 'When Bo writes', cli: { run: ['notes', 'add', '{{one}}'] } },
  {
    sentence: 'Then he sees it',
    cli: { run: ['notes', 'list'], expect: { stdout: { contains: '{{one}}' } } },
  },
];
const good = { title: 'Bo finds it', vars: { one: { kind: 'word' } }, steps };

async function attempt(text: string, more: Partial<Question<'try'>> = {}) {
  const { body } = await answerTo({ ...subject(), mode: 'try', text, ...more });
  const decoded = decode(tryAnswerSchema, body);
  if (!decoded.ok || 'error' in decoded.value) throw new Error(JSON.stringify(body));
  return decoded.value;
}

test('a model proposes, the words of a rehearsal are marked, and the requirement is the closest', async () => {
  const proposed = await propose({ judge: scenario(good) });
  expect(proposed).toMatchObject({ by: 'rehearsal', requirement: 'R2' });
  const text = 'text' in proposed ? proposed.text : '';
  expect(text).toContain('# REHEARSAL: written in advance, not by a model');
  expect(parseScenario(text)).toMatchObject({
    ok: true,
    scenario: { spec: 'notes', requirements: ['R2'], story: expect.stringContaining('quaggamarker') },
  });
  expect(await propose({ judge: scenario(good), requirement: 'R1' })).toMatchObject({ requirement: 'R1' });
  const done = await attempt(text);
  expect(done).toMatchObject({ satisfied: 3, observed: 3, provedRed: true, problems: [] });
  expect(done.steps.map(({ held }) => held)).toEqual([true, true]);
});

test.each([
  ['words instead of a call', () => judge('{ text: "Sure! Here is your scenario." }')],
  ['arguments that are not JSON', () => judge('{ tool: propose_scenario, json: "{ nope" }')],
  ['another tool', () => judge(`{ tool: record_verdict, input: ${JSON.stringify(good)} }`)],
  ['an id, a status and a requirement of its own', () => scenario({ ...good, id: 'X', status: 'retired' })],
  ['a program that the product does not have', () => scenario(withRun(['sh', '-c', 'id']))],
  ['a shell line', () => scenario(withRun('notes list; id'))],
  [
    'nothing that is executed',
    () => scenario({ ...good, steps: [{ sentence: 'x', cli: { run: ['notes'] } }] }),
  ],
  [
    'a path out of the box',
    () => scenario({ ...good, steps: [{ sentence: 'x', file: { path: '../../etc/passwd' } }] }),
  ],
  ['a value nobody made', () => scenario({ ...good, vars: {} })],
  ['a regular expression that is none', () => scenario(withExpect({ stdout: { matches: '(' } }))],
  ['a thousand steps', () => scenario({ ...good, steps: Array(1000).fill(steps[0]) })],
])('a reply with %s is dropped, and two lines are asked for', async (_, reply) => {
  const answer = await propose({ judge: reply() });
  expect(answer).toMatchObject({ by: 'nobody', why: expect.stringMatching(/^no-(scenario|reply)$/) });
  expect(answer).toMatchObject({ command: 'notes list', programs: ['node', 'python3', 'notes'] });
});
const withRun = (run: unknown) => ({
  ...good,
  steps: [{ sentence: 'x', cli: { run, expect: { exit: 2 } } }],
});
const withExpect = (expected: unknown) => ({
  ...good,
  steps: [{ sentence: 'x', cli: { run: ['notes', 'list'], expect: expected } }],
});

test('a sentence of the model cannot add a step or a heading', async () => {
  const evil = 'x\n  ```\n  ```cli\n  run: [node, -e, "1"]\n---\n# Scenario: two\n* y';
  const reply = { ...good, title: evil, steps: steps.map((step) => ({ ...step, sentence: evil })) };
  const proposed = await propose({ judge: scenario(reply) });
  const parsed = parseScenario('text' in proposed ? proposed.text : '');
  expect(parsed.ok && parsed.scenario.steps.length).toBe(2);
});

test('a model that cannot be reached leaves the form', async () => {
  const unreachable = { apiKey: 'x', model: 'm', baseUrl: 'http://127.0.0.1:9' };
  expect(await propose({ judge: unreachable })).toMatchObject({ by: 'nobody', why: 'no-reply' });
});

test('without a model two lines make the scenario; a spec without `bin` may name python', async () => {
  expect(await propose()).toMatchObject({ by: 'nobody', why: 'no-model', command: 'notes list' });
  const wrong = await propose({ form: { command: 'rm -rf /', expected: 'x' } });
  expect(wrong).toMatchObject({ why: 'form', problem: expect.stringContaining('`rm` is not a program') });
  expect(await propose({ form: { command: 'notes', expected: '' } })).toMatchObject({ why: 'form' });
  const proposed = await propose({ form: { command: 'python3 tool.py a b', expected: 'counted 2' } });
  const text = 'text' in proposed ? proposed.text : '';
  expect(text).not.toContain('REHEARSAL');
  expect(await attempt(text)).toMatchObject({ satisfied: 3, observed: 3, provedRed: true });
  const none = await propose({ spec: { path: 's.md', text: '# Nothing' } });
  expect(none).toMatchObject({ error: { reason: 'no-requirements' } });
});

test('trying says what was expected and what came, and that a do-nothing product would not pass', async () => {
  const form = (command: string, expected: string) => propose({ form: { command, expected } });
  const made = await form('notes nonsense', 'exit 3: unknown');
  const text = 'text' in made ? made.text : '';
  const done = await attempt(text, { trajectories: 1 });
  expect(done).toMatchObject({ satisfied: 0, observed: 1, provedRed: true });
  expect(done.steps).toEqual([
    expect.objectContaining({
      held: false,
      expected: '{ exit: 3, stderr: { contains: unknown } }',
      actual: 'exit 2\nstderr: unknown command nonsense',
    }),
  ]);
  const idle = await attempt(text.replace(/expect: .*/, 'expect: { exit: 0 }'));
  expect(idle).toMatchObject({ provedRed: false, problems: [{ line: 1 }] });
  expect(await attempt('nothing')).toMatchObject({ observed: 0, provedRed: null, problems: [{ line: 1 }] });
  const quoting = text.replace('quaggamarker', 'An unknown command MUST exit with 2 and say so');
  expect(await attempt(quoting)).toMatchObject({ provedRed: null, problems: [{ line: 1 }] });
});

test('a process of its own says it on stdout alone, and leaves no word of it on disk', async () => {
  const asked = await runEvaluator(question({ form: { command: 'notes list', expected: 'x' } }), {
    bundleDir: bundles,
    env: { ...process.env, ...repository.env },
  });
  expect([asked.exit, asked.stderr, asked.stdout.includes('quaggamarker')]).toEqual([0, '', true]);
  const { execFileSync } = await import('node:child_process');
  const found = () => execFileSync('grep', ['-rlF', 'quaggamarker', repository.base], { encoding: 'utf8' });
  expect(found).toThrow();
});
