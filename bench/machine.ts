// What a figure was measured on. Invariant: read from the machine at the time, nothing is assumed.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { browserPath } from '../test/browser.ts';

/** One line: processor, memory, system, programs, how busy it is. */
export function machine(): string {
  const processors = cpus();
  return [
    `${processors.length} x ${processors[0]?.model.trim() ?? 'unknown processor'}`,
    `${Math.round(totalmem() / 2 ** 30)} GB`,
    system(),
    `Node ${process.versions.node}`,
    version(browserPath),
    `load ${(loadavg()[0] ?? 0).toFixed(1)} at the start`,
  ].join(', ');
}

function system(): string {
  try {
    return /^PRETTY_NAME="(.*)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? type();
  } catch {
    return `${type()} ${release()}`;
  }
}

function version(program: string): string {
  return execFileSync(program, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    .trim()
    .split(/ built| \(/)[0] as string;
}
