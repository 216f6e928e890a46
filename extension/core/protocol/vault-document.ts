// What `dimmer vault ... --json` prints; which fields are there depends on the action.
// Invariant: no field could carry an identity or a passphrase.
import * as z from 'zod/mini';
import { vaultDoneSchema } from './evaluator-answer.ts';

const forOurselves = { identity: true, sealed: true, files: true } as const;

export const vaultDocumentSchema = z.extend(z.omit(vaultDoneSchema, forOurselves), {
  vaultDir: z.optional(z.string()),
  identityFile: z.optional(z.string()),
  oldIdentityFile: z.optional(z.string()),
  recoveryKeyFile: z.optional(z.string()),
  /** Where an export is, and what lies in it when it is in clear. */
  folder: z.optional(z.string()),
  files: z.optional(z.array(z.string())),
});
