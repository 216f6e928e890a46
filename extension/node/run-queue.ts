// As many runs of a repository work at once as may; the others wait in the order in which they were launched.
// Invariant: a turn is a lock that dies with its process; a ticket of a process that died holds nobody up.
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as z from 'zod/mini';
import { decodeJson } from '../core/protocol/decode.ts';
import { isAlive, ownIdentity } from './process-identity.ts';
import { takeLock, type RunLock } from './run-lock.ts';

const ticketSchema = z.object({ pid: z.int(), startTime: z.string() });
const lookEveryMs = 200;

/**
 * Waits until the run may work; `onWait` hears once how many are ahead. Null when `signal` was aborted before. Whoever has a
 * turn releases it when the run rests.
 */
export async function takeTurn(
  runDir: string,
  limit: number,
  signal: AbortSignal,
  onWait: (ahead: number) => void,
): Promise<RunLock | null> {
  const folder = join(dirname(dirname(runDir)), 'queue');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const ticket = join(folder, `${basename(runDir)}.json`);
  await writeFile(`${ticket}.tmp`, JSON.stringify(ownIdentity()), { mode: 0o600 });
  await rename(`${ticket}.tmp`, ticket);
  try {
    for (let waits = false; !signal.aborted; waits = true) {
      const ahead = await aheadOf(folder, basename(ticket));
      const turn = ahead === 0 ? freeTurn(folder, limit) : null;
      if (turn !== null) return turn;
      if (!waits) onWait(ahead);
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    }
    return null;
  } finally {
    await rm(ticket, { force: true });
  }
}

function freeTurn(folder: string, limit: number): RunLock | null {
  for (let slot = 1; slot <= limit; slot += 1) {
    const lock = takeLock(folder, `slot-${slot}.sqlite`);
    if (lock !== null) return lock;
  }
  return null;
}

/** Living processes with an earlier ticket; tickets of dead ones are thrown away. */
async function aheadOf(folder: string, own: string): Promise<number> {
  const earlier = (await readdir(folder)).filter((name) => name.endsWith('.json') && name < own);
  let ahead = 0;
  for (const name of earlier) {
    const text = await readFile(join(folder, name), 'utf8').catch(() => '');
    const ticket = decodeJson(ticketSchema, text);
    if (ticket.ok && isAlive(ticket.value)) ahead += 1;
    else if (text !== '') await rm(join(folder, name), { force: true });
  }
  return ahead;
}
