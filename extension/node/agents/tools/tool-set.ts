// The closed list of tools that an agent has.
// Invariant: this list is all there is; a name that is not on it is answered with an error.
import type { ToolSet } from '../backend.ts';
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
}

/** The agent's tools on one worktree, always in this order. */
export function agentTools(dependencies: ToolDependencies): ToolSet {
  const { worktree, sandbox, git, check, assumptions, questions } = dependencies;
  return [
    readFileTool(worktree),
    writeFileTool(worktree),
    editFileTool(worktree),
    searchTool(worktree, sandbox),
    listFilesTool(worktree),
    shellTool(sandbox),
    ...gitTools(git),
    checkTool(check),
    assumeTool(assumptions),
    askTool(questions),
  ];
}
