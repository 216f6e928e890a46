// Where a workflow stands: all that the next step depends on, as plain data that survives JSON.
// Invariant: graph, state and outcome decide the next state alone; nothing here knows a clock, a disk or a random source.
import * as z from 'zod/mini';
import { stageStatuses, type Context, type StageStatus } from '../outcome.ts';

/** One line of execution: the whole run, or one branch of a parallel node. */
export interface Line {
  /** The node to run; null when the line has ended. A parallel node stays here while its branches run. */
  readonly next: string | null;
  /** Of `next`, from 1. */
  readonly attempt: number;
  /** Milliseconds to wait before this attempt. */
  readonly waitMs: number;
  /** Index of the edge that led to `next`; null after a jump and at the start. */
  readonly via: number | null;
  /** The node that ended last. */
  readonly last: string | null;
  readonly completed: readonly string[];
  /** The last outcome of each node. */
  readonly outcomes: Readonly<Record<string, StageStatus>>;
  /** How often each node was entered. */
  readonly visits: Readonly<Record<string, number>>;
  readonly retries: Readonly<Record<string, number>>;
  readonly context: Context;
  readonly logs: readonly string[];
  readonly fork: Fork | null;
  readonly end: { readonly status: 'success' | 'fail'; readonly reason: string } | null;
}

export interface Fork {
  /** The fan-in where the branches meet. */
  readonly join: string;
  readonly branches: readonly Branch[];
}

export interface Branch {
  /** Its first node; names it. */
  readonly id: string;
  readonly line: Line;
  /** Ended by the policy of the parallel node, not by itself. */
  readonly cancelled: boolean;
}

export interface FlowState {
  /** Of the text that the run began with: another text is another workflow. */
  readonly fingerprint: string;
  /** Decides every jitter. */
  readonly seed: number;
  /** Caps on visits that whoever runs the workflow sets, by node; they go before `max_visits`. */
  readonly maxVisits: Readonly<Record<string, number>>;
  /** How often an edge with `loop_restart` was taken. */
  readonly restarts: number;
  /** After a resume the first stage may not count on the conversation of the one before (NLSpec 5.3). */
  readonly resumed: boolean;
  readonly line: Line;
}

const names = z.array(z.string());
const counts = z.record(z.string(), z.int());
const context = z.record(z.string(), z.json()) as unknown as z.ZodMiniType<Context>;

const lineSchema: z.ZodMiniType<Line> = z.lazy(() =>
  z.object({
    ...{ next: z.nullable(z.string()), attempt: z.int(), waitMs: z.number(), via: z.nullable(z.int()) },
    ...{
      last: z.nullable(z.string()),
      completed: names,
      visits: counts,
      retries: counts,
      context,
      logs: names,
    },
    outcomes: z.record(z.string(), z.enum(stageStatuses)),
    fork: z.nullable(
      z.object({
        join: z.string(),
        branches: z.array(z.object({ id: z.string(), line: lineSchema, cancelled: z.boolean() })),
      }),
    ),
    end: z.nullable(z.object({ status: z.enum(['success', 'fail']), reason: z.string() })),
  }),
);

/** `checkpoint.json`: the names of NLSpec 5.3 for whoever reads it, and beside them the rest of the state. */
export const checkpointSchema = z.object({
  v: z.literal(1),
  /** ISO 8601. */
  timestamp: z.string(),
  /** The last completed node. */
  current_node: z.nullable(z.string()),
  completed_nodes: names,
  node_retries: counts,
  context,
  logs: names,
  state: z.object({
    ...{ fingerprint: z.string(), seed: z.int(), maxVisits: counts, restarts: z.int(), resumed: z.boolean() },
    line: lineSchema,
  }),
});

export type Checkpoint = z.infer<typeof checkpointSchema>;

export function checkpointOf(state: FlowState, timestamp: string): Checkpoint {
  const { last, completed, retries, context, logs } = state.line;
  return {
    ...{ v: 1, timestamp, current_node: last, completed_nodes: [...completed], node_retries: { ...retries } },
    ...{ context, logs: [...logs], state },
  };
}

/** The state to go on from, or why it cannot be. `fingerprint` is that of the workflow at hand. */
export function stateOf(document: unknown, fingerprint: string): FlowState | string {
  const read = checkpointSchema.safeParse(document);
  if (!read.success) return 'the checkpoint is not one that this version wrote';
  if (read.data.state.fingerprint !== fingerprint) return 'the workflow was changed since the checkpoint';
  return { ...read.data.state, resumed: true };
}

/** Names a text, not a secret: FNV-1a, 32 bits (RFC 9923), and the length. */
export function fingerprintOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return `${hash.toString(16)}-${text.length}`;
}
