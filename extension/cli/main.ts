// The `dimmer` command: a table of commands. Its own options come before or after the command's.
import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isNodeRecent, oldestNode } from '../node/programs.ts';
import type { Command } from './arguments.ts';
import { branchCommand, branchUsage, retryCommand, retryUsage } from './branch.ts';
import { calibrateCommand, calibrateUsage } from './calibrate.ts';
import * as decide from './decide.ts';
import { doctorCommand, doctorUsage } from './doctor.ts';
import { evaluateCommand, evaluateUsage } from './evaluate.ts';
import type { CommandIo } from './io.ts';
import { judgeCommand, judgeUsage } from './judge.ts';
import { lintCommand, lintUsage } from './lint.ts';
import { runCommand, runUsage } from './run.ts';
import { runsCommand, runsUsage, showCommand, showUsage } from './runs.ts';
import { specCommand, specUsage } from './spec.ts';
import * as steering from './steering.ts';
import { vaultCommand, vaultUsage } from './vault.ts';
import { workflowCommand, workflowUsage } from './workflow.ts';

interface Entry {
  readonly does: string;
  readonly run: Command;
  /** Absent where the command prints its own. */
  readonly usage?: string;
}

const commands: Readonly<Record<string, Entry>> = {
  lint: { does: 'find what an agent would have to guess in a spec', run: lintCommand, usage: lintUsage },
  spec: {
    does: 'show a spec as it is understood, or draft one from a module',
    run: specCommand,
    usage: specUsage,
  },
  run: { does: 'delegate a spec: launch a run and follow it', run: runCommand, usage: runUsage },
  judge: {
    does: 'make a card for a commit that exists, whoever made it',
    run: judgeCommand,
    usage: judgeUsage,
  },
  runs: { does: 'list the runs of this repository', run: runsCommand, usage: runsUsage },
  show: { does: 'show one run', run: showCommand, usage: showUsage },
  stop: {
    does: 'end a run; its work stays on its branch',
    run: steering.stopCommand,
    usage: steering.stopUsage,
  },
  suspend: {
    does: 'let a run rest; it keeps its folder and can be resumed',
    run: steering.suspendCommand,
    usage: steering.suspendUsage,
  },
  resume: {
    does: 'go on with a run that rests or lost its runner',
    run: steering.resumeCommand,
    usage: steering.resumeUsage,
  },
  retry: { does: 'try a stage of a run once more', run: retryCommand, usage: retryUsage },
  branch: {
    does: 'begin a run with the history of another, up to a moment of it',
    run: branchCommand,
    usage: branchUsage,
  },
  steer: { does: 'tell the agent something', run: steering.steerCommand, usage: steering.steerUsage },
  answer: {
    does: 'answer a question that the agent asks',
    run: steering.answerCommand,
    usage: steering.answerUsage,
  },
  outcome: { does: 'show the outcome card', run: decide.outcomeCommand, usage: decide.outcomeUsage },
  approve: {
    does: 'open a pull request, or merge here',
    run: decide.approveCommand,
    usage: decide.approveUsage,
  },
  return: {
    does: 'send the result back with a reason',
    run: decide.returnCommand,
    usage: decide.returnUsage,
  },
  reject: { does: 'drop the result with a reason', run: decide.rejectCommand, usage: decide.rejectUsage },
  diff: { does: 'show what a run changed', run: decide.diffCommand, usage: decide.diffUsage },
  workflow: {
    does: 'check, draw or try out a workflow graph',
    run: workflowCommand,
    usage: workflowUsage,
  },
  vault: { does: 'keep hidden scenarios', run: (argv, io) => vaultCommand(argv, io), usage: vaultUsage },
  evaluate: {
    does: 'judge any commit against scenarios',
    run: (argv, io) => evaluateCommand(argv, io),
    usage: evaluateUsage,
  },
  calibrate: {
    does: 'measure how far a judge can be believed',
    run: calibrateCommand,
    usage: calibrateUsage,
  },
  doctor: { does: 'say what this machine has and lacks', run: doctorCommand, usage: doctorUsage },
};

function helpText(): string {
  const rows = Object.entries(commands).map(([name, { does }]) => `  ${name.padEnd(9)} ${does}`);
  return `Usage: dimmer COMMAND [--json] [--cwd DIR] [--passphrase-file FILE] ...\n\n${rows.join('\n')}\n\n\`dimmer COMMAND --help\` says more. Exit codes: 0 good, 1 the answer is no, 2 usage, 3 something is missing, 4 internal.\n`;
}

async function main(args: readonly string[]): Promise<number> {
  const { rest, ...given } = globals(args);
  const { cwd } = given;
  const io = commandIo(given);
  const [name, ...argv] = rest;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    io.out(helpText());
    return name === undefined ? 2 : 0;
  }
  const entry = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (entry === undefined) {
    io.err(`dimmer has no command "${name}". \`dimmer --help\` lists them.\n`);
    return 2;
  }
  if (entry.usage !== undefined && argv.some((argument) => argument === '--help' || argument === '-h')) {
    io.out(`${entry.usage.trimEnd()}\n`);
    return 0;
  }
  if (!existsSync(cwd)) {
    io.err(`--cwd: there is no folder ${cwd}\n`);
    return 2;
  }
  return entry.run(argv, io);
}

interface Globals {
  readonly json: boolean;
  readonly cwd: string;
  readonly passphraseFile: string | undefined;
}

/** Takes `--json`, `--cwd DIR` and `--passphrase-file FILE` out of the arguments, wherever they stand before a `--`. */
function globals(args: readonly string[]): Globals & { rest: string[] } {
  const rest: string[] = [];
  let json = false;
  let cwd = process.cwd();
  let passphraseFile: string | undefined;
  for (let at = 0; at < args.length; at += 1) {
    const argument = args[at] ?? '';
    if (argument === '--') {
      rest.push(...args.slice(at));
      break;
    }
    if (argument === '--json') json = true;
    else if (argument === '--cwd') cwd = resolve(cwd, args[(at += 1)] ?? '');
    else if (argument.startsWith('--cwd=')) cwd = resolve(cwd, argument.slice('--cwd='.length));
    else if (argument === '--passphrase-file') passphraseFile = args[(at += 1)] ?? '';
    else if (argument.startsWith('--passphrase-file='))
      passphraseFile = argument.slice('--passphrase-file='.length);
    else rest.push(argument);
  }
  return { rest, json, cwd, passphraseFile };
}

function commandIo(given: Globals): CommandIo {
  return {
    ...given,
    env: process.env,
    isTTY: process.stdout.isTTY === true,
    errIsTTY: process.stderr.isTTY === true,
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    stdin: async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks).toString('utf8');
    },
  };
}

/** Started by an old Node: hands over to the one that is installed beside the bundle, else says what is needed. */
function onRecentNode(): number {
  const program = realpathSync(process.argv[1] ?? '');
  const own = join(dirname(dirname(program)), 'node_modules', 'node', 'bin', 'node');
  if (existsSync(own)) {
    const result = spawnSync(own, ['--no-warnings', program, ...process.argv.slice(2)], { stdio: 'inherit' });
    return result.status ?? 4;
  }
  process.stderr.write(
    `dimmer needs Node ${oldestNode.join('.')} or later; this is ${process.versions.node}. Install one, then try again.\n`,
  );
  return 3;
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
});
try {
  process.exitCode = isNodeRecent(process.versions.node) ? await main(process.argv.slice(2)) : onRecentNode();
} catch (error) {
  process.stderr.write(
    `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\nThis is a fault of dimmer; nothing was changed by it. Please report it.\n`,
  );
  process.exitCode = 4;
}
