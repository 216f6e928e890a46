// On which systems there is a sandbox at all, decided from facts so that every answer can be tested anywhere.
// Invariant: a system that was not tried is refused with what to do, never run without a sandbox.
import { readFileSync } from 'node:fs';
import { release } from 'node:os';

export interface PlatformFacts {
  readonly platform: NodeJS.Platform;
  /** Of the kernel; WSL names itself in it. */
  readonly release: string;
  /** What `binfmt_misc` says of Windows programs; undefined where it says nothing. */
  readonly interop: string | undefined;
}

export interface PlatformRefusal {
  readonly reason: string;
  /** What the user can do about it, as one sentence. */
  readonly fix: string;
}

/** Undefined where our sandboxes can be tried. */
export function platformRefusal(facts: PlatformFacts = factsHere()): PlatformRefusal | undefined {
  const { platform, interop } = facts;
  if (platform === 'win32')
    return {
      reason: 'the sandboxes need Linux, this is Windows',
      fix: 'Open the folder in WSL2 (`wsl --install`, then `code .` in its shell) with `enabled=false` under `[interop]` in /etc/wsl.conf.',
    };
  if (platform !== 'linux')
    return {
      reason: `the sandboxes need Linux, this is ${platform}`,
      fix: 'Run Dimmer inside a Linux container, a remote Linux window or WSL2.',
    };
  if (!/microsoft/i.test(facts.release)) return undefined;
  if (!/WSL2|microsoft-standard/i.test(facts.release))
    return {
      reason: 'the sandboxes need the namespaces of Linux, and WSL1 has none',
      fix: 'Convert the distribution: `wsl --set-version NAME 2`.',
    };
  if (interop === undefined || /^disabled/.test(interop)) return undefined;
  return {
    reason: 'this WSL starts Windows programs, and those are in no sandbox',
    fix: 'Write `enabled=false` under `[interop]` in /etc/wsl.conf, run `wsl --shutdown` on Windows, then try again.',
  };
}

function factsHere(): PlatformFacts {
  return { platform: process.platform, release: release(), interop: interopHere() };
}

/** The kernel hands a Windows program to WSL wherever it is started, inside of a sandbox too, as long as this entry is there. */
function interopHere(): string | undefined {
  for (const name of ['WSLInterop', 'WSLInterop-late']) {
    try {
      return readFileSync(`/proc/sys/fs/binfmt_misc/${name}`, 'utf8');
    } catch {
      // Not there under this name.
    }
  }
  return undefined;
}
