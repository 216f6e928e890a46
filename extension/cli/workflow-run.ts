// `dimmer workflow run FILE.dot --simulate`: the way through a workflow when stages end as one says, without their work.
import { resolve } from 'node:path';
import type { WorkflowEvent } from '../core/workflow/engine/events.ts';
import { fingerprintOf, type FlowState } from '../core/workflow/engine/state.ts';
import type { Workflow } from '../core/workflow/graph.ts';
import { prepareWorkflow } from '../core/workflow/prepare.ts';
import type { WorkflowRunDocument } from '../core/workflow/printed.ts';
import { driveWorkflow } from '../node/workflow/drive.ts';
import { autoApprove, consoleInterviewer, recordingInterviewer } from '../node/workflow/interviewers.ts';
import { readOutcomes, simulatedHandlers, type Script } from '../node/workflow/simulate.ts';
import { folderStore, loadCheckpoint, noStore } from '../node/workflow/store.ts';
import { parsed, refuse } from './arguments.ts';
import type { CommandIo } from './io.ts';
import { printable } from './lint-report.ts';
import { diagnosticsText } from './workflow-check.ts';
import { workflowFile } from './workflow-file.ts';
import { openTerminal } from './workflow-terminal.ts';

export const workflowRunUsage = `Usage: dimmer workflow run FILE.dot --simulate [--outcome NODE=OUTCOMES]... [--answer NODE=CHOICES]...
                           [--context KEY=VALUE]... [--type NAME]... [--seed N] [--ask]
                           [--folder DIR [--resume]] [--json]
--ask asks human gates here; without it the first choice is taken, where no --answer names one.
OUTCOMES: success, partial_success, fail, retry or skipped; visits between commas, attempts of a visit between slashes.
The real work of a run is done by \`dimmer run\`.`;

const list = { type: 'string', multiple: true, default: [] as string[] } as const;
const flag = { type: 'boolean', default: false } as const;
const options = {
  ...{ simulate: flag, resume: flag, ask: flag, outcome: list, answer: list, context: list, type: list },
  seed: { type: 'string', default: '1' },
  folder: { type: 'string' },
} as const;

/** Exit codes: 0 it came to its exit; 1 it failed, or may not be run; 2 usage. */
export async function workflowRunCommand(argv: string[], io: CommandIo): Promise<number> {
  const read = parsed(argv, options, workflowRunUsage, io);
  if (read === null) return 2;
  const { simulate, resume, folder, seed, type, ask } = read.values;
  const usage = (what: string) => refuse(io, 2, `${what}\n${workflowRunUsage}`);
  if (!simulate)
    return usage(
      'Without --simulate a workflow needs a spec to build: `dimmer run SPEC --workflow FILE.dot`.',
    );
  if (resume && folder === undefined)
    return usage('--resume needs --folder DIR, which holds the checkpoint.');
  if (!/^-?\d{1,9}$/.test(seed)) return usage('--seed takes a whole number.');
  const context = pairs(read.values.context);
  const script = scriptOf(pairs(read.values.outcome), pairs(read.values.answer));
  if (context === null || typeof script === 'string')
    return usage(typeof script === 'string' ? script : '--context takes KEY=VALUE.');
  const file = await workflowFile(read.positionals, workflowRunUsage, io);
  if (typeof file === 'number') return file;
  const prepared = prepareWorkflow(file.text, { types: type });
  if (!prepared.ok)
    return refuse(io, 1, diagnosticsText(file.path, file.text, prepared.diagnostics, false).trimEnd());
  const strange = [...script.outcomes.keys(), ...script.answers.keys()].find(
    (id) => !prepared.graph.nodes.has(id),
  );
  if (strange !== undefined) return usage(`There is no node \`${strange}\` in ${file.path}.`);
  const place = folder === undefined ? undefined : resolve(io.cwd, folder);
  const from = resume && place !== undefined ? loadCheckpoint(place, fingerprintOf(file.text)) : undefined;
  if (typeof from === 'string')
    return refuse(io, 1, `${folder} cannot be resumed: ${from}. Run it without --resume.`);
  const beginning = { seed: Number(seed), context: Object.fromEntries(context) };
  const document = await simulated({
    path: file.path,
    graph: prepared.graph,
    script,
    types: type,
    from,
    beginning,
    place,
    io: ask ? io : undefined,
  });
  io.out(io.json ? `${JSON.stringify(document, null, 2)}\n` : textOf(document));
  return document.status === 'success' ? 0 : 1;
}

/** KEY=VALUE of each, or null when one is something else. */
function pairs(given: readonly string[]): (readonly [string, string])[] | null {
  const split = given.map((one) => /^([^=]+)=([^]*)$/.exec(one));
  return split.includes(null) ? null : split.map((match) => [match?.[1] ?? '', match?.[2] ?? ''] as const);
}

function scriptOf(outcomes: ReturnType<typeof pairs>, answers: ReturnType<typeof pairs>): Script | string {
  if (outcomes === null) return '--outcome takes NODE=OUTCOMES.';
  if (answers === null) return '--answer takes NODE=CHOICES.';
  const read = outcomes.map(([node, text]) => [node, readOutcomes(text)] as const);
  const wrong = read.find(([, one]) => typeof one === 'string');
  if (wrong) return `--outcome ${wrong[0]}: ${String(wrong[1])}.`;
  return {
    outcomes: new Map(read.flatMap(([node, one]) => (typeof one === 'string' ? [] : [[node, one] as const]))),
    answers: new Map(answers.map(([node, text]) => [node, text.split(',')])),
  };
}

interface Simulation {
  readonly path: string;
  readonly graph: Workflow;
  readonly script: Script;
  readonly types: readonly string[];
  readonly from: FlowState | undefined;
  readonly beginning: { readonly seed: number; readonly context: Readonly<Record<string, string>> };
  readonly place: string | undefined;
  /** Where human gates are asked; undefined: the first choice is taken. */
  readonly io: CommandIo | undefined;
}

async function simulated({
  path,
  graph,
  script,
  types,
  from,
  beginning,
  place,
  io,
}: Simulation): Promise<WorkflowRunDocument> {
  const stages: WorkflowRunDocument['stages'] = [];
  const onEvent = (event: WorkflowEvent) => {
    if (event.type !== 'stage-completed' && (event.type !== 'stage-failed' || event.willRetry)) return;
    const { node, branch, attempts } = event;
    stages.push({
      ...{ node, attempts, outcome: event.type === 'stage-failed' ? 'fail' : event.status },
      ...(branch.length > 0 ? { branch: [...branch] } : {}),
      ...(event.type === 'stage-failed' ? { reason: event.reason } : {}),
    });
  };
  const store = place === undefined ? noStore() : folderStore(place);
  const sleep = () => Promise.resolve();
  await using asked = io && (await openTerminal(io));
  const interviewer = recordingInterviewer(asked ? consoleInterviewer(asked) : autoApprove());
  const handlers = simulatedHandlers(script, interviewer, types);
  const end = await driveWorkflow({ graph, handlers, store, from, beginning, onEvent, sleep });
  const answers = interviewer.recorded.map(({ question: { stage, text }, answer }) => ({
    ...{ node: stage, question: text, answer: answer.kind === 'text' ? answer.text : answer.kind },
  }));
  return {
    ...{ v: 1, path, status: end.status === 'success' ? 'success' : 'fail', reason: end.reason, stages },
    ...(answers.length > 0 ? { answers } : {}),
    ...(place === undefined ? {} : { folder: place }),
  };
}

function textOf({ stages, status, reason, folder }: WorkflowRunDocument): string {
  const names = stages.map(({ node, branch = [] }) => [...branch, node].join(' / '));
  const width = Math.max(0, ...names.map((name) => name.length));
  const rows = stages.map(({ outcome, attempts, reason: why }, at) => {
    const tries = attempts > 1 ? ` after ${attempts} attempts` : '';
    const said = why === undefined ? '' : `: ${printable(why)}`;
    return `${String(at + 1).padStart(3)}  ${(names[at] ?? '').padEnd(width)}  ${outcome}${tries}${said}`;
  });
  const kept = folder === undefined ? '' : ` Checkpoint and stages: ${printable(folder)}`;
  return `${[...rows, '', `Simulated: ${status}, ${printable(reason ?? '')}.${kept}`].join('\n')}\n`;
}
