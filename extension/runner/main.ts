// The detached process that carries a run out: `runner <run folder>`. `--describe` answers what a launch would be, `--draft-spec`
// writes the words of a spec.
// Reads one JSON line on stdin, then nothing more. What each of them needs is loaded when it is asked for: somebody waits for it.
import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { draftInputSchema } from '../core/protocol/draft.ts';
import { describeInputSchema } from '../core/protocol/launch.ts';
import { decodeJson } from '../core/protocol/decode.ts';
import { runnerInputSchema } from '../core/protocol/run-request.ts';
import { bundleDir } from '../node/programs.ts';

async function main(argument: string | undefined): Promise<number> {
  if (argument === undefined) return usage();
  const line = await firstLine();
  if (argument === '--describe') {
    const input = decodeJson(describeInputSchema, line);
    if (!input.ok) return usage(input.problems[0]);
    const { describeLaunch } = await import('./describe.ts');
    process.stdout.write(`${JSON.stringify(await describeLaunch(input.value))}\n`);
    return 0;
  }
  if (argument === '--draft-spec') {
    const input = decodeJson(draftInputSchema, line);
    if (!input.ok) return usage(input.problems[0]);
    const { draftSpec } = await import('./draft-spec.ts');
    process.stdout.write(`${JSON.stringify(await draftSpec(input.value))}\n`);
    return 0;
  }
  const input = decodeJson(runnerInputSchema, line);
  if (!input.ok) return usage(input.problems[0]);
  if (!existsSync(join(argument, 'request.json'))) return usage(`${argument} is not a run folder`);
  const runDir = join(await realpath(dirname(argument)), basename(argument));
  const { openBackend } = await import('./backend.ts');
  const { visitRun } = await import('./session.ts');
  await visitRun(runDir, input.value, { openBackend, bundles: await bundleDir() });
  return 0;
}

function usage(problem?: string): number {
  console.error(
    problem ?? 'usage: runner RUN_FOLDER | --describe | --draft-spec, with one JSON line on stdin',
  );
  return 2;
}

async function firstLine(): Promise<string> {
  let text = '';
  for await (const chunk of process.stdin) {
    text += String(chunk);
    if (text.includes('\n')) break;
  }
  return text.split('\n')[0] ?? '';
}

try {
  process.exitCode = await main(process.argv[2]);
} catch (error) {
  console.error(error);
  process.exitCode = 4;
}
// Nothing is left to do; a stray timer or socket must not keep the process.
process.exit();
