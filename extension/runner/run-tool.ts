// The command of a workflow's `tool` node, in the agent's sandbox and folder; its exit code is the verdict.
// Invariant: never outside of the sandbox; what it changed is part of the run's work, its output is in the log.
import { durationOf, textOf } from '../core/workflow/graph.ts';
import type { FlowStep } from '../core/run/workflow-next.ts';
import { nodeOf } from '../core/run/workflow-run.ts';
import { interrupted, type RunContext, type StageResult } from './context.ts';
import { openOwnSandbox } from './own-sandbox.ts';
import { recordWork } from './work.ts';

const defaultTimeoutMs = 10 * 60_000;
const mostBytes = 1024 * 1024;

export async function runTool(context: RunContext, _round: number, step?: FlowStep): Promise<StageResult> {
  const { log, interruption, state } = context;
  const node = nodeOf(state().request, step?.node);
  if (node === undefined) throw new Error('a tool was asked for that no workflow has');
  const command = textOf(node, 'tool_command');
  if (command.trim() === '') return { status: 'fail', note: 'the node names no tool_command' };
  const opened = await openOwnSandbox(context);
  if ('end' in opened) return opened;
  const { sandbox } = opened;
  const timeoutMs = durationOf(node, 'timeout') ?? defaultTimeoutMs;
  const { signal } = interruption;
  const before = performance.now();
  const result = await sandbox
    .run(['/bin/sh', '-c', `exec 2>&1\n${command}`], { timeoutMs, maxBytes: mostBytes, signal })
    .finally(() => sandbox.close());
  if (signal.aborted) return interrupted;
  const { exit, stdout, stderr, timedOut } = result;
  const milliseconds = Math.round(performance.now() - before);
  log.append({
    type: 'command-finished',
    node: node.id,
    command,
    exit,
    milliseconds,
    output: stdout + stderr,
  });
  await recordWork(context);
  const facts = { 'tool.exit_code': exit };
  if (exit === 0) return { status: 'success', facts };
  const how = timedOut ? `took longer than ${timeoutMs / 1000} s` : `ended with exit code ${exit ?? 'none'}`;
  return { status: 'fail', note: `\`${command}\` ${how}`, facts };
}
