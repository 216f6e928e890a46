// What was measured, as text for people and as the document for programs.
// Invariant: under the rehearsal backend there is no difference and no effect anywhere, whatever the arms show.
import { arms } from './order.mjs';
import { leastPairs, leastRuns, overPairs } from './statistics.mjs';
import { totalOf } from './treatment.mjs';

const notYet = 'effect: not yet measured (rehearsal backend: replies were written in advance)';

/** `facts` says how it was run: `{ backend, model, repeats, seed }`. */
export function summary(results, facts) {
  return [opening(facts), ...results.map((result) => pairText(result, facts)), closing(results, facts)].join(
    '\n\n',
  );
}

function opening({ backend, model, repeats, seed }) {
  const how = `backend ${backend}${model === undefined ? '' : `, model ${model}`}, ${count(repeats, 'run')} per arm, order drawn from seed ${seed}`;
  if (backend !== 'rehearsal') return `Does a better spec build better software? ${how}`;
  return [
    'Rehearsal: what the model says in each arm was written in advance, and not from the specs. A difference between the two arms below was',
    'put there by whoever wrote the replies. It shows that the harness builds, judges and counts; it says nothing about specs or models.',
    how,
  ].join('\n');
}

function pairText(result, facts) {
  const { name, treatment, scenarios, leftOut } = result;
  const left = leftOut === 0 ? '' : `; ${leftOut} not observed in every run and left out of both arms`;
  return [
    `${name}: ${count(scenarios, 'hidden scenario')}, the same for both arms${left}`,
    ...arms.map((arm) => `  lint ${arm.padEnd(6)}  ${treated(treatment[arm])}`),
    ...arms.map((arm) => `  built ${arm.padEnd(6)} ${armText(result.arms[arm], scenarios)}`),
    '  by requirement; a scenario about several counts for each',
    ...result.arms.after.requirements.map(({ requirement }) => `  ${requirementText(result, requirement)}`),
    ...(facts.backend === 'rehearsal' ? [] : [`  ${effectText(result.effect, whyNone(result))}`]),
  ].join('\n');
}

function treated(found) {
  return `${count(totalOf(found), 'finding')} (certain ${found.A}, likely ${found.B}, hints ${found.C}); ${found.readiness}`;
}

function armText(
  { runs, withoutCommit, satisfied, observed, low, high, tokens, dollars, rounds },
  scenarios,
) {
  const cost = `${tokens} tokens${dollars === null ? '' : `, $${dollars.toFixed(2)}`}, ${count(rounds, 'round')}`;
  const none =
    withoutCommit.length === 0
      ? ''
      : `; ${withoutCommit.length} of ${count(runs, 'run')} left no commit (${withoutCommit.join(', ')}), counted as nothing satisfied`;
  return `${satisfied} of ${observed} satisfied [${low.toFixed(2)}, ${high.toFixed(2)}] (95 %, for these runs), n = ${count(scenarios, 'scenario')} x ${count(runs, 'run')}; median ${cost}${none}`;
}

function requirementText({ arms: both }, id) {
  const [before, after] = arms.map((arm) =>
    both[arm].requirements.find(({ requirement }) => requirement === id),
  );
  const of = ({ satisfied, observed }) => `${satisfied} of ${observed}`;
  return `${id.padEnd(6)} before ${of(before).padEnd(10)} after ${of(after)}`;
}

/** The effect as one line; never called for a rehearsal. */
function effectText({ change, low, high }, n) {
  if (change === null) return `effect: not measured, ${n}`;
  if (low === null) return `effect: not shown, ${signed(change)} without an interval, ${n}`;
  const line = `effect: ${signed(change)} [${signed(low)}, ${signed(high)}], ${n}`;
  return low > 0 || high < 0 ? line : `${line}: not shown, the interval holds 0`;
}

function whyNone({ scenarios, arms: both, effect }) {
  const runs = Math.min(both.before.runs, both.after.runs);
  const n = `n = ${count(scenarios, 'scenario')} x ${count(runs, 'run')} per arm`;
  if (effect.change === null) return `${n}: no scenario was observed in every run`;
  return effect.low === null ? `${n}: fewer than ${leastRuns} runs per arm cannot be told from chance` : n;
}

function closing(results, { backend }) {
  if (backend === 'rehearsal') return notYet;
  const over = overallOf(results);
  if (over === null) return 'effect: not measured, a pair had no scenario that was observed in every run';
  const n = `n = ${count(results.length, 'pair')}, ${count(sum(results, 'scenarios'), 'scenario')}, ${count(runsOf(results), 'run')}`;
  const lacks = over.low === null ? `: fewer than ${leastRuns} runs per arm cannot be told from chance` : '';
  const scope =
    over.about === 'specs'
      ? 'About specs like these: the interval is over pairs.'
      : `About ${results.length === 1 ? 'this pair' : 'these pairs'} alone: a statement about specs needs ${leastPairs} pairs or more.`;
  return `${effectText(over, `${n}${lacks}`)}\n${scope}`;
}

const overallOf = (results) =>
  results.some(({ effect }) => effect.change === null)
    ? null
    : overPairs(results.map(({ effect }) => effect));
const sum = (list, key) => list.reduce((total, one) => total + one[key], 0);
const runsOf = (results) =>
  sum(
    results.flatMap(({ arms: both }) => arms.map((arm) => both[arm])),
    'runs',
  );
const signed = (value) => `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(2)}`;
const count = (n, noun) => `${n} ${noun}${n === 1 ? '' : 's'}`;

/** `effect` is null where nothing may be said: a rehearsal, or nothing observed. `shown` is whether its interval leaves out 0. */
export function document(results, facts) {
  const rehearsal = facts.backend === 'rehearsal';
  const told = (effect) =>
    rehearsal || effect === null || effect.change === null ? null : { ...effect, shown: isShown(effect) };
  return {
    v: 1,
    eval: 'spec-effect',
    rehearsal,
    backend: facts.backend,
    model: facts.model ?? null,
    repeats: facts.repeats,
    seed: facts.seed,
    pairs: results.map(({ effect, ...result }) => ({ ...result, effect: told(effect) })),
    effect: told(overallOf(results)),
  };
}

const isShown = ({ low, high }) => low !== null && (low > 0 || high < 0);
