// A `twin` step: resets and seeds a stand-in for an external service, and compares what the product made of it.
// Invariant: expectations are compared here; the twin learns what it is seeded with and what the product asks, nothing else.
import { capture, jsonMismatch } from '../../core/scenario/match.ts';
import { milliseconds, type Step } from '../../core/scenario/schema.ts';
import { fillDeep, twinPath, twinValuesIn } from '../../core/scenario/template.ts';
import { stateAt } from '../../core/scenario/twin-state.ts';
import type { TwinStep } from '../../core/scenario/twin-step.ts';
import type { Twin, TwinAnswer } from '../twins/twin.ts';
import { failedStep, unanswered, type StepOutcome, type Trajectory } from './step.ts';

const patienceMs = 1_000;
const pauseMs = 50;

type Asked = TwinStep[string];

export async function runTwin(template: TwinStep, trajectory: Trajectory): Promise<StepOutcome> {
  const step = fillDeep(template, trajectory.values);
  const states: string[] = [];
  const record = () => ({ twin: Object.keys(step).join(', '), state: states.join('\n') });
  for (const [name, asked] of Object.entries(step)) {
    const twin = await trajectory.twins.get(name);
    if (twin === undefined)
      return unanswered('missing-behaviour', `the spec names no twin \`${name}\``, record());
    const done = (await prepare(asked, twin)) ?? (await look(name, asked, twin, trajectory, states));
    if (done !== undefined) return done.outcome === 'failed' ? { ...done, record: record() } : done;
  }
  return { outcome: 'ok', record: record() };
}

/** Undefined when it was done. A twin that refuses its own seed says nothing about the product. */
async function prepare(asked: Asked, twin: Twin): Promise<StepOutcome | undefined> {
  const answers = [
    asked.reset === true ? await twin.reset() : undefined,
    asked.seed === undefined ? undefined : await twin.seed(asked.seed),
  ];
  const refused = answers.find((one) => one !== undefined && !one.ok);
  if (refused === undefined || refused.ok) return undefined;
  return refused.reason === 'refused' ? { outcome: 'infra-error', reason: refused.detail } : broken(refused);
}

async function look(
  name: string,
  asked: Asked,
  twin: Twin,
  trajectory: Trajectory,
  states: string[],
): Promise<StepOutcome | undefined> {
  if (asked.expect === undefined && asked.capture === undefined) return undefined;
  const { expect = {} } = asked;
  const patience = asked.within === undefined ? patienceMs : milliseconds(asked.within);
  const seen = await until(trajectory, patience, twin, (text) => stateMismatch(expect, text));
  if ('reason' in seen) return broken(seen);
  states.push(seen.text);
  if (seen.problem !== undefined)
    return failedStep('external-call', [`twin ${name}: ${seen.problem}`], undefined);
  for (const [key, path] of Object.entries(asked.capture ?? {})) {
    const value = capture(path, seen.text);
    if (value === undefined)
      return failedStep('external-call', [`twin ${name}: nothing at ${path}`], undefined);
    trajectory.values.set(key, value);
  }
  return undefined;
}

/** `$.sent.length` counts what a list holds, as people write it; RFC 9535 has no such thing. */
function stateMismatch(expect: NonNullable<Asked['expect']>, text: string): string | undefined {
  for (const [path, matcher] of Object.entries(expect)) {
    const counts = path.endsWith('.length') && (typeof matcher === 'number' || typeof matcher === 'object');
    const list = path.slice(0, -'.length'.length);
    const problem =
      counts && matcher !== null
        ? jsonMismatch({ [list]: { type: 'array', length: matcher } }, text)
        : jsonMismatch({ [path]: matcher }, text);
    if (problem !== undefined) return problem;
  }
  return jsonMismatch({}, text);
}

type Seen = { readonly text: string; readonly problem: string | undefined };
type Broken = Extract<TwinAnswer, { ok: false }>;

/** Looks again until nothing is wrong or patience ends: what a product sends may arrive after its answer. */
async function until(
  trajectory: Trajectory,
  patience: number,
  twin: Twin,
  problemOf: (text: string) => string | undefined,
): Promise<Seen | Broken> {
  const end = Math.min(trajectory.deadline, performance.now() + patience);
  for (;;) {
    const state = await twin.state();
    if (!state.ok) return state;
    const problem = problemOf(state.text);
    if (problem === undefined || performance.now() + pauseMs > end) return { text: state.text, problem };
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

function broken({ reason, detail }: Broken): StepOutcome {
  if (reason === 'never-stood') return { outcome: 'infra-error', reason: detail };
  // It stood until the product used it: an evaluation must not be lost because a product can end what it talks to.
  return failedStep('external-call', [detail], undefined, true);
}

/** Puts the values of twins that a step names into the trajectory; says what was not there. */
export async function takeTwinValues(step: Step, trajectory: Trajectory): Promise<StepOutcome | undefined> {
  for (const name of twinValuesIn(step)) {
    const found = await twinValue(name, trajectory);
    if ('outcome' in found) return found;
    trajectory.values.set(name, found.text);
  }
  return undefined;
}

export async function twinValue(
  name: string,
  trajectory: Trajectory,
): Promise<{ readonly text: string } | StepOutcome> {
  const { twin: called = '', path = [] } = twinPath(name) ?? {};
  const twin = await trajectory.twins.get(called);
  if (twin === undefined)
    return unanswered('missing-behaviour', `the spec names no twin \`${called}\``, { twin: called });
  let value: string | undefined;
  const seen = await until(trajectory, 2 * patienceMs, twin, (text) => {
    value = stateAt(text, path);
    return value === undefined ? 'nothing there' : undefined;
  });
  if ('reason' in seen) return broken(seen);
  const missing = `twin ${called}: nothing at ${path.join('.')}`;
  if (value === undefined) return failedStep('external-call', [missing], { twin: called, state: seen.text });
  return { text: value };
}
