// What panels are given and what they may ask: nothing hidden at level 4, nothing outside the closed list of intents.
import { expect, test } from 'vitest';
import { bare, facts } from '../../../test/samples/forms.ts';
import * as samples from '../../../test/samples/runs.ts';
import { gate } from '../../../test/samples/workflow-runs.ts';
import { decode } from './decode.ts';
import type { RunEventBody } from '../run/events.ts';
import { runGraph } from './run-graph.ts';
import { holdoutBefore } from './delegate-form.ts';
import { stillSent } from './outcome-view.ts';
import { delegateForm, intentSchema, launchWaits, outcomeView, runView } from './panels.ts';

const now = Date.parse('2026-11-20T15:00:00Z');
const viewOf = (bodies: readonly RunEventBody[], alive = true) =>
  runView(samples.stateOf(bodies), alive, now);
const graphOf = (view: ReturnType<typeof runView>) => runGraph(view.standing, view.picture);
const options = { answers: { confirmed: [], acceptedUntested: {} }, sent: null, problem: null };

test('a level-4 run shows stages and categories: no tool call, no file, no transcript', () => {
  const view = viewOf(samples.secondRound());
  expect(JSON.stringify(view)).not.toMatch(/edit_file|src\/|worktree\/|activity/);
  expect(view.headline).toBe('Building, round 2 of at most 10');
  expect(graphOf(view).sentBack).toEqual({
    from: 'Validation',
    to: 'Implement',
    text: 'R7: state-not-persisted',
  });
  expect(graphOf(view).steps.map(({ id, status, detail }) => [id, status, detail])).toEqual([
    ['clarify', 'skipped', ''],
    ['implement', 'active', 'turn 1'],
    ['guardrails', 'success', '3 of 3, round 1'],
    ['validation', 'fail', 'round 1: 34 of 51'],
    ['sealed', 'waiting', ''],
    ['outcome', 'waiting', ''],
    ['decide', 'waiting', ''],
  ]);
});

test('a run that awaits its decision says so, whatever stage it was in', () => {
  const view = viewOf(samples.green(), false);
  expect([view.headline, view.mood, view.waiting.actions]).toEqual([
    'Finished: it waits for your decision',
    'decide',
    ['open-outcome'],
  ]);
  expect(
    graphOf(view)
      .steps.slice(-2)
      .map(({ id, status }) => [id, status]),
  ).toEqual([
    ['outcome', 'success'],
    ['decide', 'active'],
  ]);
});

test('a question is shown at every level with what goes on meanwhile, and no tool call beside it', () => {
  const view = viewOf(samples.asking());
  expect(view.questions).toMatchObject([
    { id: 'Q1', meanwhile: 'a header line only, as R4 says of an empty result', answered: null },
    { id: 'Q2', choices: [], answered: null },
  ]);
  expect(JSON.stringify(view)).not.toMatch(/edit_file|src\/|activity/);
  expect([view.mood, view.ticking, view.waiting.actions]).toEqual(['working', true, []]);
  const state = samples.stateOf([
    ...samples.asking(),
    { type: 'question-answered', id: 'Q1', text: 'no header', by: 'Ada' },
  ]);
  const sent = runView(state, true, now, {
    ahead: null,
    answered: () => 'UTC',
    forecasts: [],
    picture: null,
  });
  expect(sent.questions).toMatchObject([{ id: 'Q2', answered: 'UTC' }]);
});

test('a queued run says how many are ahead now; a failed one how it can go on', () => {
  const state = samples.stateOf(samples.queued());
  const headline = (ahead: number | null) =>
    runView(state, true, now, { ahead, answered: () => null, forecasts: [], picture: null }).headline;
  expect([null, 1, 0].map(headline)).toEqual([
    'Waits for its turn: 2 ahead, 8 may work at once',
    'Waits for its turn: 1 ahead, 8 may work at once',
    'Waits for its turn: it is the next one, 8 may work at once',
  ]);
  const failed = viewOf(samples.failed(), false);
  expect(failed.waiting).toMatchObject({
    actions: ['retry-stage', 'branch', 'delegate-another'],
    again: { stage: 'implement', label: 'Implement' },
  });
  expect(graphOf(failed).steps.find(({ id }) => id === 'implement')?.status).toBe('fail');
  const early = viewOf([...samples.started(), ...samples.failed().slice(-1)], false);
  expect(early.waiting.actions).toEqual(['delegate-another']);
  const agent = viewOf(samples.failed({ backend: 'acp' }), false);
  expect(agent.waiting.actions).toEqual(['retry-stage', 'delegate-another']);
});

test('a gate that put the run to rest waits for an answer: no problem, and nothing to resume', () => {
  const view = viewOf(gate(), false);
  expect([view.headline, view.problem, view.waiting.actions, view.questions[0]?.gate]).toEqual([
    'Waits for your answer',
    null,
    [],
    true,
  ]);
});

test('a level-2 run also shows the last thing that happened', () => {
  expect(viewOf(samples.secondRound({ level: 2 }))).toMatchObject({
    level: 2,
    activity: 'edit_file: src/export/filters.ts',
  });
});

test('a run whose runner is gone is never shown as running', () => {
  const view = viewOf(samples.secondRound(), false);
  expect([view.headline, view.ticking, view.canSteer, view.waiting.actions]).toEqual([
    'The process behind this run ended',
    false,
    false,
    ['resume'],
  ]);
  expect(view.problem?.kept).toContain('kept');
});

test('work time stands still while the run waits for its decision', () => {
  const early = viewOf(samples.green());
  expect(viewOf([...samples.green(), { type: 'diff-opened', by: 'Ada' }]).minutes).toBe(early.minutes);
});

test('the fuse is the nearest cap', () => {
  const limits = { tokens: 1_000_000, dollars: 0.62, minutes: 60, rounds: 3 };
  expect(viewOf(samples.secondRound({ limits })).fuse).toMatchObject({ tokens: 206_000, fraction: 0.5 });
});

test('the outcome view has files at 2 and 3 in diff mode, and nowhere else', () => {
  const has = (level: 2 | 3 | 4, mode: 'diff' | 'outcome') =>
    'files' in outcomeView(samples.stateOf(samples.unproven({ level })), { ...options, mode });
  expect([has(2, 'diff'), has(3, 'diff'), has(2, 'outcome'), has(4, 'diff'), has(4, 'outcome')]).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
  const hidden = outcomeView(samples.stateOf(samples.open()), { ...options, mode: 'diff' });
  expect(JSON.stringify(hidden)).not.toContain('src/export');
  expect(hidden.diffNote).toBe('diff hidden: 3 files');
});

test('what a page confirmed shows before it is decided', () => {
  const answers = { confirmed: ['A1'], acceptedUntested: { R11: 'by hand' } };
  const view = outcomeView(samples.stateOf(samples.open()), { ...options, mode: 'outcome', answers });
  expect([view.card.verdict, view.card.decision.needsReason]).toEqual(['ready', []]);
});

test('a decision is on its way while its runner starts or works, and no longer after a refusal', () => {
  const refused: RunEventBody = {
    type: 'decision-refused',
    decision: 'approve',
    controlId: 'c',
    reasons: ['the base has moved'],
  };
  const waits = samples.stateOf(samples.open());
  const sent = { decision: 'approve' as const, seq: waits.seq, at: now };
  expect(stillSent(waits, sent, false, now + 1000)).toBe('approve');
  expect(stillSent(waits, sent, false, now + 60_000)).toBe(null);
  expect(stillSent(waits, sent, true, now + 60_000)).toBe('approve');
  const after = samples.stateOf([...samples.open(), refused]);
  expect(stillSent(after, sent, false, now + 1000)).toBe(null);
  expect(outcomeView(after).card.decision.refused).toEqual(['the base has moved']);
});

test('the form offers levels 2 to 4, says which are a trial, and refuses 5 with what it needs', () => {
  const form = delegateForm(facts());
  expect(form.levels.map(({ level, trial, needs }) => [level, trial, needs === null])).toEqual([
    [2, false, true],
    [3, true, true],
    [4, true, true],
    [5, true, false],
  ]);
  expect(launchWaits(form, form.suggested)).toEqual([]);
  expect(launchWaits(form, { ...form.suggested, level: 5 })[0]).toContain('a kill switch');
});

test('what is missing blocks only the choice it matters for', () => {
  const form = delegateForm(facts(bare));
  const kinds = form.missing.map(({ kind, blocks }) => `${kind}${blocks ? '!' : ''}`);
  expect(kinds).toEqual([
    'sandbox!',
    'uncommitted',
    'findings',
    'agent!',
    'key!',
    'cassette!',
    'guardrails',
    'vault',
  ]);
  const waits = launchWaits(form, { ...form.suggested, backend: 'rehearsal' });
  expect(waits).toEqual([
    'No sandbox on this machine: bubblewrap was not found',
    'A rehearsal needs a cassette: set dimmer.cassette.',
  ]);
});

test('an installed agent is offered with the holdout that it means, and needs no key and no model', () => {
  const codex = {
    id: 'codex',
    name: 'Codex 0.169.0',
    signIn: { found: false, detail: 'no sign-in found' },
    reaches: ['api.openai.com'],
  };
  const form = delegateForm(
    facts({ backend: 'acp', agents: [codex], agent: 'codex', keyKept: false, model: '' }),
  );
  expect(form.suggested).toMatchObject({ backend: 'acp', agent: 'codex' });
  expect(launchWaits(form, form.suggested)).toEqual([]);
  expect(launchWaits(form, { ...form.suggested, agent: 'gemini' })).toEqual(['choose an installed agent']);
  expect(form.missing.map(({ kind, blocks }) => [kind, blocks])).toEqual([
    ['sign-in', false],
    ['key', true],
  ]);
  expect(holdoutBefore(form.agents, form.suggested)).toBe(
    'strong: it works in a sandbox with its own sign-in and reaches api.openai.com',
  );
  expect(holdoutBefore([{ ...codex, reaches: null }], form.suggested)).toContain(
    'it runs as you and could look',
  );
  expect(launchWaits(delegateForm(facts({ backend: 'acp' })), { ...form.suggested })).toEqual([
    'No installed agent that can build was found.',
    'choose an installed agent',
  ]);
});

test('a run needs a cap, and a rehearsal one in tokens', () => {
  const form = delegateForm(facts());
  const none = { ...form.suggested, tokens: null, dollars: null };
  expect(launchWaits(form, none)).toEqual(['set a cap in tokens or in dollars']);
  expect(launchWaits(form, { ...none, dollars: 5 })).toEqual([]);
  expect(launchWaits(form, { ...none, dollars: 5, backend: 'rehearsal' })).toEqual([
    'a rehearsal has no dollars: set a cap in tokens',
  ]);
});

test.each([
  { type: 'run-command', command: 'workbench.action.terminal.new' },
  { type: 'run-command', command: 'dimmer.reject' },
  { type: 'reject', reason: '   ' },
  { type: 'steer', text: '' },
  { type: 'approve' },
  { type: 'launch', choice: { spec: 'a.md', level: 4 } },
  { type: 'eval', text: '1' },
  'ready',
  null,
])('an intent outside the list is refused: %j', (message) => {
  expect(decode(intentSchema, message).ok).toBe(false);
});

test.each([
  { type: 'ready' },
  { type: 'reject', reason: 'wrong behaviour' },
  { type: 'confirm', assumption: 'A1', confirmed: true },
  { type: 'run-command', command: 'dimmer.doctor' },
])('an intent of the list is taken: %j', (message) => {
  expect(decode(intentSchema, message)).toEqual({ ok: true, value: message });
});
