// The seam between a run and whatever carries its work out: one task in, events out.
// Invariant: a backend writes nothing itself; the runner appends each event to the log before it asks for the next one.
import type { Effort } from '../../core/agents/effort.ts';
import type { RunEventBody, RunEventType, StoredText } from '../../core/run/events.ts';
import type { OutputLimit } from './output-limit.ts';

type Body<T extends RunEventType> = Extract<RunEventBody, { type: T }>;

/** What goes to the run's log as it is. */
export type AgentLogEvent =
  | Body<'model-asked'>
  | Body<'model-replied'>
  | Body<'model-waiting'>
  | Body<'context-filling'>
  | Body<'context-compacted'>
  | Body<'tool-started'>
  | Body<'tool-finished'>
  | Body<'access-denied'>
  | Body<'assumption-recorded'>
  | Body<'question-asked'>;

/** How a task ends: exactly one of these is the last event. The runner adds `kept` to a failure. */
export type AgentEnd =
  | { readonly type: 'done'; readonly text: string }
  | {
      readonly type: 'failed';
      readonly reason: Body<'run-failed'>['reason'];
      readonly message: string;
      readonly next: string;
    }
  | {
      readonly type: 'suspended';
      readonly reason: Body<'run-suspended'>['reason'];
      readonly message: string;
      readonly next: string;
    }
  /** The signal was aborted; nothing else happened. */
  | { readonly type: 'aborted' };

export type AgentEvent = AgentLogEvent | AgentEnd;

/** The most that the next model call can use, in tokens, so that a cap is kept before the call is made. */
export interface CallEstimate {
  /** The helper that asks; absent for the agent itself. Several may have a call under way at once. */
  readonly agent?: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export type CallPermission = 'ok' | { readonly suspend: { readonly message: string; readonly next: string } };

export interface AgentTask {
  readonly model: string;
  readonly round: number;
  readonly system: string;
  /**
   * The user message that opens this task. On resume give the same text again: when the log shows that it was asked in
   * this round, the conversation goes on where it stopped.
   */
  readonly prompt: string;
  /** The run's log so far; the conversation is rebuilt from it and from nothing else. */
  readonly history: readonly RunEventBody[];
  /** Asked before every model call. */
  mayCall(estimate: CallEstimate): CallPermission | Promise<CallPermission>;
  /** Steers that came in; the runner appends `steered` for each one before it returns them. */
  takeSteers(): Promise<readonly string[]>;
  /** Asked before every model call, so that a change counts from the next one. */
  settings?(): AgentSettings;
  /** Reads a stored text whole; needed only when the log keeps long outputs as blobs. */
  readText?(stored: StoredText): Promise<string>;
}

/** How a person wants the agent to work. */
export interface AgentSettings {
  /** Left out of requests to a model that says it cannot be told. */
  readonly effort?: Effort;
  /** True: the agent may start helpers. */
  readonly subagents?: boolean;
  /** False: a wait that the endpoint asks for suspends the run instead. */
  readonly wait?: boolean;
  /** Per tool, over its own. */
  readonly output?: Readonly<
    Record<string, { readonly [K in keyof OutputLimit]?: OutputLimit[K] | undefined }>
  >;
}

/** What a tool did. `text` is whole; the loop cuts what the model sees. */
export interface ToolResult {
  readonly text: string;
  readonly isError: boolean;
  readonly events?: readonly (Body<'access-denied'> | Body<'assumption-recorded'> | Body<'question-asked'>)[];
}

export interface Tool {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the arguments; always an object. */
  readonly inputSchema: { readonly type: 'object'; readonly [key: string]: unknown };
  /** True when calls may run side by side. */
  readonly readOnly: boolean;
  /** What the model sees of its output at most; the log keeps the whole. */
  readonly output?: OutputLimit;
  /** One line for the log, at most 200 characters. */
  summary(input: unknown): string;
  /** Never throws for bad input: that is an error result for the model. */
  run(input: unknown, context: ToolContext): Promise<ToolResult>;
}

export interface ToolContext {
  readonly callId: string;
  readonly signal: AbortSignal;
  /** Has an event logged while the call goes on; resolves when it is. Absent where nobody logs. */
  emit?(event: AgentLogEvent): Promise<void>;
}

export type ToolSet = readonly Tool[];

/** Carries one task out. Every backend keeps to this; guardrails, budget and log sit above it. */
export interface AgentBackend {
  run(task: AgentTask, tools: ToolSet, signal: AbortSignal): AsyncIterable<AgentEvent>;
}
