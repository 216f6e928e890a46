// Where a run stands in its workflow: side by side, sent back, ahead again, decided; the list says what the picture shows.
import { expect, test } from 'vitest';
import * as samples from '../../../test/samples/runs.ts';
import { shippedPicture, sideBySide } from '../../../test/samples/workflow-runs.ts';
import type { RunEventBody } from '../run/events.ts';
import { readWorkflow } from '../run/read-workflow.ts';
import { runView } from './panels.ts';
import { runGraph } from './run-graph.ts';

const now = Date.parse('2026-11-20T15:00:00Z');
const lines = (bodies: readonly RunEventBody[], workflow: string) => {
  const picture = shippedPicture(workflow);
  const around = { ahead: null, answered: () => null, forecasts: [], picture };
  const view = runView(samples.stateOf(bodies), true, now, around);
  const graph = runGraph(view.standing, view.picture);
  const nodes = picture.nodes.map(({ id }, at) => {
    const { status, detail, earlier } = graph.nodes[at] ?? { status: '?', detail: '', earlier: false };
    return `${id}: ${status}${earlier ? ' earlier' : ''}${detail && `, ${detail}`}`;
  });
  const gone = graph.gone.map((at) => `${picture.edges[at]?.from}>${picture.edges[at]?.to}`);
  return { view, graph, nodes, gone };
};

test('branches light side by side; what lies ahead again keeps the result of an earlier time', () => {
  const { view, graph, nodes, gone } = lines(sideBySide(), 'planner-workers');
  expect([view.standing.name, graph.atWork, graph.sentBack]).toEqual([
    'planner-workers.dot',
    ['Worker B', 'Worker C', 'Guardrails A'],
    { from: 'Guardrails on the combined tree', to: 'Planner', text: 'red together' },
  ]);
  expect(nodes).toEqual([
    'start: success',
    'clarify: success, done',
    'planner: success, visit 2',
    'fan_out: success, done',
    'worker_a: success, visit 2',
    'worker_b: active, visit 2',
    'worker_c: active, visit 2',
    'checks_a: active, visit 2',
    'checks_b: success earlier, done before',
    'checks_c: success earlier, done before',
    'combine: success earlier, done before',
    'combined: fail earlier, failed before',
    'outcome: waiting',
    'exit: waiting',
  ]);
  expect(gone).toEqual([
    'worker_a>checks_a',
    'start>clarify',
    'clarify>planner',
    'planner>fan_out',
    'fan_out>worker_a',
    'fan_out>worker_b',
    'fan_out>worker_c',
    'combined>planner',
  ]);
  expect(
    graph.steps.map(({ label, status, detail }) => `${label}: ${status}${detail && `, ${detail}`}`),
  ).toEqual([
    'Clarify: success',
    'Planner: success, visit 2',
    'Worker A: success, visit 2',
    'Worker B: active, visit 2',
    'Worker C: active, visit 2',
    'Guardrails A: active, visit 2',
    'Guardrails B: success, before',
    'Guardrails C: success, before',
    'Combined tree: success, before',
    'Guardrails on the combined tree: fail, before',
    'Outcome card: waiting',
    'You decide: waiting',
  ]);
});

test('a run by its level is drawn in the graph of its level, with the way back that sent it again', () => {
  const { graph, nodes, gone } = lines(samples.secondRound(), 'level-4');
  expect(nodes).toEqual([
    'start: success',
    'clarify: skipped, skipped',
    'implement: active, turn 1',
    'guardrails: success earlier, 3 of 3, round 1',
    'validation: fail earlier, round 1: 34 of 51',
    'sealed: waiting',
    'outcome: waiting',
    'exit: waiting',
  ]);
  expect(gone).toEqual(['validation>implement']);
  expect(graph.sentBack).toEqual({
    from: 'Hidden scenarios',
    to: 'Implement',
    text: 'R7: state-not-persisted',
  });
  expect(graph.steps.map(({ label }) => label)).toEqual([
    'Clarify',
    'Implement',
    'Guardrails',
    'Hidden scenarios',
    'Sealed scenarios',
    'Outcome card',
    'You decide',
  ]);
});

test('the exit is the decision, and a review is one itself', () => {
  expect(lines(samples.green(), 'level-4').nodes.at(-1)).toBe('exit: active, you decide');
  expect(lines([...samples.open(), ...samples.approved], 'level-4').nodes.at(-1)).toBe(
    'exit: success, approve',
  );
  const reviewed: RunEventBody[] = [
    ...samples.started({ level: 2 }),
    ...samples.implemented(1),
    { type: 'stage-entered', stage: 'file-review', round: 1 },
    samples.awaiting,
  ];
  expect(lines(reviewed, 'level-2').nodes.slice(-2)).toEqual([
    'file_review: active, 0 of 3',
    'exit: waiting',
  ]);
});

test('stages that nobody does where a commit is judged are passed over', () => {
  const judged = samples.started({ backend: 'none', model: 'none' });
  const { nodes } = lines([...judged, { type: 'stage-entered', stage: 'guardrails', round: 1 }], 'level-4');
  expect(nodes.slice(1, 4)).toEqual([
    'clarify: skipped, skipped',
    'implement: skipped, skipped',
    'guardrails: active, now',
  ]);
});

test('without a picture a run by a file lists the stages that it came to', () => {
  const view = runView(samples.stateOf(sideBySide()), true, now);
  const { steps, nodes } = runGraph(view.standing, view.picture);
  expect([nodes, steps.slice(0, 2), steps.at(-1)?.id]).toEqual([
    [],
    [
      { id: 'clarify', label: 'clarify', status: 'success', detail: '', visits: 1 },
      { id: 'planner', label: 'planner', status: 'success', detail: '', visits: 2 },
    ],
    'decide',
  ]);
});

test('a file says why no run can follow it, by the first line that is wrong', () => {
  const broken = 'digraph G {\n  start [shape=Mdiamond]\n  start -> nowhere\n}\n';
  expect(readWorkflow(broken)).toMatchObject({ title: '', picture: null, problem: { line: 1 } });
  expect(readWorkflow('digraph G {\n  a -- b\n}').problem?.line).toBe(2);
  const idle = 'digraph Idle {\n  start [shape=Mdiamond]\n  exit [shape=Msquare]\n  start -> exit\n}\n';
  expect(readWorkflow(idle)).toMatchObject({
    title: 'Idle',
    problem: { line: null, message: 'no stage of it builds anything' },
    picture: { nodes: [{ id: 'start' }, { id: 'exit' }] },
  });
});
