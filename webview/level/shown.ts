// The Level view where a folder is open, and its parts, for the sections that draw one each.
import type { LevelView } from '../../extension/core/protocol/panels.ts';

export type Shown = Extract<LevelView, { shows: 'ladder' }>;
export type Rung = Shown['rungs'][number];
