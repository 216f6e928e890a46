// Events of Dimmer's own agent beside its turns and calls: what happens when a conversation outgrows what the model can read.
import * as z from 'zod/mini';

/** The helper whose conversation it belongs to; absent for the agent itself. */
export const ofHelper = z.optional(z.string());

export const agentEvents = [
  /** The conversation fills most of what the model reads at once; it is asked for notes. Both in tokens. */
  z.object({
    type: z.literal('context-filling'),
    turn: z.int(),
    tokens: z.int(),
    window: z.int(),
    agent: ofHelper,
  }),
  /** The conversation begins anew, with the model's notes or, where there are none, without; the log keeps all of it. */
  z.object({
    type: z.literal('context-compacted'),
    turn: z.int(),
    how: z.enum(['notes', 'dropped']),
    agent: ofHelper,
  }),
] as const;
