// Which models a key can use, for somebody who named none.
import { listModels } from '../node/list-models.ts';

/** One message for somebody who named no model. */
export async function modelHint(env: NodeJS.ProcessEnv): Promise<string> {
  const ask = 'Name a model with --model ID or ANTHROPIC_MODEL.';
  const answer = await listModels(env['ANTHROPIC_API_KEY'] ?? '', env['ANTHROPIC_BASE_URL'] ?? '');
  if (answer.ok)
    return answer.models.length === 0 ? ask : `${ask} This key can use: ${answer.models.join(', ')}.`;
  if (answer.refused) return `${ask} The endpoint also refused this API key.`;
  return `${ask} The endpoint could not be asked which there are.`;
}
