// What the scenario editor and its page say to each other. The page may hold words of a hidden scenario; it keeps none.
// Invariant: a page can ask for a closed list of actions on the document it shows, and for nothing else.
import * as z from 'zod/mini';
import type { Tried } from './authoring.ts';

export const scenarioMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('edit'), text: z.string() }),
  /** Run it on the commit it is written about. */
  z.object({ type: z.literal('try') }),
  /** Store it in the vault as one that counts. */
  z.object({ type: z.literal('keep') }),
  /** Evaluate that commit against the vault, as a card. */
  z.object({ type: z.literal('judge') }),
]);
export type ScenarioMessage = z.infer<typeof scenarioMessageSchema>;

export type Trial =
  | { readonly state: 'running' }
  | { readonly state: 'failed'; readonly message: string }
  /** `stale`: the text was changed since. */
  | { readonly state: 'done'; readonly tried: Tried; readonly stale: boolean };

/** What stands above the text. */
export interface ScenarioAbout {
  /** The commit it is tried on, in words; null where nothing is known that it could be tried on. */
  readonly subject: string | null;
  /** Requirements that it may be about; empty where they are not known. */
  readonly requirements: readonly { readonly id: string; readonly text: string }[];
  readonly notices: readonly string[];
  readonly trial: Trial | null;
  /** Unchanged since it was stored in the vault, as one that counts. */
  readonly kept: boolean;
}
