// One toolchain for everybody: whoever runs in a sandbox runs the node that the launching user's PATH names.
import { copyFileSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { GuardrailOutcome } from '../guardrails.ts';
import { runGuardrail, withCheckout } from '../guardrails.ts';
import { temporaryRepository } from '../temporary-repository.ts';
import { openAgentSandbox } from './agent.ts';
import { runInBubblewrap } from './bubblewrap.ts';

const whoAmI = ['node', '-p', 'require("fs").statSync(process.execPath).ino'];

test.runIf(process.platform === 'linux')(
  'the agent, the guardrails and the product run the first node on the PATH',
  async () => {
    await using repository = await temporaryRepository({ 'a.txt': 'a' });
    const bin = join(repository.base, 'toolchain', 'bin');
    mkdirSync(bin, { recursive: true });
    copyFileSync(process.execPath, join(bin, 'node'));
    const before = process.env['PATH'];
    process.env['PATH'] = `${bin}:/usr/bin:/bin`;
    try {
      const mine = String(statSync(join(bin, 'node')).ino);
      const scratch = join(repository.base, 'scratch');
      const opened = await openAgentSandbox({ worktree: repository.root, scratch });
      if (!opened.ok) throw new Error(opened.reason);
      const agent = await opened.sandbox.run(whoAmI, { timeoutMs: 20_000, maxBytes: 1000 });
      const guardrails: GuardrailOutcome[] = [];
      const checkout = {
        repository: repository.root,
        base: 'HEAD',
        commit: 'HEAD',
        folder: join(repository.base, 'check'),
      };
      await withCheckout(checkout, async (sandbox, directory) => {
        const guardrail = { name: 'node', run: whoAmI, timeoutSeconds: 20 };
        guardrails.push(await runGuardrail(sandbox, directory, guardrail, new AbortController().signal));
      });
      const view = { app: repository.root, box: repository.base };
      const product = await runInBubblewrap(view, { argv: whoAmI, timeoutMs: 20_000 });
      expect([
        agent.stdout.trim(),
        guardrails.map((one) => String(one.output).trim()),
        product.ran && product.stdout.toString().trim(),
      ]).toEqual([mine, [mine], mine]);
    } finally {
      process.env['PATH'] = before;
    }
  },
  60_000,
);
