// The demo's own folder: a real repository, and private places for state, vault and key. Nothing outside it is touched.
import { spawn } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { root } from '../setup.mjs';
import { shareSelftest } from '../test-state.mjs';

export const demo = join(root, 'specs-templates', 'demo');

/** A failure that the user is told in one line. */
export class DemoFailure extends Error {}

/** Makes the folder and the repository in it, with one commit. `dir` must be new or empty; a temporary folder when absent. */
export async function openWorkshop(dir) {
  const folder = dir ? resolve(dir) : mkdtempSync(join(tmpdir(), 'dimmer-demo-'));
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new DemoFailure(`${folder} is not empty. Give --dir a new folder; nothing was changed.`);
  const repository = join(folder, 'stint');
  const secret = join(folder, 'private');
  mkdirSync(secret, { recursive: true, mode: 0o700 });
  chmodSync(secret, 0o700);
  shareSelftest(join(secret, 'state'));
  cpSync(join(demo, 'repository'), repository, { recursive: true });
  const workshop = {
    folder,
    repository,
    identity: join(secret, 'identity.txt'),
    environment: environment(secret),
  };
  await git(workshop, ['init', '--quiet', '--initial-branch=main']);
  await git(workshop, ['config', 'user.name', 'Ada Bell']);
  await git(workshop, ['config', 'user.email', 'ada@stint.example']);
  await commit(workshop, 'Start stint: a time format, and a spec of the rest');
  return workshop;
}

/** The user's environment with Dimmer's places inside the demo folder, and git without the user's own settings. */
function environment(secret) {
  return {
    ...process.env,
    DIMMER_STATE: join(secret, 'state'),
    DIMMER_VAULT: join(secret, 'vault'),
    DIMMER_IDENTITY_FILE: join(secret, 'identity.txt'),
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
  };
}

export async function commit(workshop, message) {
  await git(workshop, ['add', '--all']);
  await git(workshop, ['commit', '--quiet', '--message', message]);
}

export async function git(workshop, args) {
  const result = await run('git', args, workshop);
  if (result.exit !== 0) throw new DemoFailure(`git ${args.join(' ')} failed: ${result.stderr.trim()}`);
  return result.stdout;
}

/** Runs the built `dimmer` as a user would. `expect` lists the exit codes that are not a failure. */
export async function dimmer(workshop, args, { expect = [0], onLine } = {}) {
  const result = await run(process.execPath, [join(root, 'dist', 'cli.mjs'), ...args], workshop, onLine);
  if (expect.includes(result.exit)) return result;
  const why = (result.stderr.trim() || result.stdout.trim()).slice(-2000);
  throw new DemoFailure(`dimmer ${args[0]} ended with exit ${result.exit}: ${why}`);
}

/** The JSON document that a command prints with `--json`. */
export async function dimmerJson(workshop, args, options) {
  const { stdout } = await dimmer(workshop, [...args, '--json'], options);
  try {
    return JSON.parse(stdout);
  } catch {
    throw new DemoFailure(`dimmer ${args[0]} --json printed no JSON: ${stdout.slice(0, 500)}`);
  }
}

export function run(command, args, { repository, environment: env }, onLine, cwd = repository) {
  return new Promise((done, refuse) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    let rest = '';
    child.stdout.setEncoding('utf8').on('data', (data) => {
      if (!onLine) stdout += data;
      else {
        const lines = (rest + data).split('\n');
        rest = lines.pop();
        lines.forEach(onLine);
      }
    });
    child.stderr.setEncoding('utf8').on('data', (data) => (stderr += data));
    child.once('error', (error) =>
      refuse(new DemoFailure(`${command} could not be started: ${error.message}`)),
    );
    child.once('close', (exit) => done({ exit, stdout, stderr }));
  });
}
