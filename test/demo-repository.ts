// Makes the demo repository for a journey, in private folders: repository, state, vault, identity. Nothing outside them is touched.
import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shareSelftest } from '../scripts/test-state.mjs';
import { repositoryRoot } from './workbench.ts';

export interface DemoRepository {
  readonly folder: string;
  /** DIMMER_* variables that keep everything inside the private folder. */
  readonly env: Record<string, string>;
  readonly cassette: string;
  readonly stateHome: string;
  readonly vaultHome: string;
  git(...args: string[]): string;
  /** Runs the built `dimmer`; throws with its output when the exit code is not among `allowed`. */
  dimmer(args: readonly string[], allowed?: readonly number[]): string;
  remove(): Promise<void>;
}

const templates = join(repositoryRoot, 'specs-templates', 'demo');

/** The vault holds all 40 hidden scenarios of the demo, or every fourth where the journey is about something else. */
export async function makeDemoRepository({
  vault,
}: { vault?: 'whole' | 'quarter' } = {}): Promise<DemoRepository> {
  const base = await mkdtemp(join(tmpdir(), 'dimmer-journey-'));
  const folder = join(base, 'stint');
  const stateHome = join(base, 'state');
  const vaultHome = join(base, 'vaults');
  const identity = join(base, 'identity.txt');
  const cassette = join(templates, 'cassette.yaml');
  await cp(join(templates, 'repository'), folder, { recursive: true });
  await mkdir(stateHome, { mode: 0o700 });
  shareSelftest(stateHome);
  const env: Record<string, string> = {
    DIMMER_STATE: stateHome,
    DIMMER_VAULT: vaultHome,
    DIMMER_CASSETTE: cassette,
  };
  const git = (...args: string[]) => runIn(folder, 'git', args, [0], env);
  const dimmer = (args: readonly string[], allowed: readonly number[] = [0]) =>
    runIn(folder, process.execPath, [join(repositoryRoot, 'dist', 'cli.mjs'), ...args], allowed, env);
  git('init', '-q', '-b', 'main');
  git('config', 'user.name', 'Ada');
  git('config', 'user.email', 'ada@example.com');
  git('add', '-A');
  git('commit', '-q', '-m', 'Start');
  if (vault) {
    const names = (await readdir(join(templates, 'hidden'))).sort();
    const chosen = vault === 'whole' ? names : names.filter((_, at) => at % 4 === 1);
    const files = chosen.map((name) => join(templates, 'hidden', name));
    dimmer(['vault', 'init', '--identity', identity]);
    dimmer(['vault', 'add', ...files, '--identity', identity]);
    env['DIMMER_IDENTITY_FILE'] = identity;
  }
  return {
    folder,
    env,
    cassette,
    stateHome,
    vaultHome,
    git,
    dimmer,
    remove: () => rm(base, { recursive: true, force: true, maxRetries: 10, retryDelay: 500 }),
  };
}

function runIn(
  cwd: string,
  command: string,
  args: readonly string[],
  allowed: readonly number[],
  env: Record<string, string>,
): string {
  const result = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...env },
    maxBuffer: 64 * 1024 * 1024,
  });
  if (!allowed.includes(result.status ?? -1)) {
    throw new Error(
      `${command} ${args.join(' ')} ended with ${result.status}\n${result.stdout}\n${result.stderr}`,
    );
  }
  return result.stdout;
}
