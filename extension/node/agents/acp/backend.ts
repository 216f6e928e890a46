// An agent that the user has installed carries a task out, over the Agent Client Protocol on its standard streams.
// Invariant: it is believed nothing: the harness commits, checks and judges; when a task ends nothing of it is left running.
import { join } from 'node:path';
import type { InstalledAgent } from '../../../core/protocol/run-request.ts';
import type { AgentBackend, AgentEnd, AgentEvent, AgentTask, ToolSet } from '../backend.ts';
import type { AgentSandbox } from '../../sandbox/agent.ts';
import { createChannel } from './channel.ts';
import { connectAgent, openSession, type Peer } from './connect.ts';
import { createConversation } from './conversation.ts';
import { startAgent } from './process.ts';
import { notStarted } from './problems.ts';
import { createTerminals } from './terminals.ts';
import { defaultAgentLimits, type AgentLimits } from './timeouts.ts';
import { standingOf } from './words.ts';

export interface AcpOptions {
  readonly agent: InstalledAgent;
  readonly worktree: string;
  /** The run's private folder; the agent's home is below it and survives from task to task. */
  readonly scratch: string;
  /** Dependency folders, read-only. */
  readonly readable: readonly string[];
  /** The sandbox of commands that it runs through us. */
  readonly sandbox: Pick<AgentSandbox, 'run'>;
  /** Values of the variables that sign it in; never written to disk. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly limits?: Partial<AgentLimits>;
}

export function acpBackend(options: AcpOptions): AgentBackend {
  return {
    async *run(task, tools, signal) {
      const channel = createChannel<AgentEvent>();
      const stop = new AbortController();
      const abort = (): void => stop.abort();
      signal.addEventListener('abort', abort, { once: true });
      if (signal.aborted) abort();
      const work = carryOut(options, task, tools, stop.signal, (event) => channel.put(event)).then(
        (end) => {
          channel.put(end);
          channel.close();
        },
        (error: unknown) => channel.fail(error),
      );
      try {
        yield* channel;
      } finally {
        abort();
        signal.removeEventListener('abort', abort);
        await work;
      }
    },
  };
}

async function carryOut(
  options: AcpOptions,
  task: AgentTask,
  tools: ToolSet,
  signal: AbortSignal,
  put: (event: AgentEvent) => void,
): Promise<AgentEnd> {
  const { agent, worktree, readable, secrets } = options;
  const limits = { ...defaultAgentLimits, ...options.limits };
  const denied = (tool: string, detail: string): void =>
    put({ type: 'access-denied', tool, detail: detail.slice(0, 500) });
  const started = await startAgent({
    agent,
    worktree,
    scratch: join(options.scratch, 'agent'),
    readable,
    readOnly: tools.every((tool) => tool.readOnly),
    secrets,
    onRefusedHost: (host) => denied('network', `${host} is not on the list of hosts of this agent`),
  });
  if (!started.ok) return notStarted(agent.name, started.reason);
  const { place } = started;
  const terminals = createTerminals(options.sandbox, place, denied);
  const peer: Peer = {
    name: agent.name,
    process: started.process,
    place,
    terminals,
    limits,
    waiting: { died: started.process.ended, signal },
    said: lastWords(started.process.stderr, Object.values(secrets)),
  };
  try {
    const conversation = createConversation(peer, agent, task, put, denied);
    const connected = await connectAgent(peer, conversation.listening);
    if (!connected.ok) return connected.end;
    const standing = standingOf(task);
    const signIn = Object.keys(secrets).length > 0 ? 'key' : agent.access?.files.length ? 'file' : 'none';
    const session = await openSession(peer, connected.value, standing.session, signIn);
    if (!session.ok) return session.end;
    return await conversation.hold(connected.value, session.value, standing);
  } finally {
    await terminals.closeAll();
    await started.close();
  }
}

/** The end of what a stream said, in one line, with the secrets that we know taken out. */
function lastWords(stream: NodeJS.ReadableStream, secrets: readonly string[]): () => string {
  let text = '';
  stream.on('data', (chunk: Buffer) => (text = (text + chunk.toString('utf8')).slice(-4_000)));
  return () => {
    const clean = secrets.filter(Boolean).reduce((now, secret) => now.replaceAll(secret, '[key]'), text);
    const lines = clean
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
    // A program that crashed says why before it says where.
    const told =
      lines.findLast((line) => /\b\w*(error|cannot|failed|denied|refused)\b/i.test(line)) ??
      lines.at(-1) ??
      '';
    return told.slice(0, 300).replace(/\.$/, '');
  };
}
