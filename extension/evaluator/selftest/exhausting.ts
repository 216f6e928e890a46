// Attacks that exhaust the machine or the harness (rows 80 to 94), within bounds that harm nobody where nothing stops them.
import { randomBytes } from 'node:crypto';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { seccompHelper } from '../../node/sandbox/agent-assets.ts';
import { maxOutputBytes } from '../../node/sandbox/bubblewrap.ts';
import { proof, type Attack } from './attack.ts';
import { endProcess, processesWith } from './processes.ts';

/** Stands in the command line of the process that hangs. */
export const hangMark = 'dimmer-hang';

export const exhausting: readonly Attack[] = [
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
      await profile.run('trap "" TERM; while :; do sleep 0.1; done', { timeoutMs: 1000, argument });
      const left = processesWith(argument);
      // Seen is enough: without a sandbox it would outlive the suite, and the user's session.
      for (const pid of left) endProcess(pid);
      return left.length > 0;
    },
  },
  {
    id: '84',
    attack: 'start more processes than allowed',
    only: 'evaluator',
    // Each waits for a writer; the last line lets all of them go where nothing stopped them.
    leaks: async (_, profile) => {
      const fork = 'mkfifo f84; i=0; while [ $i -lt 140 ]; do (read -r x < f84) & i=$((i+1)); done';
      const { stdout } = await profile.run(`${fork}; echo started-all; : > f84`, { timeoutMs: 15_000 });
      return stdout.includes('started-all');
    },
  },
  {
    id: '85',
    attack: 'fill the disk with one file',
    only: 'evaluator',
    script: () => 'head -c 34000000 /dev/zero > big85',
    leaks: async (_, { box }) => {
      const file = join(box, 'big85');
      const { size } = await stat(file).catch(() => ({ size: 0 }));
      await rm(file, { force: true });
      return size >= 34_000_000;
    },
  },
  {
    id: '88',
    attack: 'burn processor time without a limit',
    only: 'evaluator',
    script: (stage) => `ulimit -t unlimited; [ "$(ulimit -t)" = unlimited ] && ${proof(stage, '88')}`,
  },
  {
    id: '89',
    attack: 'open more files than allowed',
    only: 'evaluator',
    script: (stage) =>
      `bash -c 'i=10; while [ $i -lt 300 ]; do eval "exec $i</dev/null" || exit 1; i=$((i+1)); done' && ${proof(stage, '89')}`,
  },
  {
    id: '94',
    attack: 'rewrite the programs of the sandbox',
    applies: () => seccompHelper() !== undefined,
    script: (stage) => `[ -w ${seccompHelper()} ] && ${proof(stage, '94')}`,
  },
];
