// The names of stages in logs and messages. Invariant: the same as `StageName` of the level table, which holds it by its type.
import * as z from 'zod/mini';
import type { StageName } from '../level/level.ts';

export const stageNameSchema = z.enum([
  'plan',
  'clarify',
  'implement',
  'guardrails',
  'file-review',
  'change-set-review',
  'validation',
  'sealed',
  'outcome',
  'tool',
  'human',
  'combine',
] satisfies StageName[]);
