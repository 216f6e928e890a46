// Builds one arm once: a fresh repository, one `dimmer run` at level 4, and what it left behind.
// Invariant: while an arm is built it has no vault, so no round of it learns anything from the scenarios that will measure it, and
// neither scenarios nor a key lie in the temporary folder yet.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EffectProblem } from './problem.mjs';

/** `{ commit, ended, tokens, dollars, rounds, product }`; `commit` is null and `ended` says why where the run left nothing. */
export async function buildArm(workshop, pair, { arm, name, backend, model }) {
  const at = workshop.place(name);
  await workshop.startRepository(at, pair, pair.texts[arm]);
  const base = (await workshop.git(at, 'rev-parse', 'HEAD')).trim();
  const { exit, stdout, stderr } = await workshop.dimmer(
    at,
    ...launchArguments(at, pair, { arm, backend, model }),
  );
  const { outcome, ended, own, said } = endOf(stdout);
  if (exit > 1 || outcome === undefined || !own)
    throw new EffectProblem(
      `A run of ${pair.name} could not be carried out, so nothing is compared: ${said ?? stderr.trim().split('\n')[0]}`,
    );
  const { cost, identity } = outcome;
  const commit = identity.head === null || identity.head === base ? null : identity.head;
  const product = commit === null ? undefined : await takeOut(workshop, at, pair, commit);
  return {
    commit,
    ended,
    tokens: cost.tokens.total,
    dollars: cost.dollars,
    rounds: cost.rounds,
    product,
  };
}

function launchArguments(at, pair, { arm, backend, model }) {
  const args = ['run', pair.specPath, '--level', '4', '--backend', backend, '--json'];
  if (model !== undefined) args.push('--model', model);
  if (backend === 'rehearsal') {
    const cassette = join(at.folder, 'cassette.yaml');
    writeFileSync(cassette, pair.cassettes[arm]);
    args.push('--cassette', cassette);
  }
  return args;
}

/** The commit's files in a plain folder, with the spec as `after` words it: both arms are held to the same text. */
async function takeOut(workshop, at, pair, commit) {
  const product = join(at.folder, 'product');
  mkdirSync(product);
  await workshop.git(at, `--work-tree=${product}`, 'checkout', '--force', commit, '--', '.');
  rmSync(join(product, pair.specPath), { force: true });
  mkdirSync(join(product, pair.specPath, '..'), { recursive: true });
  writeFileSync(join(product, pair.specPath), pair.texts.after);
  return product;
}

/** Ends that the agent brought about. Any other, such as an endpoint that is away, would charge a machine's day to a spec. */
const agentsOwn = new Set(['budget', 'stuck', 'rounds-exhausted', 'time-exhausted', 'model-misbehaved']);

/** How a run ended, from what `dimmer run --json` printed: its card, the reason, whether the agent brought it about, what was said. */
export function endOf(stdout) {
  const documents = stdout.trim().split('\n').map(parsed);
  const last = documents.at(-1);
  if (last?.type !== 'rested') return { own: false, said: last?.error?.message };
  const { status, outcome } = last;
  const stopped = documents.findLast(({ type }) => type === 'run-failed' || type === 'run-suspended');
  const own = status === 'awaiting-decision' || agentsOwn.has(stopped?.reason);
  return {
    outcome,
    ended: own && stopped !== undefined ? stopped.reason : status,
    own,
    said: outcome.answer,
  };
}

function parsed(line) {
  try {
    return JSON.parse(line);
  } catch {
    return {};
  }
}
