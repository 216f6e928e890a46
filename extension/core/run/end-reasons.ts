// Why a run rests or has failed, as names that scripts and viewers may count on.
import * as z from 'zod/mini';

/** Why a run rests until a human does something about it. */
export const suspendReasonSchema = z.enum([
  'budget',
  'vault-locked',
  'usage-limit',
  'key-missing',
  'key-rejected',
  'model-unreachable',
  'interrupted',
  'disk-full',
  'question',
  'by-hand',
]);

export const failReasonSchema = z.enum([
  'sandbox-missing',
  'sandbox-leaks',
  'key-rejected',
  'model-unknown',
  'model-unreachable',
  'model-misbehaved',
  'repository',
  'stuck',
  'rounds-exhausted',
  'time-exhausted',
  'log-damaged',
  'internal',
]);
