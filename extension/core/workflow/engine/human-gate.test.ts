// Behind a human gate a run goes where the human says, or nowhere.
import { expect, test } from 'vitest';
import { prepareWorkflow } from '../prepare.ts';
import { beginWorkflow, settle } from './step.ts';

test('conditions on the edges of a gate do not decide in place of the human', () => {
  const read = prepareWorkflow(`digraph g {
    start [shape=Mdiamond] exit [shape=Msquare] gate [shape=hexagon]
    edge [condition="outcome!=retry"]
    start -> gate
    gate -> again [label="[N] No", weight=5]
    gate -> exit [label="[Y] Yes"]
    gate -> never [label="[X] Never", condition="outcome=fail"]
    again [prompt="x"] never [prompt="x"] again -> exit never -> exit }`);
  if (!read.ok) throw new Error(JSON.stringify(read.diagnostics));
  const begun = beginWorkflow(read.graph, { seed: 1 }).state;
  const at = settle(read.graph, begun, [], { status: 'success' }).state;
  const chosen = (to: string, preferredLabel: string) =>
    settle(read.graph, at, [], { status: 'success', preferredLabel, suggestedNextIds: [to] }).state.line;
  expect(chosen('exit', '[Y] Yes').next).toBe('exit');
  expect(chosen('again', '[N] No').next).toBe('again');
  expect(chosen('never', '[X] Never').end).toMatchObject({ status: 'fail' });
});
