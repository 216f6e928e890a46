// Private places of one evaluation and the processes it starts. Everything lies in one temporary folder; `close` stops what runs and removes it.
// Invariant: the user's own state, vault, identity, cassette and git settings are out of reach, so that every run starts the same.
import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from '../setup.mjs';
import { shareSelftest } from '../test-state.mjs';
import { EffectProblem } from './problem.mjs';

const cli = join(root, 'dist', 'cli.mjs');

export function openWorkshop() {
  const base = mkdtempSync(join(realpathSync(tmpdir()), 'dimmer-spec-effect-'));
  const children = new Set();
  /** Places in which a detached run may be under way. */
  const building = new Set();
  let closed = false;

  /** A place of its own for one arm or one judgement: repository, state and an empty vault home. */
  function place(name) {
    const folder = join(base, name);
    const made = { folder, repository: join(folder, 'repository'), environment: environmentIn(folder) };
    mkdirSync(made.environment.DIMMER_STATE, { recursive: true, mode: 0o700 });
    shareSelftest(made.environment.DIMMER_STATE);
    return made;
  }

  function run(command, args, { cwd, environment }) {
    if (closed) return new Promise(() => undefined);
    return new Promise((done, refuse) => {
      // A group of its own: Ctrl-C reaches this script alone, which then ends what it started.
      const child = spawn(command, args, {
        cwd,
        env: environment,
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
      });
      children.add(child);
      let [stdout, stderr] = ['', ''];
      child.stdout.setEncoding('utf8').on('data', (data) => (stdout += data));
      child.stderr.setEncoding('utf8').on('data', (data) => (stderr += data));
      child.once('error', (error) =>
        refuse(new EffectProblem(`${command} could not be started: ${error.message}`)),
      );
      child.once('close', (exit) => {
        children.delete(child);
        if (!closed) done({ exit, stdout, stderr });
      });
    });
  }

  async function git(at, ...args) {
    const { exit, stdout, stderr } = await run('git', args, {
      cwd: at.repository,
      environment: at.environment,
    });
    if (exit !== 0) throw new EffectProblem(`git ${args[0]} failed: ${stderr.trim().split('\n')[0]}`);
    return stdout;
  }

  /** Runs the built `dimmer` in the place's repository. */
  async function dimmer(at, ...args) {
    if (args[0] === 'run') building.add(at);
    const result = await run(process.execPath, [cli, ...args], {
      cwd: at.repository,
      environment: at.environment,
    });
    building.delete(at);
    return result;
  }

  /** Copies the start state, puts `spec` into it and commits. */
  async function startRepository(at, { repository, specPath }, spec) {
    cpSync(repository, at.repository, { recursive: true, filter: (path) => !path.endsWith('/.git') });
    mkdirSync(dirname(join(at.repository, specPath)), { recursive: true });
    writeFileSync(join(at.repository, specPath), spec);
    await git(at, 'init', '--quiet', '--initial-branch=main');
    await git(at, 'add', '--all');
    await git(at, 'commit', '--quiet', '--message', 'Start');
  }

  /** Nothing goes on in the background: children end, runs are stopped, the folder goes. */
  async function close() {
    closed = true;
    await Promise.all([...children].map(end));
    await Promise.all([...building].map(stopRuns));
    rmSync(base, { recursive: true, force: true, maxRetries: 10, retryDelay: 300 });
  }

  return { base, place, git, dimmer, startRepository, close };
}

function environmentIn(folder) {
  const own = Object.entries(process.env).filter(([name]) => !/^(DIMMER_|GIT_)/.test(name));
  const person = { NAME: 'Ada Bell', EMAIL: 'ada@stint.example' };
  return {
    ...Object.fromEntries(own),
    DIMMER_STATE: join(folder, 'state'),
    DIMMER_VAULT: join(folder, 'vault'),
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    ...Object.fromEntries(
      ['AUTHOR', 'COMMITTER'].flatMap((role) =>
        Object.entries(person).map(([key, value]) => [`GIT_${role}_${key}`, value]),
      ),
    ),
  };
}

/** Ends a child and what it started, the hard way after five seconds. */
function end(child) {
  return new Promise((done) => {
    const late = setTimeout(() => signal(child, 'SIGKILL'), 5000);
    child.once('close', () => {
      clearTimeout(late);
      done();
    });
    signal(child, 'SIGTERM');
  });
}

function signal({ pid }, name) {
  try {
    process.kill(-pid, name);
  } catch {
    // It has ended by itself.
  }
}

/** Ends the detached runs of a place by the command that users have. */
async function stopRuns({ repository, environment }) {
  if (!existsSync(repository)) return;
  const folders = readdirSync(environment.DIMMER_STATE, { recursive: true }).filter((path) =>
    /\/runs\/[^/]+$/.test(path),
  );
  await Promise.all(
    folders.map(
      (path) =>
        new Promise((done) => {
          const args = [cli, 'stop', path.split('/').at(-1)];
          spawn(process.execPath, args, { cwd: repository, env: environment, stdio: 'ignore' })
            .once('error', done)
            .once('close', done);
        }),
    ),
  );
}
