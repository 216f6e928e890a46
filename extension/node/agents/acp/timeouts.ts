// How long an installed agent may take for each thing, and the one way to wait for it.
// Invariant: every wait ends: with a value, an error, the agent's death, the run's stop, or its deadline.

export interface AgentLimits {
  /** From the start of its process to its answer to `initialize`. */
  readonly initializeMs: number;
  /** For a session, and for signing in. */
  readonly sessionMs: number;
  /** Without any word from it while it works. */
  readonly idleMs: number;
  /** The same while a command of it runs. */
  readonly idleInToolMs: number;
  readonly taskMs: number;
  /** From a cancel to the end of the turn. */
  readonly cancelMs: number;
  readonly prompts: number;
  readonly toolCalls: number;
  readonly permissions: number;
  /** Of one and the same thing that was denied. */
  readonly samePermission: number;
  /** Bytes that it may write in one task. */
  readonly bytes: number;
  /** Characters of its words in one turn. */
  readonly characters: number;
  /** How often steers are looked for and silence is measured. */
  readonly tickMs: number;
}

export const defaultAgentLimits: AgentLimits = {
  initializeMs: 90_000,
  sessionMs: 120_000,
  idleMs: 300_000,
  idleInToolMs: 900_000,
  taskMs: 6 * 3_600_000,
  cancelMs: 15_000,
  prompts: 200,
  toolCalls: 2_000,
  permissions: 500,
  samePermission: 8,
  bytes: 256 * 1024 * 1024,
  characters: 4_000_000,
  tickMs: 1_000,
};

export type Waited<T> =
  { readonly value: T } | { readonly error: unknown } | { readonly ended: 'died' | 'stopped' | 'late' };

export interface Waiting {
  /** Resolves when the agent's process is gone. */
  readonly died: Promise<unknown>;
  readonly signal: AbortSignal;
}

/** A connection that breaks is told as the death of the process, which follows it. */
const deathFollowsMs = 3_000;

export async function within<T>(asked: Promise<T>, ms: number, waiting: Waiting): Promise<Waited<T>> {
  let timer: NodeJS.Timeout | undefined;
  let stop: (() => void) | undefined;
  const late = new Promise<Waited<T>>((resolve) => {
    timer = setTimeout(() => resolve({ ended: 'late' }), ms);
    stop = () => resolve({ ended: 'stopped' });
    waiting.signal.addEventListener('abort', stop, { once: true });
    if (waiting.signal.aborted) stop();
  });
  const died = waiting.died.then((): Waited<T> => ({ ended: 'died' }));
  const answered = asked.then(
    (value): Waited<T> => ({ value }),
    async (error: unknown): Promise<Waited<T>> => {
      if (isAnswer(error)) return { error };
      return Promise.race([died, pause(deathFollowsMs).then((): Waited<T> => ({ error }))]);
    },
  );
  try {
    return await Promise.race([answered, died, late]);
  } finally {
    clearTimeout(timer);
    if (stop) waiting.signal.removeEventListener('abort', stop);
  }
}

/** Whether the agent itself said no, as JSON-RPC has it. */
function isAnswer(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'number';
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
