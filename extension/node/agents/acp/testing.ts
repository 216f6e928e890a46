// For tests of installed agents: a worktree, a script for the test agent, and one task carried out with it.
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AgentAccess, InstalledAgent } from '../../../core/protocol/run-request.ts';
import type { RunEvent, RunEventBody } from '../../../core/run/events.ts';
import { openAgentSandbox, type AgentSandbox } from '../../sandbox/agent.ts';
import type { AgentEnd, AgentEvent, AgentTask, Tool } from '../backend.ts';
import { acpBackend } from './backend.ts';
import type { Script } from './test-agent.ts';
import type { AgentLimits } from './timeouts.ts';

export interface Place {
  readonly root: string;
  readonly worktree: string;
  readonly scratch: string;
  /** What the agent was asked, in its own words. */
  heard(): Record<string, unknown>[];
  remove(): void;
}

export function makePlace(): Place {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'dimmer-acp-')));
  const [worktree, scratch] = [join(root, 'worktree'), join(root, 'scratch')];
  mkdirSync(worktree);
  mkdirSync(scratch);
  writeFileSync(join(worktree, 'greet.js'), 'console.log("hi");\n');
  return {
    root,
    worktree,
    scratch,
    heard: () =>
      readFileSync(join(scratch, 'agent/home/.test-agent/heard.ndjson'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

export function testAgent(
  folder: string,
  script: Script,
  access: Partial<AgentAccess> = {},
  confinement: InstalledAgent['confinement'] = 'sandbox',
): InstalledAgent {
  const file = join(folder, 'script.json');
  writeFileSync(file, JSON.stringify(script));
  return {
    id: 'own',
    name: 'test-agent',
    version: '1.0.0',
    command: [process.execPath, '--no-warnings', join(import.meta.dirname, 'test-agent.ts'), file],
    confinement,
    access: { hosts: [], files: [], variables: [], environment: {}, ...access },
  };
}

export interface TaskOptions {
  readonly agent: InstalledAgent;
  readonly history?: readonly RunEventBody[];
  readonly prompt?: string;
  readonly round?: number;
  readonly secrets?: Record<string, string>;
  readonly limits?: Partial<AgentLimits>;
  readonly steers?: () => string[];
  readonly signal?: AbortSignal;
  readonly readOnly?: boolean;
  readonly mayCall?: AgentTask['mayCall'];
  readonly onEvent?: (event: AgentEvent) => void;
}

export interface TaskOutcome {
  readonly end: AgentEnd;
  readonly events: readonly AgentEvent[];
  /** All that the agent said. */
  readonly said: string;
  readonly denied: readonly string[];
}

const writes = { readOnly: false } as Tool;

export async function carryOut(place: Place, options: TaskOptions): Promise<TaskOutcome> {
  // Most tasks run no command through us.
  let opened: ReturnType<typeof openAgentSandbox> | undefined;
  const sandbox = {
    run: async (...command: Parameters<AgentSandbox['run']>) => {
      opened ??= openAgentSandbox({ worktree: place.worktree, scratch: place.scratch });
      const answer = await opened;
      if (!answer.ok) throw new Error(answer.reason);
      return answer.sandbox.run(...command);
    },
  };
  const backend = acpBackend({
    agent: options.agent,
    worktree: place.worktree,
    scratch: place.scratch,
    readable: [],
    sandbox,
    secrets: options.secrets ?? {},
    limits: { tickMs: 50, ...options.limits },
  });
  const history = (options.history ?? []).map((event, index): RunEvent => ({
    v: 1,
    seq: index + 1,
    at: '2026-01-01T00:00:00Z',
    ...event,
  }));
  const task: AgentTask = {
    model: 'test-agent 1.0.0',
    round: options.round ?? 1,
    system: 'SYSTEM',
    prompt: options.prompt ?? 'PROMPT',
    history,
    mayCall: options.mayCall ?? (() => 'ok'),
    takeSteers: async () => options.steers?.() ?? [],
  };
  const events: AgentEvent[] = [];
  const signal = options.signal ?? new AbortController().signal;
  for await (const event of backend.run(task, options.readOnly === true ? [] : [writes], signal)) {
    events.push(event);
    options.onEvent?.(event);
  }
  const end = events.at(-1) as AgentEnd;
  const said = events.flatMap((event) =>
    event.type === 'model-replied' ? (event.content as { text: string }[]).map(({ text }) => text) : [],
  );
  const denied = events.flatMap((event) =>
    event.type === 'access-denied' ? [`${event.tool}: ${event.detail}`] : [],
  );
  return { end, events, said: said.join('\n'), denied };
}
