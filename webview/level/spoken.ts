// What a screen reader is told when the level or the review mode changes.
import type { Shown } from './shown.ts';

export function spokenLevel({ declared, mode, rungs }: Shown): string {
  const state = rungs.find(({ current }) => current)?.state;
  const trial = state === 'trial' ? ', a trial' : '';
  return `Level ${declared.level}${trial}. ${mode === 'outcome' ? 'Diff hidden.' : 'Diff shown.'}`;
}
