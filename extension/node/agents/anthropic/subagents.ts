// Helpers that the agent starts for a part of its task: a conversation of their own, the same tools and working tree.
// Invariant: a helper works only while it is waited for, under the caps of the run, and never starts helpers itself.
import * as z from 'zod/mini';
import type { RunEventBody } from '../../../core/run/events.ts';
import type { AgentEvent, AgentLogEvent, ToolContext, ToolResult, ToolSet } from '../backend.ts';
import { defineTool, failure, success } from '../tools/define.ts';

/** What one helper is run with. */
export interface HelperTask {
  readonly name: string;
  readonly prompt: string;
  readonly maxTurns: number;
  readonly history: readonly RunEventBody[];
  takeSteers(): Promise<readonly string[]>;
}

export interface Helpers {
  readonly tools: ToolSet;
  /** Turns that helpers have asked for since this was made. */
  turns(): number;
}

interface Helper {
  readonly prompt: string;
  readonly maxTurns: number;
  readonly history: RunEventBody[];
  readonly inbox: string[];
  result: ToolResult | undefined;
}

const mostOpen = 4;
const output = { characters: 20_000 };
const ends: ReadonlySet<AgentEvent['type']> = new Set(['done', 'failed', 'suspended', 'aborted']);

/** `begun` is how many the log has already: a name is never given twice. */
export function createHelpers(
  begun: number,
  run: (task: HelperTask, signal: AbortSignal) => AsyncIterable<AgentEvent>,
): Helpers {
  const open = new Map<string, Helper>();
  let last = begun;
  let turns = 0;
  const withHelper = async (
    id: string,
    use: (helper: Helper) => ToolResult | Promise<ToolResult>,
  ): Promise<ToolResult> => {
    const helper = open.get(id);
    if (helper) return use(helper);
    const names = [...open.keys()].join(', ') || 'none';
    return failure(
      `There is no agent "${id}"; open are: ${names}. One that was open when the run was restarted is gone: look at the working tree and start another.`,
    );
  };
  const work = async (id: string, helper: Helper, context: ToolContext): Promise<ToolResult> => {
    for await (const event of run(
      { ...helper, name: id, takeSteers: async () => helper.inbox.splice(0) },
      context.signal,
    )) {
      if (isEnd(event)) return resultOf(event, helper);
      if (event.type === 'model-asked') turns += 1;
      helper.history.push(event);
      await context.emit?.(tagged(event, id));
    }
    throw new Error('a helper ended without saying how');
  };
  return {
    turns: () => turns,
    tools: [
      defineTool({
        name: 'spawn_agent',
        description: `Start a helper for a part of your task that can be told in a few sentences. It sees nothing of this conversation, has your tools and works in the same working tree, once you wait for it. At most ${mostOpen} at once.`,
        schema: z.object({
          task: z.string().check(z.minLength(1)),
          max_turns: z.optional(z.int().check(z.minimum(1), z.maximum(200))),
        }),
        readOnly: false,
        output,
        summary: ({ task }) => task,
        run: async ({ task, max_turns: maxTurns = 50 }) => {
          if (open.size >= mostOpen) return failure(`${mostOpen} agents are open. Close one first.`);
          last += 1;
          open.set(`A${last}`, { prompt: task, maxTurns, history: [], inbox: [], result: undefined });
          return success(`A${last} is ready and begins when you wait for it.`);
        },
      }),
      defineTool({
        name: 'send_input',
        description:
          'Tell a helper something. It reads it when you wait for it the next time, also when it was done.',
        schema: z.object({ agent_id: z.string(), message: z.string().check(z.minLength(1)) }),
        readOnly: false,
        summary: ({ agent_id: id }) => id,
        run: ({ agent_id: id, message }) =>
          withHelper(id, (helper) => {
            helper.inbox.push(message);
            return success(`${id} will read it.`);
          }),
      }),
      defineTool({
        name: 'wait',
        description:
          'Let a helper work until it is done, and get what it says. Several that are waited for in one reply work side by side.',
        schema: z.object({ agent_id: z.string() }),
        readOnly: true,
        output,
        summary: ({ agent_id: id }) => id,
        run: ({ agent_id: id }, context) =>
          withHelper(id, async (helper) => {
            if (helper.result !== undefined && helper.inbox.length === 0) return helper.result;
            helper.result = await work(id, helper, context);
            return helper.result;
          }),
      }),
      defineTool({
        name: 'close_agent',
        description: 'End a helper that is no longer needed.',
        schema: z.object({ agent_id: z.string() }),
        readOnly: false,
        summary: ({ agent_id: id }) => id,
        run: ({ agent_id: id }) =>
          withHelper(id, ({ result }) => {
            open.delete(id);
            return success(`${id} is closed; it ${result === undefined ? 'never worked' : 'had worked'}.`);
          }),
      }),
    ],
  };
}

type End = Exclude<AgentEvent, AgentLogEvent>;
const isEnd = (event: AgentEvent): event is End => ends.has(event.type);

/** Events that belong to one conversation; others, as a refused access, are the run's. */
function tagged(event: AgentLogEvent, agent: string): AgentLogEvent {
  switch (event.type) {
    case 'access-denied':
    case 'assumption-recorded':
    case 'question-asked':
      return event;
    default:
      return { ...event, agent };
  }
}

function resultOf(end: End, { history }: Helper): ToolResult {
  const used = `[${history.filter(({ type }) => type === 'model-asked').length} turns used]`;
  if (end.type === 'done') return success(`${end.text}\n${used}`);
  if (end.type === 'aborted') return failure(`It was ended. ${used}`);
  return failure(`It did not finish: ${end.message} ${used}`);
}
