// Tells a full disk, or a quota that is used up, from every other failure; and what a launch says about it.
import { stateHome } from './state-home.ts';

/** Of Node, of git, which says it in words, and of SQLite. */
export function isDiskFull(error: unknown): boolean {
  const { code, message = '' } = error as NodeJS.ErrnoException;
  if (/^(ENOSPC|EDQUOT)$/.test(code ?? '')) return true;
  return /No space left on device|Disk quota exceeded|database or disk is full/.test(message);
}

/** Nothing of a run exists then. */
export function noRoomToLaunch(env: NodeJS.ProcessEnv = process.env): string {
  return `The disk that holds ${stateHome(env)} is full, so no run was made. Nothing was started, and the repository, its specs and its other runs are as they were. Make room, or set DIMMER_STATE to a folder on another disk, then launch again.`;
}
