// What the model and the log are told of a command that the sandbox ended because it did nothing.
import { expect, test } from 'vitest';
import type { AgentCommand } from '../../sandbox/agent.ts';
import { runGuardrail } from '../../guardrails.ts';
import { shellTool } from './shell.ts';

const seen: AgentCommand[] = [];
const sandbox = {
  run: async (_argv: readonly string[], command: AgentCommand) => {
    seen.push(command);
    const ended = { exit: null, signal: 'SIGTERM', timedOut: false, truncated: false, silent: true } as const;
    return { ...ended, stdout: 'Overwrite? [y/N] ', stderr: '', denied: [] };
  },
};
const { signal } = new AbortController();

test('a silent command is an error that says what it waits for', async () => {
  const result = await shellTool(sandbox).run({ command: './ask' }, { signal, callId: '1' });
  expect(seen.at(-1)).toMatchObject({ silentMs: 60_000, timeoutMs: 120_000 });
  expect(result).toEqual({
    text: 'Overwrite? [y/N] \n[ended: for 60 seconds it had written nothing and used no processor time. It waits for input, a lock or a process that does not answer; nobody can type here]',
    isError: true,
  });
});

test('a silent guardrail has run out of time, and its output says how', async () => {
  const guardrail = { name: 'test', run: ['./ask'], timeoutSeconds: 600 };
  const whole = { ...sandbox, path: '', start: () => Promise.reject(new Error('unused')) };
  const outcome = await runGuardrail(
    { ...whole, tidy: () => undefined, close: async () => undefined },
    '/',
    guardrail,
    signal,
  );
  expect(seen.at(-1)).toMatchObject({ silentMs: 300_000, timeoutMs: 600_000 });
  expect(outcome).toMatchObject({
    outcome: 'timeout',
    output: 'Overwrite? [y/N] \n[ended: for 300 seconds it had written nothing and used no processor time]',
  });
});
