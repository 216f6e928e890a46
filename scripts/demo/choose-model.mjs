// Which model the demo runs with: none (the scripted one) without an API key, else the one asked for or the newest.
import { DemoFailure } from './workshop.mjs';

/** A model id, or undefined for the scripted model. */
export async function chooseModel(asked) {
  if (!process.env.ANTHROPIC_API_KEY) {
    if (asked) throw new DemoFailure('--model needs ANTHROPIC_API_KEY.');
    return undefined;
  }
  if (asked) return asked;
  const { default: Anthropic } = await import('@anthropic-ai/sdk');
  try {
    for await (const model of new Anthropic({ maxRetries: 1 }).models.list()) return model.id;
  } catch (error) {
    throw new DemoFailure(`The list of models could not be read: ${error.message}. Name one with --model.`);
  }
  throw new DemoFailure('This key can use no model. Unset ANTHROPIC_API_KEY for the scripted one.');
}
