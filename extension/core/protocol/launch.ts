// What the describing process is asked before a launch, and what it answers: one JSON line each way.
// It exists so that the parser and the YAML reader stay out of the editor's own process.
import * as z from 'zod/mini';
import { guardrailSchema, guardrailSourceSchema } from '../run/events.ts';
import { adoptedSchema, chosenBackendSchema, runRequestSchema } from './run-request.ts';

export const describeInputSchema = z.object({
  v: z.literal(1),
  /** Any folder inside the repository. */
  repository: z.string(),
  /** Absolute, or relative to `repository`; absent when only the repository is asked about. */
  specPath: z.optional(z.string()),
  /** A revision; HEAD when absent. */
  base: z.optional(z.string()),
  /** A revision that is to be judged as it is; without a spec its message stands for one. */
  adopt: z.optional(z.string()),
  /** A file with the stages of the run, absolute. */
  workflow: z.optional(z.string()),
  /** Who is to build by that file. */
  backend: z.optional(runRequestSchema.shape.backend),
});
export type DescribeInput = z.infer<typeof describeInputSchema>;

export const launchDescriptionSchema = z.object({
  v: z.literal(1),
  root: z.string(),
  base: runRequestSchema.shape.base,
  spec: z.optional(runRequestSchema.shape.spec),
  area: z.optional(z.string()),
  adopted: z.optional(adoptedSchema),
  workflow: runRequestSchema.shape.workflow,
  guardrails: z.array(guardrailSchema),
  guardrailSource: guardrailSourceSchema,
  vaultId: z.string(),
  configuration: z.object({
    level: z.optional(z.int()),
    owner: z.optional(z.string()),
    backend: z.optional(chosenBackendSchema),
    /** Worktrees of runs that may exist at once. */
    mostWorktrees: z.optional(z.int()),
    /** That these may take on disk, in thousand million bytes. */
    mostGigabytes: z.optional(z.number()),
    budget: z.optional(
      z.object({
        tokens: z.optional(z.int()),
        dollars: z.optional(z.number()),
        minutes: z.optional(z.int()),
      }),
    ),
  }),
  /** Things a human should know before launching: problems of dimmer.yaml, uncommitted changes. */
  notes: z.array(z.string()),
});
export type LaunchDescription = z.infer<typeof launchDescriptionSchema>;

export const describeAnswerSchema = z.union([
  z.object({ ok: z.literal(true), description: launchDescriptionSchema }),
  z.object({
    ok: z.literal(false),
    reason: z.enum(['git-missing', 'not-a-repository', 'no-commits', 'unknown-revision', 'spec', 'failed']),
    message: z.string(),
  }),
]);
export type DescribeAnswer = z.infer<typeof describeAnswerSchema>;
