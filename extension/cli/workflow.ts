// `dimmer workflow`: what can be done with a workflow graph, one file for each verb.
import type { CommandIo } from './io.ts';
import { workflowCheckCommand, workflowCheckUsage } from './workflow-check.ts';
import { workflowDrawCommand, workflowDrawUsage } from './workflow-draw.ts';
import { workflowRunCommand, workflowRunUsage } from './workflow-run.ts';

const verbs: Readonly<Record<string, (argv: string[], io: CommandIo) => Promise<number>>> = {
  check: workflowCheckCommand,
  draw: workflowDrawCommand,
  run: workflowRunCommand,
};

export const workflowUsage = [workflowCheckUsage, workflowDrawUsage, workflowRunUsage]
  .join('\n')
  .replaceAll('\nUsage:', '\n      ');

export async function workflowCommand(argv: string[], io: CommandIo): Promise<number> {
  const [verb = '', ...rest] = argv;
  const run = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  if (run) return run(rest, io);
  io.err(`${workflowUsage}\n`);
  return 2;
}
