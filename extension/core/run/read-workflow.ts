// A workflow file for somebody who would have a run follow it: its title, why none can, and its picture.
// Invariant: a run accepts it (`runnableWorkflow`) exactly where there is no problem.
import type { ReadWorkflow } from '../protocol/workflow-picture.ts';
import { pictureOf } from '../workflow/draw/picture.ts';
import { textOf } from '../workflow/graph.ts';
import { prepareWorkflow } from '../workflow/prepare.ts';
import { stageOfNode, whyNotRunnable } from './workflow-run.ts';

export function readWorkflow(text: string): ReadWorkflow {
  const prepared = prepareWorkflow(text);
  if (!prepared.ok) {
    const first = prepared.diagnostics.find(({ severity }) => severity === 'error');
    const problem = { line: first?.range.line ?? null, message: first?.message ?? 'it cannot be read' };
    return { title: '', problem, picture: null };
  }
  const { graph } = prepared;
  const message = whyNotRunnable(graph);
  return {
    title: textOf(graph, 'label') || graph.name,
    problem: message === null ? null : { line: null, message },
    picture: pictureOf(graph, stageOfNode),
  };
}
