// For tests of whole runs: a small repository, a cassette, a launch, and waiting for what a run comes to.
import { execFileSync } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunState } from '../core/run/state.ts';
import { decideRun } from '../node/control.ts';
import type { LaunchOptions } from '../node/launch-options.ts';
import { launchRun } from '../node/launch.ts';
import { forgeFor, type Forge } from '../node/forge/testing.ts';
import { isAlive, readRun } from '../node/run-store.ts';
import { bundles } from '../node/testing.ts';
import { temporaryRepository, type TemporaryRepository } from '../node/temporary-repository.ts';

export { bundles };

const spec = `# Greeter

- R1: The program greet.js MUST print "hello" followed by the name it is given.
`;

export const files = {
  'specs/greeter.md': spec,
  'greet.js': 'console.log("hi");\n',
  'README.md': '# Greeter\n',
  'dimmer.yaml': 'guardrails:\n  - { name: syntax, run: [node, --check, greet.js] }\n',
};

export const good = 'console.log(`hello ${process.argv[2]}`);\n';

/** Entries of a cassette in which the agent writes `greet.js` and says that it is done. */
export function writes(content: string, extra: object = {}): object[] {
  return [
    {
      role: 'builder',
      reply: [{ text: 'I write it.' }, { tool: 'write_file', input: { path: 'greet.js', content } }],
      ...extra,
    },
    { role: 'builder', reply: [{ text: 'Done: greet.js greets.' }] },
  ];
}

export async function cassette(repository: TemporaryRepository, entries: object[]): Promise<string> {
  const path = join(repository.base, 'cassette.json');
  await writeFile(path, JSON.stringify({ cassette: 1, title: 'test', entries }));
  return path;
}

export async function launch(
  repository: TemporaryRepository,
  entries: object[],
  options: Partial<LaunchOptions> = {},
) {
  const result = await launchRun({
    repository: repository.root,
    specPath: 'specs/greeter.md',
    level: 4,
    trial: true,
    backend: 'rehearsal',
    cassette: await cassette(repository, entries),
    limits: { tokens: 2_000_000, minutes: 10, rounds: 3 },
    owner: 'ada',
    via: 'cli',
    bundles,
    env: repository.env,
    ...options,
  });
  if (!result.ok) throw new Error(result.message);
  return result;
}

export async function until(
  runDir: string,
  done: (state: RunState) => boolean,
  ms = 120_000,
): Promise<RunState> {
  const deadline = Date.now() + ms;
  for (;;) {
    const { state } = await readRun(runDir);
    if (state && done(state)) return state;
    if (Date.now() > deadline) {
      const log = await readFile(join(runDir, 'runner.log'), 'utf8').catch(() => '');
      throw new Error(`still ${state?.status}, ${state?.lastActivity}\n${log}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
}

export const resting = (state: RunState) =>
  !['requested', 'preparing', 'working', 'waiting', 'evaluating'].includes(state.status);

export async function types(runDir: string): Promise<string[]> {
  return (await readRun(runDir)).events.map((event) => event.type);
}

export const human = { by: 'ada', via: 'cli' } as const;

/** Of the user, for the forge of a finished run. */
export const token = 'ghp_0123456789abcdefghijklmnopqrstuvwxyz';

export interface FinishedRun {
  readonly repository: TemporaryRepository;
  readonly forge: Forge;
  readonly runDir: string;
  readonly runId: string;
  readonly branch: string;
  /** With these a decision on it is asked for: the programs, the environment and the user's access to the forge. */
  readonly options: Parameters<typeof decideRun>[2];
  approve(input?: object): ReturnType<typeof decideRun>;
}

/**
 * One whole run up to its decision, in a repository with a remote; afterwards everything it left is put back, at the same
 * paths and the same port, for as many decisions as a file of tests wants to make on it.
 */
export async function finishedRun(): Promise<{ again(): Promise<FinishedRun>; remove(): Promise<void> }> {
  const repository = await temporaryRepository(files);
  const { base, run } = repository;
  const kept = `${base}.kept`;
  const first = await forgeFor(repository);
  const { port } = first;
  const { runDir, runId } = await launch(repository, writes(good));
  const { runner } = await until(runDir, resting);
  while (runner && isAlive(runner)) await new Promise((resolve) => setTimeout(resolve, 20));
  await first[Symbol.asyncDispose]();
  execFileSync('cp', ['-a', base, kept]);
  return {
    async again() {
      await rm(base, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
      execFileSync('cp', ['-a', kept, base]);
      // Copied files are new to git's index.
      for (const line of run('worktree', 'list', '--porcelain').split('\n'))
        if (line.startsWith('worktree ')) run('-C', line.slice(9), 'status', '--short');
      const forge = await forgeFor(repository, port);
      const options = {
        ...{ bundles, env: repository.env },
        forge: { token, host: forge.host, apiUrl: forge.api },
      };
      const approve = (input: object = {}) =>
        decideRun(runDir, { decision: 'approve', reason: 'tried it', ...human, ...input }, options);
      return { repository, forge, runDir, runId, branch: `dimmer/${runId}`, options, approve };
    },
    async remove() {
      for (const path of [base, kept])
        await rm(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}
