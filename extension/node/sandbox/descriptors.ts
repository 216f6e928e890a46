// Closes what this process inherited and would pass on: a descriptor opened by an ancestor is a door out of any sandbox.
// Invariant: only descriptors above 2 that are not close-on-exec are closed; Node's own always are close-on-exec.
import { closeSync, readFileSync, readdirSync } from 'node:fs';

const closeOnExec = 0o2000000;

/** Called once by a process that starts sandboxes, before it opens anything. Linux only; elsewhere there is no sandbox. */
export function closeInheritedDescriptors(): void {
  if (process.platform !== 'linux') return;
  for (const name of readdirSync('/proc/self/fdinfo')) {
    const descriptor = Number(name);
    if (descriptor > 2 && isInherited(name)) closeSync(descriptor);
  }
}

function isInherited(name: string): boolean {
  try {
    const flags = /^flags:\s*([0-7]+)/m.exec(readFileSync(`/proc/self/fdinfo/${name}`, 'utf8'))?.[1];
    return flags !== undefined && (parseInt(flags, 8) & closeOnExec) === 0;
  } catch {
    return false;
  }
}
