// The closed list of tools that an agent has.
// Invariant: this list is all there is; a name that is not on it is answered with an error.
import type { Tool, ToolSet } from '../backend.ts';
import type { AgentSandbox } from '../../sandbox/agent.ts';
import { editFileTool } from './edit-file.ts';
import { askTool } from './ask.ts';
import { assumeTool, checkTool, gitTools, type CheckCallback, type GitCallback } from './harness.ts';
import { listFilesTool } from './list-files.ts';
import { readFileTool } from './read-file.ts';
import { searchTool } from './search.ts';
import { shellTool } from './shell.ts';
import { writeFileTool } from './write-file.ts';

export interface ToolDependencies {
  /** Absolute, without symbolic links. */
  readonly worktree: string;
  readonly sandbox: Pick<AgentSandbox, 'run'>;
  readonly git: GitCallback;
  readonly check: CheckCallback;
  /** Assumptions that the run's log has already. */
  readonly assumptions: number;
  /** Questions that it has. */
  readonly questions: number;
  /** Begins the names of its assumptions and questions, where other agents of the run have some, too. */
  readonly author?: string;
  /** Tools of whoever starts the agent, after ours. */
  readonly custom?: readonly Tool[];
}

/** The agent's tools on one worktree, always in this order. A name that is taken throws: no tool replaces another. */
export function agentTools(dependencies: ToolDependencies): ToolSet {
  const { worktree, sandbox, git, check, assumptions, questions, author, custom = [] } = dependencies;
  const prefix = author === undefined ? '' : `${author}-`;
  const tools = [
    readFileTool(worktree),
    writeFileTool(worktree),
    editFileTool(worktree),
    searchTool(worktree, sandbox),
    listFilesTool(worktree),
    shellTool(sandbox),
    ...gitTools(git),
    checkTool(check),
    assumeTool(assumptions, prefix),
    askTool(questions, prefix),
    ...custom,
  ];
  const twice = tools.find(({ name }, at) => tools.findIndex((other) => other.name === name) !== at);
  if (twice) throw new Error(`there is a tool "${twice.name}" already; no other may take its name`);
  return tools;
}
