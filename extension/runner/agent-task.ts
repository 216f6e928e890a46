// One task of the agent: sandbox, tools and backend around it, each of its events in the log before the next is asked for.
import { mkdir } from 'node:fs/promises';
import type { Configuration } from '../core/configuration.ts';
import { mayChangeFiles } from '../core/run/branch.ts';
import type { AgentEvent, AgentSettings, AgentTask } from '../node/agents/backend.ts';
import { readConfiguration } from '../node/configuration.ts';
import { loadText } from '../node/run-store.ts';
import { openAgentSandbox, type AgentSandbox } from '../node/sandbox/agent.ts';
import { linkDependencies } from '../node/dependencies.ts';
import { linkedFolders } from '../node/linked-folders.ts';
import { createTools } from './agent-tools.ts';
import { interrupted, loadPins, type EndEvent, type RunContext } from './context.ts';
import { steersWait, takeSteers } from './controls.ts';
import { openFuse, type Fuse } from './fuse.ts';
import { noSandbox } from './prepare.ts';
import { systemText } from './prompts.ts';
import { surroundingsOf } from './surroundings.ts';
import { whatIsGone } from './unexpected.ts';
import { recordCheckpoint } from './work.ts';

export interface TaskOptions {
  readonly prompt: string;
  readonly round: number;
  /** Only tools that change nothing. */
  readonly readOnly: boolean;
}

export type TaskResult = { readonly done: string } | { readonly end: EndEvent } | typeof interrupted;

export async function runAgent(context: RunContext, options: TaskOptions): Promise<TaskResult> {
  const { paths, parts, input, state } = context;
  const { request } = state();
  await mkdir(paths.scratch, { recursive: true, mode: 0o700 });
  const { repository, base } = request;
  const { folders } = await linkedFolders(repository, base.commit);
  // Of a run that an older version began, nothing keeps such a link out of a commit.
  const kept = (await loadPins(context.runDir))?.links ?? [];
  const links = folders.filter(({ name }) => kept.includes(name));
  const dependencies = await linkDependencies(repository, base.commit, paths.worktree, links);
  const opened = await openAgentSandbox({
    worktree: paths.worktree,
    scratch: paths.scratch,
    ...dependencies,
  });
  if (!opened.ok) return { end: noSandbox(opened.reason, opened.fix) };
  try {
    const found = await parts.openBackend(request, input, {
      worktree: paths.worktree,
      scratch: paths.scratch,
      readable: dependencies.readable,
      sandbox: opened.sandbox,
    });
    if (!found.ok) return { end: found.end };
    const fuse = await openFuse(context);
    try {
      const tools = createTools(context, opened.sandbox).filter((tool) => !options.readOnly || tool.readOnly);
      const task = await taskOf(context, options, fuse);
      for (;;) {
        const result = await consume(
          context,
          { sandbox: opened.sandbox, fuse },
          found.backend.run(freshHistory(task, context), tools, context.interruption.signal),
        );
        // A steer that came with the last word is still heard.
        if (!('done' in result) || !(await steersWait(context))) return result;
      }
    } finally {
      fuse.close();
      await found.close();
    }
  } finally {
    await opened.sandbox.close();
  }
}

/** Calls of tools that may have changed a file, after which the work is committed before the next turn. */
const callsBetweenCheckpoints = 5;

/** Between two turns, when no tool runs. */
async function keepWork(context: RunContext, sandbox: AgentSandbox): Promise<void> {
  const { log } = context;
  const since = log.events.findLastIndex(
    ({ type }) => type === 'checkpoint-committed' || type === 'work-committed' || type === 'branched',
  );
  const calls = log.events.slice(since + 1).filter(mayChangeFiles).length;
  if (calls < callsBetweenCheckpoints) return;
  sandbox.tidy();
  await recordCheckpoint(context);
}

async function consume(
  context: RunContext,
  { sandbox, fuse }: { readonly sandbox: AgentSandbox; readonly fuse: Fuse },
  events: AsyncIterable<AgentEvent>,
): Promise<TaskResult> {
  const { log, interruption } = context;
  for await (const event of events) {
    switch (event.type) {
      case 'done':
        return { done: event.text };
      case 'aborted':
        return interrupted;
      case 'suspended': {
        const { reason, message, next } = event;
        return { end: { type: 'run-suspended', reason, message, next } };
      }
      case 'failed': {
        const { reason, message, next } = event;
        return {
          end: { type: 'run-failed', reason, message, next },
        };
      }
      default:
        if (event.type === 'model-asked' && event.agent === undefined) await keepWork(context, sandbox);
        log.append(event);
        if (event.type === 'model-replied') fuse.replied(event);
    }
    const gone = event.type === 'tool-finished' ? whatIsGone(context) : null;
    if (gone !== null) return { end: gone };
    if (interruption.signal.aborted) return interrupted;
  }
  if (interruption.signal.aborted) return interrupted;
  throw new Error('the agent backend ended without saying how');
}

async function taskOf(context: RunContext, options: TaskOptions, fuse: Fuse): Promise<AgentTask> {
  const { state, runDir, log, paths, branch } = context;
  const { request, guardrails } = state();
  const { configuration } = await readConfiguration(request.repository, request.base.commit);
  const surroundings = await surroundingsOf(request, { worktree: paths.worktree, branch }, configuration);
  return {
    model: request.model,
    round: options.round,
    system: systemText(guardrails?.chosen ?? [], surroundings, request.backend === 'acp'),
    prompt: options.prompt,
    history: log.events,
    mayCall: fuse.mayCall,
    takeSteers: () => takeSteers(context),
    settings: () => settingsOf(configuration),
    readText: (stored) => loadText(runDir, stored),
  };
}

function freshHistory(task: AgentTask, { log }: RunContext): AgentTask {
  return { ...task, history: [...log.events] };
}

function settingsOf({ agent }: Configuration): AgentSettings {
  const { effort, output, wait, subagents } = agent ?? {};
  return {
    ...(effort === undefined ? {} : { effort }),
    ...(output === undefined ? {} : { output }),
    ...(wait === undefined ? {} : { wait }),
    ...(subagents === undefined ? {} : { subagents }),
  };
}
