// For tests: a real repository in a temporary folder, with a private state home, removed afterwards.
import { execFileSync } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface TemporaryRepository extends AsyncDisposable {
  readonly root: string;
  /** Everything of this test, the repository included. */
  readonly base: string;
  /** PATH, HOME and Dimmer's folders, all inside `base` but for what Node compiled. */
  readonly env: NodeJS.ProcessEnv;
  run(...args: string[]): string;
  write(path: string, text: string, mode?: number): Promise<void>;
  commit(message: string): string;
}

export async function temporaryRepository(
  files: Readonly<Record<string, string>> = {},
): Promise<TemporaryRepository> {
  const base = await realpath(await mkdtemp(join(tmpdir(), 'dimmer-test-')));
  const root = join(base, 'repository');
  await mkdir(join(base, 'home'), { recursive: true });
  await shareSelftest(join(base, 'state'));
  const env = {
    PATH: process.env['PATH'],
    HOME: join(base, 'home'),
    NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
    DIMMER_STATE: join(base, 'state'),
    DIMMER_VAULT: join(base, 'vaults'),
  };
  const run = (...args: string[]) =>
    execFileSync('git', args, { cwd: root, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
  const write = async (path: string, text: string, mode?: number) => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
    if (mode !== undefined) await chmod(join(root, path), mode);
  };
  const commit = (message: string) => {
    run('add', '--all');
    run('commit', '--quiet', '--allow-empty', '-m', message);
    return run('rev-parse', 'HEAD');
  };
  await mkdir(root);
  run('init', '--quiet', '-b', 'main');
  run('config', 'user.name', 'Ada');
  run('config', 'user.email', 'ada@example.com');
  for (const [path, text] of Object.entries(files)) await write(path, text);
  if (Object.keys(files).length > 0) commit('start');
  return {
    root,
    base,
    env,
    run,
    write,
    commit,
    [Symbol.asyncDispose]: () => rm(base, { recursive: true, force: true, maxRetries: 3 }),
  };
}

/** The result of the sandbox self-test that the set-up of the tests got on this machine; see `scripts/test-state.mjs`. */
async function shareSelftest(state: string): Promise<void> {
  const shared = process.env['DIMMER_STATE'];
  if (shared === undefined) return;
  const [from, to] = [shared, state].map((folder) => join(folder, 'bundles', 'selftest')) as [string, string];
  await mkdir(to, { recursive: true, mode: 0o700 });
  const filter = (path: string): boolean => path === from || path.endsWith('.json');
  await cp(from, to, { recursive: true, filter }).catch(() => undefined);
}
