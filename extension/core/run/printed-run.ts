// The documents that `dimmer runs --json` and `dimmer show RUN --json` print.
import * as z from 'zod/mini';
import { levelSchema } from '../protocol/run-request.ts';
import { runStateSchema, runStatusSchema } from './state-schema.ts';

const summary = {
  id: z.string(),
  status: runStatusSchema,
  /** What a person would say: also whether the runner is gone. */
  mood: z.enum([
    'queued',
    'working',
    'waiting',
    'decide',
    'refused',
    'interrupted',
    'suspended',
    'approved',
    'returned',
    'rejected',
    'stopped',
    'failed',
  ]),
  title: z.string(),
  spec: z.string(),
  level: levelSchema,
  trial: z.boolean(),
  rehearsal: z.boolean(),
  startedAt: z.string(),
  lastEventAt: z.string(),
  lastActivity: z.string(),
};
const summarySchema = z.object(summary);
export type PrintedRun = z.infer<typeof summarySchema>;

export const runsDocumentSchema = z.object({ v: z.literal(1), runs: z.array(summarySchema) });

export const showDocumentSchema = z.object({
  v: z.literal(1),
  ...summary,
  /** The run's folder. */
  folder: z.string(),
  state: runStateSchema,
  /** What is wrong with the event log, if anything. */
  problem: z.optional(z.string()),
  /** How many events were written by another version of Dimmer and are not in `state`. */
  unread: z.optional(z.int()),
});
export type ShowDocument = Omit<z.infer<typeof showDocumentSchema>, 'v'>;
