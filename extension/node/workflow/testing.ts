// For tests of workflows that are carried out: a graph from its body, and one run of it in a folder of its own.
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorkflowEvent } from '../../core/workflow/engine/events.ts';
import type { Workflow } from '../../core/workflow/graph.ts';
import type { Outcome } from '../../core/workflow/outcome.ts';
import { prepareWorkflow } from '../../core/workflow/prepare.ts';
import type { Answer } from '../../core/workflow/question.ts';
import { builtInHandlers } from './built-in.ts';
import type { CodergenBackend } from './codergen.ts';
import { driveWorkflow, type Drive } from './drive.ts';
import type { Handlers, StageInput } from './handler.ts';
import { autoApprove, queueInterviewer } from './interviewers.ts';
import { folderStore } from './store.ts';
import { shellIn } from './tool.ts';

export const ends = 'start [shape=Mdiamond] exit [shape=Msquare]';
export const fresh = () => mkdtemp(join(tmpdir(), 'dimmer-flow-'));

export function graph(body: string, types: readonly string[] = []): Workflow {
  const made = prepareWorkflow(`digraph G { goal="ship it" ${ends} ${body} }`, { types });
  if (!made.ok) throw new Error(made.diagnostics.map(({ message }) => message).join('\n'));
  return made.graph;
}

export const passes: Outcome = { status: 'success' };

export interface Setup {
  readonly backend?: CodergenBackend['run'];
  readonly answers?: readonly Answer[];
  readonly more?: Record<string, (stage: StageInput) => Promise<Outcome>>;
}

export async function run(
  of: Workflow,
  { backend, answers, more = {} }: Setup = {},
  drive: Partial<Drive> = {},
) {
  const folder = await fresh();
  const handlers: Handlers = builtInHandlers({
    backend: { run: backend ?? (async () => passes) },
    interviewer: answers ? queueInterviewer(answers) : autoApprove(),
    runTool: shellIn(folder, { PATH: process.env['PATH'] ?? '' }),
  });
  for (const [type, handler] of Object.entries(more)) handlers.set(type, handler);
  const events: WorkflowEvent[] = [];
  const end = await driveWorkflow({
    ...{ graph: of, handlers, store: folderStore(folder), sleep: () => Promise.resolve() },
    ...{ onEvent: (event: WorkflowEvent) => void events.push(event), ...drive },
  });
  const read = (path: string) => readFile(join(folder, path), 'utf8');
  return {
    ...end,
    folder,
    events,
    read,
    json: async (path: string) => JSON.parse(await read(path)) as unknown,
  };
}

export const visited = (events: readonly WorkflowEvent[]) =>
  events.flatMap((event) => (event.type === 'stage-started' ? [event.node] : []));
