// The attacks, numbered as in the design's tables. Each tells whether it got through in a profile.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { maxOutputBytes } from '../../node/sandbox/bubblewrap.ts';
import type { Profile } from './profiles.ts';
import type { Stage } from './stage.ts';

export interface AttackCase {
  readonly id: string;
  readonly attack: string;
  /** Profiles it makes sense in besides control; both when absent. */
  readonly only?: 'evaluator';
  /** False where this machine lacks what the attack needs. */
  readonly applies?: (stage: Stage) => boolean;
  leaks(stage: Stage, profile: Profile): Promise<boolean>;
}

const shows =
  (script: (stage: Stage) => string) =>
  async (stage: Stage, profile: Profile): Promise<boolean> =>
    (await profile.run(script(stage))).stdout.includes(stage.canary);

/** Stands in the command line of the process that hangs. */
export const hangMark = 'dimmer-hang';

/** One that has ended by itself meanwhile is no problem. */
function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Processes of this machine that have `word` in their command line. */
export function processesWith(word: string): number[] {
  return readdirSync('/proc')
    .filter((pid) => {
      try {
        return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(word);
      } catch {
        return false;
      }
    })
    .map(Number);
}

const connect = (target: string): string =>
  `node -e "require('net').connect(${target}).on('data', d => process.stdout.write(d)).on('error', () => {})"`;

export const attackCases: readonly AttackCase[] = [
  { id: '1', attack: 'read the vault by its path', leaks: shows(({ secret }) => `cat ${secret}`) },
  {
    id: '2',
    attack: 'search the home directory',
    leaks: shows(({ homeSecret }) => `grep -h CANARY ${homeSecret}`),
  },
  {
    id: '3',
    attack: 'link to the vault and read the link',
    leaks: shows(({ secret }) => `ln -s ${secret} link; cat link`),
  },
  {
    id: '4',
    attack: 'hard link the vault into the working directory',
    leaks: shows(({ secret }) => `ln ${secret} hard && cat hard || cp ${secret} hard && cat hard`),
  },
  {
    id: '6',
    attack: 'read through /proc/self/root',
    leaks: shows(({ secret }) => `cat /proc/self/root${secret}`),
  },
  {
    id: '7',
    attack: 'read through the root of another process',
    leaks: shows(({ holder, secret }) => `cat /proc/${holder}/root${secret}`),
  },
  {
    id: '8',
    attack: 'read the open files of another process',
    leaks: shows(({ holder }) => `cat /proc/${holder}/fd/7`),
  },
  {
    id: '9',
    attack: 'read the environment of other processes',
    leaks: shows(() => 'cat /proc/[0-9]*/environ'),
  },
  {
    id: '10',
    attack: 'read the command lines of other processes',
    leaks: shows(() => 'cat /proc/[0-9]*/cmdline'),
  },
  { id: '23', attack: 'read shared memory', leaks: shows(({ sharedMemory }) => `cat ${sharedMemory}`) },
  {
    id: '24',
    attack: 'connect to a loopback port',
    leaks: shows(({ port }) => connect(`${port}, '127.0.0.1'`)),
  },
  {
    id: '25',
    attack: 'connect to a Unix socket by path',
    leaks: shows(({ socket }) => connect(`'${socket}'`)),
  },
  {
    id: '26',
    attack: 'connect to an abstract Unix socket',
    leaks: shows(({ abstractSocket }) => connect(`{ path: '\\\\0${abstractSocket}' }`)),
  },
  {
    id: '27',
    attack: 'read the inherited environment',
    leaks: async (stage, profile) => {
      process.env['DIMMER_SELFTEST'] = stage.canary;
      const seen = await profile.run('env; cat /proc/self/environ');
      delete process.env['DIMMER_SELFTEST'];
      return seen.stdout.includes(stage.canary);
    },
  },
  {
    id: '29',
    attack: 'open a user namespace of its own',
    leaks: shows(({ canary }) => `unshare --user --map-root-user printf ${canary}`),
  },
  {
    id: '51',
    attack: 'plant a file outside the working directory',
    leaks: async (stage, profile) => {
      await profile.run(
        `mkdir -p ${stage.folder}/drop && echo planted > ${stage.folder}/drop/${profile.name}`,
      );
      return existsSync(join(stage.folder, 'drop', profile.name));
    },
  },
  {
    id: '52',
    attack: 'leave something for the next trajectory',
    only: 'evaluator',
    leaks: async (stage, profile) => {
      await profile.run(`echo ${stage.canary} > left; echo ${stage.canary} > /tmp/dimmer-selftest-left`);
      await profile.renew();
      return (
        await profile.run('cat left /tmp/dimmer-selftest-left; rm -f /tmp/dimmer-selftest-left')
      ).stdout.includes(stage.canary);
    },
  },
  {
    id: '53',
    attack: 'leave a daemon behind',
    leaks: async (_, profile) => {
      await profile.run('rm -f late; setsid sh -c "sleep 0.4; echo late > late" >/dev/null 2>&1 & sleep 0.1');
      await pause(700);
      return existsSync(join(profile.box, 'late'));
    },
  },
  {
    id: '58',
    attack: 'leave a link to a secret as the output file',
    only: 'evaluator',
    leaks: async (stage, profile) => {
      await profile.run(`rm -f out.txt; ln -s ${stage.secret} out.txt`);
      return (await profile.read('out.txt')).includes(stage.canary);
    },
  },
  {
    id: '65',
    attack: 'connect to an address on the network',
    applies: ({ address }) => address !== undefined,
    leaks: shows(({ port, address }) => connect(`${port}, '${address}'`)),
  },
  {
    id: '68',
    attack: 'kill a process of the harness',
    leaks: async (_, profile) => {
      const victim = spawn('/bin/sleep', ['30'], { stdio: 'ignore' });
      const ended = new Promise<boolean>((resolve) => victim.once('exit', () => resolve(true)));
      await profile.run(`kill -9 ${victim.pid}`);
      const killed = await Promise.race([ended, pause(200).then(() => false)]);
      victim.kill('SIGKILL');
      return killed;
    },
  },
  {
    id: '80',
    attack: 'flood the harness with output',
    leaks: async (_, profile) =>
      (await profile.run('head -c 4000000 /dev/zero | tr "\\0" x')).stdout.length > 2 * maxOutputBytes,
  },
  {
    id: '83',
    attack: 'hang and ignore being asked to stop',
    leaks: async (_, profile) => {
      const argument = `${hangMark}-${randomBytes(8).toString('hex')}`;
      await profile.run('trap "" TERM; while :; do sleep 0.1; done', { timeoutMs: 300, argument });
      const left = processesWith(argument);
      // Seen is enough: without a sandbox it would outlive the suite, and the user's session.
      for (const pid of left) end(pid);
      return left.length > 0;
    },
  },
  {
    id: '84',
    attack: 'start more processes than allowed',
    only: 'evaluator',
    leaks: async (_, profile) =>
      (
        await profile.run('i=0; while [ $i -lt 300 ]; do sleep 1 & i=$((i+1)); done; echo started-all', {
          timeoutMs: 3000,
        })
      ).stdout.includes('started-all'),
  },
];
