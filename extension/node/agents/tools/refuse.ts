// What a tool answers when its confinement refuses: an error for the model and a record for the run.
import type { ToolResult } from '../backend.ts';
import type { Refused } from '../../resolve-inside.ts';
import { deniedNames } from '../../sandbox/agent-denied-names.ts';

/** An error result; leaving the worktree or touching a forbidden name is recorded as refused access. */
export function refused(tool: string, refusal: Refused): ToolResult {
  const breach = refusal.reason === 'outside' || refusal.reason === 'link';
  return breach ? denied(tool, `${refusal.message}.`) : { text: `${refusal.message}.`, isError: true };
}

/** A refusal that the run's log records. */
export function denied(tool: string, message: string): ToolResult {
  return {
    text: `Refused: ${message}`,
    isError: true,
    events: [{ type: 'access-denied', tool, detail: message.slice(0, 500) }],
  };
}

/** The part of a path that no agent may write, at any depth; `undefined` when there is none. */
export function deniedName(names: readonly string[]): string | undefined {
  return names.find((name) => deniedNames.includes(name.toLowerCase()));
}
