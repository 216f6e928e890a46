// Answers the tool calls of one reply: every call gets exactly one result, and none is run twice.
// Invariant: `tool-started` is in the log before the tool runs; a started call without a result is never run again.
import type Anthropic from '@anthropic-ai/sdk';
import type { StoredText } from '../../../core/run/events.ts';
import type { AgentLogEvent, AgentTask, Tool, ToolContext, ToolResult, ToolSet } from '../backend.ts';
import { defaultOutputLimit, limitOutput } from '../output-limit.ts';
import type { PendingCall } from './conversation.ts';
import { createOutbox } from './outbox.ts';
import { malformedArguments } from './turn.ts';
import { startWatchdog } from './watch.ts';

export const interruptedText =
  'interrupted: outcome unknown. The run was restarted while this call was under way. Look before you repeat it.';

type ResultBlock = Anthropic.ToolResultBlockParam;

/** What calls are answered with. */
export interface Answering {
  readonly tools: ToolSet;
  readonly task: Pick<AgentTask, 'readText' | 'settings'>;
  /** The longest that one call may take, milliseconds; a tool that does not end is left and the model is told. */
  readonly toolMs: number;
}

/** How long a call that was told to end may take to do so. */
const graceMs = 5_000;

/** Runs what is still to run and returns one result block per call, in order. */
export async function* answerCalls(
  calls: readonly PendingCall[],
  turn: number,
  answering: Answering,
  signal: AbortSignal,
): AsyncGenerator<AgentLogEvent, ResultBlock[]> {
  const results: ResultBlock[] = [];
  for (let at = 0; at < calls.length;) {
    const group = nextGroup(calls, at, answering.tools);
    at += group.length;
    results.push(...(yield* answerGroup(group, turn, answering, signal)));
  }
  return results;
}

/** Neighbouring calls that only read run side by side; every other call runs alone. */
function nextGroup(calls: readonly PendingCall[], from: number, tools: ToolSet): readonly PendingCall[] {
  const alone = (call: PendingCall): boolean =>
    call.finished !== undefined ||
    call.interrupted ||
    !tools.some((tool) => tool.name === call.name && tool.readOnly);
  if (alone(calls[from]!)) return calls.slice(from, from + 1);
  let to = from + 1;
  while (to < calls.length && to - from < 8 && !alone(calls[to]!)) to += 1;
  return calls.slice(from, to);
}

async function* answerGroup(
  group: readonly PendingCall[],
  turn: number,
  answering: Answering,
  signal: AbortSignal,
): AsyncGenerator<AgentLogEvent, ResultBlock[]> {
  const { tools, task } = answering;
  const only = group[0]!;
  if (only.finished) {
    const { output, isError } = only.finished;
    return [block(only, { text: await read(task, output), isError }, answering)];
  }
  if (only.interrupted) {
    const unknown = error(interruptedText);
    yield finished(only, turn, 0, unknown);
    return [block(only, unknown, answering)];
  }
  for (const call of group)
    yield {
      type: 'tool-started',
      turn,
      callId: call.id,
      name: call.name,
      summary: summaryOf(call, tools),
    };
  const outbox = createOutbox<AgentLogEvent>();
  const running = Promise.all(group.map((call) => timed(call, answering, outbox.put, signal)));
  yield* outbox.until(running);
  const outcomes = await running;
  signal.throwIfAborted();
  for (const [index, { result, milliseconds }] of outcomes.entries()) {
    for (const event of result.events ?? []) yield event;
    yield finished(group[index]!, turn, milliseconds, result);
  }
  return outcomes.map(({ result }, index) => block(group[index]!, result, answering));
}

function finished(call: PendingCall, turn: number, milliseconds: number, result: ToolResult): AgentLogEvent {
  return {
    type: 'tool-finished',
    turn,
    callId: call.id,
    name: call.name,
    isError: result.isError,
    milliseconds,
    output: result.text,
  };
}

/** The result as the model sees it: within the limits of the tool, or those that a person set over them. */
function block(
  { id, name }: PendingCall,
  { text, isError }: ToolResult,
  { tools, task }: Answering,
): ResultBlock {
  const own = tools.find((tool) => tool.name === name)?.output ?? defaultOutputLimit;
  const content = limitOutput(text, { ...own, ...task.settings?.().output?.[name] }) || '(no output)';
  return { type: 'tool_result', tool_use_id: id, content, ...(isError ? { is_error: true } : {}) };
}

async function read(task: Answering['task'], stored: StoredText): Promise<string> {
  if (typeof stored === 'string') return stored;
  if (task.readText) return task.readText(stored);
  return `${stored.head}\n[... the rest of ${stored.bytes} bytes is in the run's artifacts ...]`;
}

async function timed(
  call: PendingCall,
  { tools, toolMs }: Answering,
  emit: NonNullable<ToolContext['emit']>,
  signal: AbortSignal,
): Promise<{ result: ToolResult; milliseconds: number }> {
  const start = performance.now();
  const watchdog = startWatchdog({ idleMs: toolMs, turnMs: toolMs });
  const ended = AbortSignal.any([signal, watchdog.signal]);
  const answered = new AbortController();
  try {
    const result = await Promise.race([
      runCall(call, tools, { callId: call.id, signal: ended, emit }),
      leftAlone(call, ended, answered.signal),
    ]);
    return { result, milliseconds: Math.round(performance.now() - start) };
  } finally {
    watchdog.stop();
    answered.abort();
  }
}

/** Answers for a tool that was told to end and takes no notice, so that it holds neither the model nor a stop up. */
function leftAlone({ name }: PendingCall, ended: AbortSignal, answered: AbortSignal): Promise<ToolResult> {
  const text = `${name} did not end and was left. Whether it did something is unknown: look before you repeat it.`;
  return new Promise((resolve) => {
    const leave = (): void => {
      const timer = setTimeout(() => resolve(error(text)), graceMs);
      answered.addEventListener('abort', () => clearTimeout(timer));
    };
    if (ended.aborted) leave();
    else ended.addEventListener('abort', leave, { signal: answered });
  });
}

async function runCall(call: PendingCall, tools: ToolSet, context: ToolContext): Promise<ToolResult> {
  const tool = tools.find((candidate) => candidate.name === call.name);
  if (!tool) return error(`There is no tool "${call.name}". The tools are: ${names(tools)}.`);
  const malformed = malformedArguments(call.input);
  if (malformed !== undefined)
    return error(
      `The arguments of ${call.name} were not a JSON object, nothing was done. You wrote: ${malformed}`,
    );
  try {
    return await tool.run(call.input, context);
  } catch (problem) {
    return error(`${call.name} failed: ${problem instanceof Error ? problem.message : String(problem)}`);
  }
}

function summaryOf(call: PendingCall, tools: ToolSet): string {
  const tool: Tool | undefined = tools.find((candidate) => candidate.name === call.name);
  if (!tool || malformedArguments(call.input) !== undefined) return 'call not understood';
  return tool.summary(call.input).replace(/\s+/g, ' ').slice(0, 200);
}

const error = (text: string): ToolResult => ({ text, isError: true });
const names = (tools: ToolSet): string => tools.map((tool) => tool.name).join(', ');
