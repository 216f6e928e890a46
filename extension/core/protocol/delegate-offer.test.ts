import { expect, test } from 'vitest';
import type { DelegateFacts } from './delegate-form.ts';
import { delegateOffer } from './delegate-offer.ts';

const facts: DelegateFacts = {
  specs: [{ path: 'specs/a.md', title: 'A' }],
  spec: { path: 'specs/a.md', title: 'A', requirements: 1, blocking: 0, openQuestions: 0, summary: '' },
  level: 2,
  licensed: 2,
  backend: 'anthropic',
  agents: [],
  agent: '',
  model: 'some-model',
  keyKept: true,
  cassette: false,
  tokens: 2_000_000,
  dollars: null,
  minutes: 720,
  repositoryProblem: null,
  branch: 'main',
  uncommitted: false,
  guardrails: { source: 'package.json', names: ['build', 'test'] },
  vault: 'none',
  hiddenScenarios: null,
  minimumScenarios: 17,
  visibleScenarios: 0,
  sandbox: null,
  trusted: true,
  forecasts: [],
  workflows: [],
};
const offer = (change: Partial<DelegateFacts>) => delegateOffer({ ...facts, ...change }, 'specs/a.md');

test('with a key, a model and a repository a run can start at once, and the choice says all of it', () => {
  expect(offer({})).toEqual({
    choice: {
      spec: 'specs/a.md',
      level: 2,
      backend: 'anthropic',
      model: 'some-model',
      tokens: 2_000_000,
      dollars: null,
      minutes: 720,
    },
    waits: [],
    needsKey: false,
    needsModel: false,
    builder: 'some-model',
    cap: '2,000,000 tokens',
    detail: 'checked by build, test (package.json); you read every changed file before you accept it',
    watermark: '',
  });
});

test.each([
  ['no key', { keyKept: false }, { needsKey: true, needsModel: false }],
  ['no model', { model: '' }, { needsKey: false, needsModel: true }],
  ['a rehearsal', { backend: 'rehearsal', model: '', cassette: true }, { watermark: 'REHEARSAL', waits: [] }],
  ['a cap in dollars, too', { dollars: 2.5 }, { cap: '2,000,000 tokens, $2.50' }],
] as const)('%s', (_, change, expected) => {
  expect(offer(change)).toMatchObject(expected);
});

test('an installed agent needs neither key nor model; its name and its holdout are said', () => {
  const signIn = { found: true, detail: 'signed in' };
  const codex = { id: 'codex', name: 'Codex 0.169.0', signIn, reaches: ['api.openai.com'] };
  const made = offer({ backend: 'acp', agents: [codex], agent: 'codex', keyKept: false, model: '' });
  expect(made).toMatchObject({
    choice: { backend: 'acp', agent: 'codex' },
    waits: [],
    needsKey: false,
    needsModel: false,
    builder: 'Codex 0.169.0',
  });
  expect(made.detail).toContain('holdout strength strong: it works in a sandbox');
});

test('a folder that is no repository, or one without guardrails, is said and not hidden', () => {
  expect(offer({ repositoryProblem: 'No git repository is open.' }).waits).toEqual([
    'No git repository is open.',
  ]);
  expect(offer({ guardrails: { source: 'none', names: [] } })).toMatchObject({ waits: [] });
  expect(offer({ guardrails: { source: 'none', names: [] } }).detail).toContain('nothing is checked');
});

test('what runs like it have used here is said where there were any', () => {
  const one = { n: 1, median: 5000, low: 5000, high: 5000 };
  const known = { level: 2, backend: 'anthropic', n: 1, tokens: one, dollars: null, minutes: null } as const;
  const detail = (builder: string) => offer({ forecasts: [{ ...known, builder }] }).detail;
  expect(detail('some-model')).toContain('; tokens 5k in 1 run like this here');
  expect(detail('another')).not.toContain('like this');
});
