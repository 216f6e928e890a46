// The agent's tools in a run: those on files and shell, and those that the harness carries out for it.
// Invariant: git runs here, hardened and on the run's own worktree; checks run on a clean checkout of what was committed.
import { realpathSync } from 'node:fs';
import type { ToolResult, ToolSet } from '../node/agents/backend.ts';
import { failure, success } from '../node/agents/tools/define.ts';
import type { GitQuery } from '../node/agents/tools/harness.ts';
import { agentTools } from '../node/agents/tools/tool-set.ts';
import { git } from '../node/git.ts';
import { runGuardrail, withCheckout } from '../node/guardrails.ts';
import type { AgentSandbox } from '../node/sandbox/agent.ts';
import { withoutLinks } from '../node/worktree.ts';
import { loadPins, type RunContext } from './context.ts';
import { runVisible } from './visible.ts';
import { recordCheckpoint } from './work.ts';

export function createTools(context: RunContext, sandbox: AgentSandbox): ToolSet {
  return agentTools({
    worktree: realpathSync(context.paths.worktree),
    sandbox,
    git: (query) => askGit(context, query),
    check: () => check(context, sandbox),
    assumptions: context.state().assumptions.length,
    questions: context.state().questions.length,
    ...(context.lane === undefined ? {} : { author: context.lane }),
  });
}

async function askGit(context: RunContext, query: GitQuery): Promise<ToolResult> {
  const worktree = await loadPins(context.pins);
  if (worktree === null) return failure('There is no git repository here.');
  const { commit } = context.state().request.base;
  const run = async (args: string[]): Promise<ToolResult> => {
    const output = await git(worktree.path, args, { worktree });
    return output.ok ? success(output.stdout.trimEnd() || 'nothing') : failure(output.stderr || 'git failed');
  };
  if (query.type === 'log')
    return run(['log', '--oneline', '--no-decorate', `--max-count=${query.count}`, context.branch]);
  const excluded = await withoutLinks(worktree, commit);
  if (query.type === 'status') {
    return run(['status', '--porcelain', '--ignore-submodules=all', '--', ':(top)', ...excluded]);
  }
  const only = query.path === undefined ? [':(top)', ...excluded] : [`:(top,literal)${query.path}`];
  const staged = await run(['add', '--all', '--', ...only]);
  if (staged.isError) return staged;
  return run(['diff', '--cached', '--no-ext-diff', '--no-textconv', '--no-color', commit, '--', ...only]);
}

/** The same guardrails and scenarios that will judge the result, on what is in the worktree now. */
async function check(context: RunContext, sandbox: AgentSandbox): Promise<ToolResult> {
  const { paths, interruption, state } = context;
  sandbox.tidy();
  const saved = await recordCheckpoint(context);
  const { request, guardrails } = state();
  if (saved === null) return failure('There is nothing to check yet.');
  const parts: string[] = [];
  let red = false;
  const { repository, base } = request;
  const checkout = { repository, base: base.commit, commit: saved.commit, folder: paths.checkout };
  const done = await withCheckout(checkout, async (inside, directory) => {
    for (const guardrail of guardrails?.chosen ?? []) {
      const result = await runGuardrail(inside, directory, guardrail, interruption.signal);
      red ||= result.outcome !== 'pass';
      const output = result.outcome === 'pass' ? '' : `\n${String(result.output).trim()}`;
      parts.push(`guardrail ${guardrail.name}: ${result.outcome}${output}`);
    }
  });
  if (!done.ok) return failure(`The checks could not be run: ${done.reason}`);
  const visible = await runVisible(context, saved.commit);
  if (visible) {
    red ||= visible.failing.length > 0;
    parts.push(
      `visible scenarios: ${visible.satisfied} of ${visible.observed} satisfied${visible.report && `\n${visible.report}`}`,
    );
  }
  const text = parts.join('\n\n') || 'This repository has no guardrails and no visible scenarios.';
  return red ? failure(text) : success(text);
}
