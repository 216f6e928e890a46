// Stage name -> what carries it out. The order is the level table's, the way back is `nextStep`'s.
import { checkGuardrails } from './check-guardrails.ts';
import { outcome, review } from './close.ts';
import type { StageTable } from './context.ts';
import { sealed, validation } from './evaluate.ts';
import { clarify, implement, plan } from './implement.ts';

export const stageTable: StageTable = {
  plan,
  clarify,
  implement,
  guardrails: checkGuardrails,
  'file-review': review,
  'change-set-review': review,
  validation,
  sealed,
  outcome,
};
