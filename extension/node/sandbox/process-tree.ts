// The processes of a sandbox as Linux lists them. Invariant: looks only; a process that ends meanwhile is left out.
import { readdirSync, readFileSync } from 'node:fs';

/** A process and all its descendants; whoever is orphaned in a PID namespace becomes a child of its first process. */
export function processTree(first: string): string[] {
  const found: string[] = [];
  const queue = [first];
  for (let pid = queue.pop(); pid !== undefined; pid = queue.pop()) {
    found.push(pid);
    try {
      for (const thread of readdirSync(`/proc/${pid}/task`))
        queue.push(
          ...readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1').split(' ').filter(Boolean),
        );
    } catch {
      // Ended meanwhile.
    }
  }
  return found;
}

/** The process that bwrap names in its status; undefined before it has. */
export function firstProcess(status: string): string | undefined {
  return /"child-pid": (\d+)/.exec(status)?.[1];
}
