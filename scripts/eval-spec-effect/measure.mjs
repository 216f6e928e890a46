// Judges what the arms of one pair left: the same hidden scenarios, in the same vault as it was when it was new, one trajectory each.
// Products are judged as folders, not as commits: the values of a trajectory are made from scenario and commit, and a folder has none, so
// both arms meet the same values. Every scenario is `validation` here: the sealed split answers only for what has passed.
// Invariant: out of here come counts and requirement ids; scenario ids are replaced by their place, titles are never read.
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EffectProblem } from './problem.mjs';

/** `judge(product)` resolves with one of true, false and null (not observed) per scenario. */
export async function openJudge(workshop, pair, name, judgeModel) {
  const at = workshop.place(name);
  await workshop.startRepository(at, pair, pair.texts.after);
  const hidden = join(at.folder, 'hidden');
  mkdirSync(hidden, { mode: 0o700 });
  for (const [index, text] of pair.scenarios.entries())
    writeFileSync(join(hidden, `${String(index).padStart(4, '0')}.md`), asValidation(text), { mode: 0o600 });
  const identity = join(at.folder, 'identity.txt');
  await expectGood(
    workshop.dimmer(at, 'vault', 'init', '--identity', identity),
    pair,
    'no vault could be made',
  );
  const own = { ...at, environment: { ...at.environment, DIMMER_IDENTITY_FILE: identity } };
  await expectGood(
    workshop.dimmer(own, 'vault', 'add', hidden, '--json'),
    pair,
    'a hidden scenario was refused by the vault',
  );
  const entries = await list(workshop, own, pair);
  if (entries.length !== pair.scenarios.length)
    throw new EffectProblem(
      `Pair ${pair.name}: the vault took ${entries.length} of ${pair.scenarios.length} hidden scenarios.`,
    );
  let judged = 0;
  return {
    requirements: entries.map((entry) => entry.requirements),
    async judge(product) {
      const vault = join(at.folder, `vault-${judged++}`);
      cpSync(own.environment.DIMMER_VAULT, vault, { recursive: true });
      const fresh = { ...own, environment: { ...own.environment, DIMMER_VAULT: vault } };
      const args = ['evaluate', '--spec', pair.specPath, '--dir', product, '--trajectories', '1', '--json'];
      if (judgeModel !== undefined) args.push('--judge-model', judgeModel);
      // Exit 1 is a gate that is not met, which says nothing here.
      await expectGood(workshop.dimmer(fresh, ...args), pair, 'a product could not be judged', [0, 1]);
      const seen = new Map((await list(workshop, fresh, pair)).map(({ id, last }) => [id, last]));
      return entries.map(({ id }) => observed(seen.get(id)));
    },
  };
}

function observed(last) {
  return last === undefined || last.observed === 0 ? null : last.satisfied === last.observed;
}

async function list(workshop, at, pair) {
  const { stdout } = await expectGood(
    workshop.dimmer(at, 'vault', 'list', '--json'),
    pair,
    'the vault cannot be read',
  );
  return JSON.parse(stdout).scenarios;
}

/** What the command itself says may quote a scenario, so only its exit code and an error's own sentence are passed on. */
async function expectGood(asked, pair, what, good = [0]) {
  const result = await asked;
  let error;
  try {
    error = JSON.parse(result.stdout).error?.message;
  } catch {
    error = undefined;
  }
  if (good.includes(result.exit) && error === undefined) return result;
  throw new EffectProblem(
    `Pair ${pair.name}: ${what} (exit ${result.exit})${error === undefined ? '.' : `: ${error}`}`,
  );
}

/** The scenario with `split: validation` in its front matter. */
export function asValidation(text) {
  const lines = text
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n')
    .split('\n');
  const end = lines.indexOf('---', 1);
  const front = lines.slice(1, end).filter((line) => !/^split\s*:/.test(line));
  return ['---', ...front, 'split: validation', ...lines.slice(end)].join('\n');
}
