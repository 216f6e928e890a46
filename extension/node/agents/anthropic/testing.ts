// A rehearsal server and a run's log for the tests of this folder.
import * as z from 'zod/mini';
import type { RunEvent } from '../../../core/run/events.ts';
import type { AgentEvent, AgentTask, ToolSet } from '../backend.ts';
import { cassetteSchema } from '../rehearsal/cassette.ts';
import { startRehearsalServer, type RehearsalLogEntry } from '../rehearsal/server.ts';
import { defineTool, success } from '../tools/define.ts';
import { anthropicBackend, type AnthropicOptions } from './backend.ts';

export const prompt = 'Build the spec.';

/** A tool that remembers what it was told. */
export function echoTool(said: string[]): ToolSet[number] {
  return defineTool({
    name: 'echo',
    description: 'Says it again.',
    schema: z.object({ text: z.string() }),
    readOnly: false,
    summary: ({ text }) => text,
    run: async ({ text }) => {
      said.push(text);
      return success(`heard ${text}`);
    },
  });
}

export interface Rehearsed {
  readonly events: AgentEvent[];
  readonly said: string[];
  readonly requests: RehearsalLogEntry[];
}

export interface RehearseOptions {
  readonly entries: unknown[];
  readonly cassette?: object;
  readonly backend?: Partial<AnthropicOptions>;
  readonly task?: Partial<AgentTask>;
  readonly tools?: ToolSet;
  readonly signal?: AbortSignal;
  /** Told after every model call that was answered. */
  readonly log?: () => void;
  /** Stops reading after this many events, as a killed runner would. */
  readonly killAfter?: number;
}

/** Carries a task out against a cassette over real HTTP, with short delays. */
export async function rehearse(options: RehearseOptions): Promise<Rehearsed> {
  const requests: RehearsalLogEntry[] = [];
  const cassette = z.parse(cassetteSchema, {
    cassette: 1,
    title: 'test',
    entries: options.entries,
    ...options.cassette,
  });
  const note = (entry: RehearsalLogEntry): void => {
    requests.push(entry);
    if (entry.path === '/v1/messages') options.log?.();
  };
  const server = await startRehearsalServer({ cassette, log: note });
  const said: string[] = [];
  const events: AgentEvent[] = [];
  try {
    const backend = anthropicBackend({
      apiKey: 'test-key',
      baseUrl: server.url,
      rehearsal: true,
      retry: { firstDelayMs: 5 },
      ...options.backend,
    });
    const task: AgentTask = {
      model: 'rehearsal',
      round: 1,
      system: 'Be brief.',
      prompt,
      history: [],
      mayCall: () => 'ok',
      takeSteers: async () => [],
      ...options.task,
    };
    const tools = options.tools ?? [echoTool(said)];
    for await (const event of backend.run(task, tools, options.signal ?? new AbortController().signal)) {
      events.push(event);
      if (events.length === options.killAfter) break;
    }
    return { events, said, requests };
  } finally {
    await server.close();
  }
}

/** What the model was given as results of its calls, in order, read from the requests. */
export function resultsOf({ requests }: Pick<Rehearsed, 'requests'>): string[] {
  const last = requests.findLast(({ path }) => path === '/v1/messages')?.body as
    { messages: { content: { type: string; content?: string }[] }[] } | undefined;
  return (last?.messages ?? []).flatMap(({ content }) =>
    content.flatMap((block) => (block.type === 'tool_result' ? [block.content ?? ''] : [])),
  );
}

/** Events as the runner would have written them. */
export function asLog(events: readonly AgentEvent[]): RunEvent[] {
  return events
    .filter((event) => !['done', 'failed', 'suspended', 'aborted'].includes(event.type))
    .map((event, index) => ({ ...event, v: 1, seq: index + 1, at: '2026-01-01T00:00:00Z' }) as RunEvent);
}

export const typesOf = (events: readonly AgentEvent[]): string[] => events.map((event) => event.type);
