// What a window knows of its level before anything was chosen or run.
import type { LevelFacts } from '../../extension/core/protocol/panels.ts';

export const fresh: LevelFacts = {
  level: 2,
  mode: 'diff',
  chosen: false,
  licensed: 2,
  spendCap: false,
  owner: '',
  trusted: true,
  runs: [],
  specs: 0,
  hasVault: false,
};
