// What the command line asks for. Invariant: what cannot be carried out is refused here, before anything is made, with what to do instead.
import { parseArgs } from 'node:util';
import { EffectProblem } from './problem.mjs';

const backends = ['rehearsal', 'anthropic', 'acp'];

export function readOptions(argv, environment) {
  const values = parsed(argv);
  const { backend } = values;
  if (!backends.includes(backend))
    throw new EffectProblem(`There is no backend “${backend}”. --backend takes ${backends.join(', ')}.`);
  const model = values.model ?? (backend === 'anthropic' ? environment.ANTHROPIC_MODEL : undefined);
  if (backend === 'rehearsal' && (model ?? values['judge-model']) !== undefined)
    throw new EffectProblem(
      'A rehearsal has no model: name --backend anthropic or acp, or leave the model out.',
    );
  if (backend === 'anthropic' && !environment.ANTHROPIC_API_KEY)
    throw new EffectProblem(
      'No API key. Nothing was started. Set ANTHROPIC_API_KEY, use an installed agent with --backend acp, or leave --backend out for a rehearsal.',
    );
  if (backend === 'anthropic' && model === undefined)
    throw new EffectProblem('Name a model with --model ID or ANTHROPIC_MODEL. Nothing was started.');
  return {
    backend,
    pairs: values.pairs,
    model,
    judgeModel: values['judge-model'],
    repeats: whole(values.repeats, '--repeats', 1, 1000),
    seed: whole(values.seed, '--seed', 0, 2 ** 32 - 1),
    json: values.json,
    power: values.power,
  };
}

function parsed(argv) {
  try {
    return parseArgs({
      args: argv,
      options: {
        pairs: { type: 'string' },
        backend: { type: 'string', default: 'rehearsal' },
        model: { type: 'string' },
        'judge-model': { type: 'string' },
        repeats: { type: 'string', default: '1' },
        seed: { type: 'string', default: '1' },
        json: { type: 'boolean', default: false },
        power: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new EffectProblem(error.message.split('\n')[0]);
  }
}

function whole(text, flag, least, most) {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most)
    throw new EffectProblem(`${flag} takes a whole number from ${least} to ${most}, not “${text}”.`);
  return value;
}
