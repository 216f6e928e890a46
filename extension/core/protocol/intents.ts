// What a webview may ask of its host: fire and forget, decoded here, answered by the next snapshot.
// Invariant: a closed union; a command that is not on the list cannot be run from a page.
import * as z from 'zod/mini';
import { stageNameSchema } from '../run/stage-name.ts';
import { chosenBackendSchema, levelSchema } from './run-request.ts';

/** Commands that a button on a page may run. */
export const pageCommands = [
  'dimmer.newSpec',
  'dimmer.delegate',
  'dimmer.newScenario',
  'dimmer.askOneThing',
  'dimmer.initVault',
  'dimmer.unlockVault',
  'dimmer.setApiKey',
  'dimmer.doctor',
  'dimmer.setLevel',
  'dimmer.toggleReviewMode',
  'dimmer.resumeRun',
  'dimmer.branchRun',
  'dimmer.openOutcome',
  'dimmer.openRun',
  'workbench.trust.manage',
  'vscode.openFolder',
] as const;
export type PageCommand = (typeof pageCommands)[number];

const text = z.string().check(z.maxLength(4000));
const said = text.check(z.regex(/\S/));
const cap = z.nullable(z.number().check(z.positive()));

/** What the form was filled in with. At least one cap is set. */
export const choiceSchema = z.object({
  spec: z.string().check(z.minLength(1)),
  level: levelSchema,
  backend: chosenBackendSchema,
  /** Id of the installed agent, where the backend is `acp`. */
  agent: z.optional(z.string()),
  model: z.string(),
  tokens: z.nullable(z.int().check(z.positive())),
  dollars: cap,
  minutes: z.int().check(z.positive()),
  /** Path of an offered workflow; as the level says when absent. */
  workflow: z.optional(z.string()),
});
export type DelegateChoice = z.infer<typeof choiceSchema>;

export const intentSchema = z.discriminatedUnion('type', [
  /** The page has loaded and listens; `run` is what it showed before a reload. */
  z.object({ type: z.literal('ready'), run: z.optional(z.string()) }),
  z.object({ type: z.literal('launch'), choice: choiceSchema }),
  z.object({ type: z.literal('choose-spec'), path: z.string() }),
  z.object({ type: z.literal('open-spec'), path: z.string() }),
  /** One that the form offers, at a line of it. */
  z.object({ type: z.literal('open-workflow'), path: z.string(), line: z.nullable(z.int()) }),
  /** Back to the form, for another run. */
  z.object({ type: z.literal('delegate-another') }),
  z.object({ type: z.literal('stop') }),
  z.object({ type: z.literal('suspend') }),
  z.object({ type: z.literal('resume') }),
  z.object({ type: z.literal('steer'), text: said }),
  z.object({ type: z.literal('answer-question'), question: z.string(), text: said }),
  z.object({ type: z.literal('retry-stage'), stage: stageNameSchema }),
  z.object({ type: z.literal('approve'), reason: text }),
  z.object({ type: z.literal('return'), reason: said }),
  z.object({ type: z.literal('reject'), reason: said }),
  z.object({ type: z.literal('open-diff'), path: z.optional(z.string()) }),
  z.object({ type: z.literal('open-outcome') }),
  z.object({ type: z.literal('accept-file'), path: z.string(), accepted: z.boolean() }),
  z.object({ type: z.literal('confirm'), assumption: z.string(), confirmed: z.boolean() }),
  /** An empty reason takes the acceptance back. */
  z.object({ type: z.literal('accept-untested'), requirement: z.string(), reason: text }),
  /** What the human says to a point of the card; empty takes it back. */
  z.object({ type: z.literal('answer'), point: z.string(), text }),
  /** A new hidden scenario about this run's commit, and about this requirement where one is named. */
  z.object({ type: z.literal('ask-one-thing'), requirement: z.nullable(z.string()) }),
  /** Shows exactly the lines of one forced or offered place. */
  z.object({ type: z.literal('open-spot'), spot: z.string() }),
  /** `run`: the run that the command is about, where the page knows it. */
  z.object({ type: z.literal('run-command'), command: z.enum(pageCommands), run: z.optional(z.string()) }),
  z.object({ type: z.literal('choose-level'), level: levelSchema }),
]);
export type Intent = z.infer<typeof intentSchema>;
