// The sandbox as it ships: bundled into one file, copied to another folder with its helper beside it.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { agentSandboxAssets } from './agent-assets.ts';

const entry = fileURLToPath(new URL('agent.ts', import.meta.url));
let root: string;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'dimmer-bundle-'));
  mkdirSync(join(root, 'worktree'));
  await build({
    stdin: {
      contents: `import { openAgentSandbox } from ${JSON.stringify(entry)};
        const opened = await openAgentSandbox({ worktree: process.argv[2], scratch: process.argv[3] });
        const ran = opened.ok ? await opened.sandbox.run(['echo', 'from inside'], { timeoutMs: 20000, maxBytes: 1000 }) : opened;
        console.log(JSON.stringify(ran));`,
      resolveDir: dirname(entry),
      loader: 'ts',
    },
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'esm',
    outfile: join(root, 'copy', 'program.mjs'),
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    logLevel: 'error',
  });
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

function run(): unknown {
  const argv = [join(root, 'copy', 'program.mjs'), join(root, 'worktree'), join(root, 'scratch')];
  return JSON.parse(execFileSync(process.execPath, argv, { encoding: 'utf8', cwd: root }));
}

test('without the helper beside it, the bundle refuses', () => {
  expect(run()).toMatchObject({ ok: false, reason: expect.stringContaining('apply-seccomp') as string });
});

test('with the helper beside it, the bundle holds a sandbox', () => {
  const runtime = join(dirname(createRequire(entry).resolve('@anthropic-ai/sandbox-runtime')), '..');
  for (const asset of agentSandboxAssets()) cpSync(join(runtime, asset), join(root, 'copy', asset));
  writeFileSync(join(root, 'worktree', 'x'), '');
  expect(run()).toMatchObject({ exit: 0, stdout: 'from inside\n' });
});
