// The stages one run goes through: those of its level, or, where nobody builds, the part of them that judges.
import { levelTable, type StageName } from '../level/level.ts';
import type { RunRequest } from '../protocol/run-request.ts';

const building: ReadonlySet<StageName> = new Set(['plan', 'clarify', 'implement']);

export function stagesOf({ level, backend }: Pick<RunRequest, 'level' | 'backend'>): readonly StageName[] {
  const { stages } = levelTable[level];
  return backend === 'none' ? stages.filter((stage) => !building.has(stage)) : stages;
}
