// The tool stage: one command, its exit code the verdict (NLSpec 4.10).
// Invariant: a non-zero exit, a signal and a command that does not start are failures; output stays within its limit, marker included.
import { durationOf, textOf } from '../../core/workflow/graph.ts';
import { defaultOutputLimit, limitOutput } from '../agents/output-limit.ts';
import { runCommand, type CommandResult } from '../run-command.ts';
import type { Handler, StageInput } from './handler.ts';

/** Runs the command line of a stage; whoever drives real work passes one that runs in a sandbox. */
export type RunTool = (command: string, stage: StageInput) => Promise<CommandResult>;

const defaultTimeoutMs = 10 * 60_000;

/** In a shell, in `cwd`, with nothing but `env`: not a sandbox. */
export function shellIn(cwd: string, env: Readonly<Record<string, string>>): RunTool {
  return (command, { node }) =>
    runCommand('/bin/sh', ['-c', command], {
      ...{ cwd, env, group: true, maxBytes: 16 * 1024 * 1024 },
      timeoutMs: durationOf(node, 'timeout') ?? defaultTimeoutMs,
    });
}

export function tool(run: RunTool): Handler {
  return async (stage) => {
    const command = textOf(stage.node, 'tool_command');
    if (command.trim() === '')
      return { status: 'fail', failureReason: 'no tool_command specified', retryable: false };
    const { exit, stdout, stderr, problem } = await run(command, stage);
    const output = limitOutput(`${stdout}${stderr}`, defaultOutputLimit);
    stage.store.write(stage.node.id, 'output.txt', output);
    const contextUpdates = { 'tool.output': limitOutput(stdout, defaultOutputLimit), 'tool.exit_code': exit };
    if (exit === 0) return { status: 'success', contextUpdates, notes: `Tool completed: ${command}` };
    return {
      status: 'fail',
      contextUpdates,
      failureReason: problem || `\`${command}\` ended with exit code ${exit}`,
    };
  };
}
