// The card against whole runs: what it says, what it waits for, and what it can never carry.
import { expect, test } from 'vitest';
import * as samples from '../../../test/samples/runs.ts';
import { decode } from '../protocol/decode.ts';
import type { RunEventBody } from '../run/events.ts';
import { approvalRefusals, outcomeCard, outcomeCardSchema } from './card.ts';
import { renderCard } from './text.ts';

const cardOf = (bodies: readonly RunEventBody[]) => outcomeCard(samples.stateOf(bodies));
const refusals = (bodies: readonly RunEventBody[], reason = '', confirmed: string[] = []) =>
  approvalRefusals(samples.stateOf(bodies), { reason, confirmed, acceptedUntested: {} });

const situations: [string, RunEventBody[]][] = [
  ['green', samples.green()],
  ['open', samples.open()],
  ['failing', samples.failing()],
  ['unproven', samples.unproven()],
  ['second round', samples.secondRound()],
  ['just requested', samples.started().slice(0, 1)],
  ['level 2', samples.unproven({ level: 2 })],
  ['rehearsal, approved', [...samples.open({ backend: 'rehearsal' }), ...samples.approved]],
];

test.each(situations)('%s: the card is what its schema says, as JSON too', (_, bodies) => {
  const card = cardOf(bodies);
  expect(decode(outcomeCardSchema, JSON.parse(JSON.stringify(card)))).toEqual({ ok: true, value: card });
});

test.each(situations)(
  '%s: no changed file, transcript or detail of a finding is on the card',
  (_, bodies) => {
    const text = JSON.stringify(cardOf(bodies)) + renderCard(cardOf(bodies));
    for (const secret of ['src/export', '.test.ts', '# Export', 'worktrees/', 'edit_file', 'was removed'])
      expect(text).not.toContain(secret);
  },
);

test.each(situations)('%s: every rate on the text card has its counts or its interval', (_, bodies) => {
  expect(renderCard(cardOf(bodies))).not.toMatch(
    /\d\s?%(?! interval| of changed lines ran in no (visible )?scenario \(\d+ of \d+\))/,
  );
});

test('validation and sealed count together, per requirement and for the spec', () => {
  const { satisfaction } = cardOf(samples.open());
  if (satisfaction.kind !== 'measured') throw new Error('expected counts');
  expect([satisfaction.satisfied, satisfaction.observed, satisfaction.scenarios]).toEqual([71, 72, 24]);
  expect(satisfaction.uncovered).toEqual(['R11']);
  expect(satisfaction.requirements.find((line) => line.id === 'R7')).toMatchObject({
    satisfied: 26,
    observed: 27,
    scenarios: 9,
  });
  expect(satisfaction.visible).toEqual({ satisfied: 14, observed: 14 });
});

test('the answer names what is open before it gives a number', () => {
  expect(cardOf(samples.open()).answer).toBe(
    'Not ready: assumption A1 (R2) is open. Hidden satisfaction 71 of 72 over 24 scenarios, lower bound 0.93, bar 0.90. Guardrails 3 of 3 pass.',
  );
  expect(cardOf(samples.green()).answer).toMatch(/^Ready: nothing is open\./);
  expect(cardOf(samples.failing()).answer).toMatch(
    /^Not ready: no answer to: test removed: 1; no answer to: test skipped: 1; .*and \d+ more below\./,
  );
  expect(cardOf([...samples.open(), ...samples.approved]).answer).toMatch(
    /^Approved by Ada, "does what the spec says"; merged into main as feedfee\./,
  );
});

test('only the last evaluation of a split at the head commit counts', () => {
  const again = samples.tally(3, 'validation', { R2: [1, 2, 2] });
  const elsewhere = { ...samples.tally(4, 'sealed', { R2: [9, 9, 9] }), commit: 'other' };
  const bodies = [
    ...samples.green(),
    ...samples.evaluated(2, again, 'fail'),
    ...samples.evaluated(2, elsewhere, 'pass'),
  ];
  expect(cardOf(bodies).satisfaction).toMatchObject({
    observed: 2 + 36 - 12 + 0,
    splits: [
      { split: 'validation', observed: 2 },
      { split: 'sealed', observed: 24 },
    ],
  });
});

test('a cheating alarm is a red flag of its own, before the gate that it fails', () => {
  const alarmed = samples.tally(3, 'validation', { R2: [9, 9, 9] }, { alarms: 2 });
  const card = cardOf([...samples.green(), ...samples.evaluated(2, alarmed, 'fail')]);
  expect(card.redFlags.slice(-2)).toEqual([
    { kind: 'cheating', text: 'validation: 2 trajectories satisfied a scenario that contradicts the spec' },
    { kind: 'gate', text: 'validation gate failed: 9 of 9 satisfied' },
  ]);
});

test('below the minimum the card says how many scenarios there are', () => {
  const few = samples.tally(1, 'validation', { R2: [6, 6, 6] }, { minimum: 25 });
  const card = cardOf([
    ...samples.started(),
    ...samples.implemented(1),
    ...samples.evaluated(1, few, 'pass'),
    samples.awaiting,
  ]);
  expect(card.satisfaction).toMatchObject({ enough: false, evidence: 'evidence: 6 of 25 scenarios' });
  expect(card.verdict).toBe('your-call');
  expect(card.answer).toContain('evidence: 6 of 25 scenarios');
});

test('a question that nobody answered is a decision of the agent, until it is answered', () => {
  const asked: RunEventBody = {
    type: 'question-asked',
    id: 'Q1',
    text: 'Which currency?',
    choices: [],
    meanwhile: 'euro',
  };
  const open = cardOf([...samples.started(), asked]);
  expect(open.intent.assumptions).toMatchObject([
    { id: 'Q1', text: 'euro (asked: Which currency?)', status: 'open', blocks: true },
  ]);
  const answered: RunEventBody = { type: 'question-answered', id: 'Q1', text: 'yen', by: 'ada' };
  expect(cardOf([...samples.started(), asked, answered]).intent.assumptions).toEqual([]);
  // What a gate of a workflow asks is asked of a human, who decides it there.
  expect(cardOf([...samples.started(), { ...asked, gate: 'ship' }]).intent.assumptions).toEqual([]);
});

test('approve waits for an open assumption on a MUST and not for one on a SHOULD', () => {
  expect(refusals(samples.open())).toEqual([
    'assumption A1 (R2) is open',
    'a reason is needed: no hidden scenario for R11',
  ]);
  expect(refusals(samples.open(), 'seen by hand')).toEqual(['assumption A1 (R2) is open']);
  expect(refusals(samples.open(), 'seen by hand', ['A1'])).toEqual([]);
});

test('accepting a requirement untested takes the place of the reason', () => {
  const answers = { confirmed: ['A1'], acceptedUntested: { R11: 'by hand' }, reason: ' ' };
  expect(approvalRefusals(samples.stateOf(samples.open()), answers)).toEqual([]);
});

test('a green card needs no reason; a failing guardrail cannot be reasoned away', () => {
  expect(refusals(samples.green())).toEqual([]);
  const broken = samples
    .green()
    .map((body) =>
      body.type === 'guardrail-finished' && body.phase === 'head' && body.name === 'lint'
        ? { ...body, outcome: 'fail' as const }
        : body,
    );
  expect(refusals(broken, 'never mind')).toEqual(['guardrail lint does not pass (fail)']);
});

test('a guardrail that failed before the run is not counted, and said', () => {
  const red = samples
    .green()
    .map((body) =>
      body.type === 'guardrail-finished' && body.name === 'test'
        ? { ...body, outcome: 'fail' as const }
        : body,
    );
  const card = cardOf(red);
  expect(card.decision.canApprove).toBe(true);
  expect(card.notChecked.map((gap) => gap.text)).toContain('test failed before the run started: not checked');
});

test('level 2 waits until every changed file is accepted; level 3 waits for nothing', () => {
  const level2 = samples.unproven({ level: 2 });
  expect(refusals(level2)).toEqual(['3 of 3 changed files not accepted yet']);
  const accept = (path: string): RunEventBody => ({ type: 'file-reviewed', path, accepted: true, by: 'Ada' });
  const paths = ['src/export/columns.ts', 'src/export/filters.ts', 'test/filters.test.ts'];
  expect(refusals([...level2, ...paths.map(accept)])).toEqual([]);
  expect(refusals(samples.unproven({ level: 3 }))).toEqual([]);
});

test('opening the diff changes nothing that is asked', () => {
  const opened: RunEventBody = { type: 'diff-opened', by: 'Ada' };
  const before = cardOf(samples.open());
  expect(cardOf([...samples.open(), opened])).toEqual(before);
});

test('absence is said once, whatever words the runner recorded', () => {
  const skipped: RunEventBody = { type: 'evaluation-skipped', reason: 'not checked: no identity was given' };
  const { satisfaction, notChecked } = cardOf([...samples.started(), skipped]);
  expect(satisfaction).toMatchObject({ kind: 'none', reason: 'no identity was given' });
  expect(notChecked[0]?.text).toBe('Behaviour against hidden scenarios: no identity was given');
});

test('a rehearsal is watermarked and has no dollars', () => {
  const card = cardOf(samples.green({ backend: 'rehearsal' }));
  expect(card.watermark).toBe('rehearsal: scripted model, no dollars');
  expect(card.cost.dollars).toBeNull();
  expect(renderCard(card).split('\n')[0]).toBe('[ rehearsal: scripted model, no dollars ]');
});

test('what a model wrote cannot carry escape sequences or turn the text around', () => {
  const evil: RunEventBody = {
    type: 'assumption-recorded',
    id: 'A9',
    text: 'a\u001b[31mred\u001b[0m\u202e\u200b b\r\nc',
  };
  const card = cardOf([...samples.started(), evil]);
  expect(card.intent.assumptions[0]?.text).toBe('ared b c');
});

test('a judge is named only where a judged step was used', () => {
  const judge = (verdicts: number) => {
    const tally = {
      ...samples.tally(1, 'validation', { R2: [6, 6, 6] }),
      judged: { model: 'm-1', verdicts, passport: 'not measured' as const },
    };
    return cardOf([...samples.started(), ...samples.implemented(1), ...samples.evaluated(1, tally, 'pass')]);
  };
  expect(judge(0).identity.judge).toBeNull();
  expect(renderCard(judge(0))).toContain('no judged step');
  expect(renderCard(judge(2))).toContain('judged by m-1 (passport: not measured)');
});

test('what was measured about the judge stands beside its name, and the gap is gone', () => {
  const rate = (count: number, n: number) => ({ count, n, low: 0.01, high: 0.03 });
  const measured = {
    measuredAt: '2026-01-01T00:00:00Z',
    repeatability: rate(236, 240),
    kappa: { value: 0.81, low: 0.66, high: 0.96, n: 74 },
    falseAccepts: rate(0, 166),
  };
  const card = (passport: typeof measured | 'not measured') => {
    const tally = {
      ...samples.tally(1, 'validation', { R2: [6, 6, 6] }),
      judged: { model: 'm-1', verdicts: 2, passport },
    };
    return cardOf([...samples.started(), ...samples.implemented(1), ...samples.evaluated(1, tally, 'pass')]);
  };
  expect(renderCard(card(measured))).toContain(
    'judged by m-1 (passport: same verdict on 236 of 240 items (at least 0.01), kappa 0.81 with people (0.66 to 0.96, n 74), 0 of 166 planted lies accepted (at most 0.03))',
  );
  const gaps = (one: ReturnType<typeof card>) => one.notChecked.filter(({ kind }) => kind === 'judge').length;
  expect([gaps(card(measured)), gaps(card('not measured'))]).toEqual([0, 1]);
});

test('on the text card a requirement takes one line: its first sentence', () => {
  const text = 'An empty result MUST export a header line only. Nothing else is written.';
  const spec = { ...samples.request().spec, requirements: [{ id: 'R2', text }] };
  const rendered = renderCard(cardOf(samples.green({ spec })));
  expect(rendered).toMatch(/ {2}An empty result MUST export a header line only\.\n/);
});

test('a failed run says what was kept and what to do next', () => {
  const failed: RunEventBody = {
    type: 'run-failed',
    reason: 'sandbox-missing',
    message: 'No sandbox on this machine.',
    kept: 'The worktree and the log.',
    next: 'Install bubblewrap, then resume.',
  };
  expect(cardOf([...samples.started(), failed]).answer).toBe(
    'Failed: No sandbox on this machine. Kept: The worktree and the log. Install bubblewrap, then resume.',
  );
});
