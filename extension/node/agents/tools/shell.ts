// Runs a command line of the model in the agent's sandbox.
// Invariant: there is no other way to a process here; without a sandbox this tool is not made.
import * as z from 'zod/mini';
import type { Tool, ToolResult } from '../backend.ts';
import type { AgentCommandResult, AgentSandbox } from '../../sandbox/agent.ts';
import { defineTool } from './define.ts';

const defaultSeconds = 120;
const mostSeconds = 600;
/** Nothing written and no processor time used: it waits for what does not come. */
const silentSeconds = 60;
/** Kept of a command's output for the log; the model sees less. */
const mostBytes = 1024 * 1024;

const schema = z.object({
  command: z.string().check(z.minLength(1)),
  timeout_seconds: z.optional(z.int().check(z.minimum(1), z.maximum(mostSeconds))),
});

export function shellTool(sandbox: Pick<AgentSandbox, 'run'>): Tool {
  return defineTool({
    name: 'shell',
    description:
      'Run a bash command in the repository root, in a sandbox: no network, only the repository and a private temporary folder, nothing keeps running afterwards. 120 seconds unless timeout_seconds says otherwise (at most 600); a command that neither writes nor computes for 60 seconds is ended.',
    schema,
    readOnly: false,
    output: { characters: 30_000, lines: 256 },
    summary: ({ command }) => command,
    run: async ({ command, timeout_seconds: seconds = defaultSeconds }, { signal }) => {
      const argv = ['/bin/bash', '-c', `exec 2>&1\n${command}`];
      const result = await sandbox.run(argv, {
        timeoutMs: seconds * 1000,
        silentMs: silentSeconds * 1000,
        maxBytes: mostBytes,
        signal,
      });
      return describe(result, seconds);
    },
  });
}

function describe(result: AgentCommandResult, seconds: number): ToolResult {
  const ending = result.timedOut
    ? `[ended after ${seconds} seconds]`
    : result.silent
      ? `[ended: for ${silentSeconds} seconds it had written nothing and used no processor time. It waits for input, a lock or a process that does not answer; nobody can type here]`
      : result.exit === null
        ? `[ended by ${result.signal}]`
        : `[exit ${result.exit}]`;
  const output = [result.stdout, result.stderr].filter((text) => text !== '').join('\n');
  const isError = result.timedOut || result.silent === true || result.exit !== 0;
  const { denied } = result;
  return {
    text: `${output.replace(/\n?$/, output === '' ? '' : '\n')}${ending}`,
    isError,
    ...(denied.length > 0 && (isError || denied.some((line) => line.endsWith('removed')))
      ? { events: [{ type: 'access-denied', tool: 'shell', detail: denied.join('; ').slice(0, 500) }] }
      : {}),
  };
}
