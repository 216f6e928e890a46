// What a stage says when it is done, and the values that stages pass on (NLSpec 5.1 and 5.2).
import * as z from 'zod/mini';

export const stageStatuses = ['success', 'partial_success', 'fail', 'retry', 'skipped'] as const;

export type StageStatus = (typeof stageStatuses)[number];

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Keys with dots, such as `human.gate.label`; values survive JSON. */
export type Context = Readonly<Record<string, Json>>;

export interface Outcome {
  readonly status: StageStatus;
  /** The label of the edge to follow. */
  readonly preferredLabel?: string | undefined;
  /** Nodes to go to, best first, where no label decides. */
  readonly suggestedNextIds?: readonly string[] | undefined;
  readonly contextUpdates?: Context | undefined;
  readonly notes?: string | undefined;
  readonly failureReason?: string | undefined;
  /** False where doing it again cannot help: a wrong key, a refused request. Absent means it may. */
  readonly retryable?: boolean | undefined;
}

const optionalText = z.optional(z.string());

/** `status.json` of a stage folder (NLSpec appendix C): what an agent may write, and what the engine writes. */
export const statusFileSchema = z.object({
  outcome: z.enum(stageStatuses),
  preferred_label: optionalText,
  suggested_next_ids: z.optional(z.array(z.string())),
  context_updates: z.optional(z.record(z.string(), z.json())),
  notes: optionalText,
  failure_reason: optionalText,
});

export type StatusFile = z.infer<typeof statusFileSchema>;

export function statusFileOf(outcome: Outcome): StatusFile {
  return {
    outcome: outcome.status,
    preferred_label: outcome.preferredLabel ?? '',
    suggested_next_ids: [...(outcome.suggestedNextIds ?? [])],
    context_updates: { ...outcome.contextUpdates } as StatusFile['context_updates'],
    notes: outcome.notes ?? '',
    ...(outcome.failureReason === undefined ? {} : { failure_reason: outcome.failureReason }),
  };
}

export function outcomeOf(file: StatusFile): Outcome {
  return {
    ...{
      status: file.outcome,
      preferredLabel: file.preferred_label,
      suggestedNextIds: file.suggested_next_ids,
    },
    ...{ contextUpdates: file.context_updates, notes: file.notes, failureReason: file.failure_reason },
  };
}
