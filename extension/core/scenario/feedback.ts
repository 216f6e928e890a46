// Redaction: the only thing a failing run learns about hidden scenarios is made here, from verdicts and the visible spec.
// Invariant: no input of this file contains a word of a scenario, so none can come out; the object is closed.
import type { Category, Feedback } from '../protocol/evaluation.ts';
import { count, type ScenarioResult, type TrajectoryVerdict } from './result.ts';

export const roundsPerSpec = 10;
export const sealedLooksPerSpec = 3;
/** A requirement with fewer active scenarios is not named: its name would point at one of them. */
export const nameFrom = 3;
const unnamed = 'other requirements';

export interface FeedbackInput {
  readonly split: 'visible' | 'validation' | 'sealed';
  readonly gate: Feedback['gate'];
  readonly results: readonly ScenarioResult[];
  /** Requirement ids of every active hidden scenario of the spec, one list per scenario. */
  readonly active: readonly (readonly string[])[];
  /** Requirement id -> title of the section around it, from the spec. */
  readonly sections: Readonly<Record<string, string>>;
  /** Satisfaction reported last for this spec version, 0 to 1; undefined before the first report. */
  readonly reported: number | undefined;
  readonly roundsLeft: number;
}

export interface FeedbackOutput {
  readonly feedback: Feedback;
  /** What counts as reported from now on. */
  readonly reported: number | undefined;
}

/** The sealed split gives one bit. The others give a bucket that moves on a gain of 5 points or more, and what fails by name. */
export function feedbackOf(input: FeedbackInput): FeedbackOutput {
  const { gate, roundsLeft, split } = input;
  const bare: Feedback = { v: 1, gate, failing: [], roundsLeft };
  const { satisfied, observed } = count(input.results);
  if (split === 'sealed' || gate === 'invalid' || observed === 0)
    return { feedback: bare, reported: input.reported };
  const now = satisfied / observed;
  const gained = input.reported === undefined || now - input.reported >= 0.05 - 1e-9;
  const reported = gained ? now : input.reported;
  const feedback: Feedback = {
    v: 1,
    gate,
    satisfaction: bucket(reported ?? now),
    ...(input.reported === undefined ? {} : { improved: gained }),
    failing: failing(input),
    roundsLeft,
  };
  return { feedback, reported };
}

/** Ten points wide; everything from 90 up is one bucket. */
export function bucket(fraction: number): string {
  const low = Math.min(90, Math.floor(fraction * 10 + 1e-9) * 10);
  return `${low}-${low + 10}`;
}

function failing(input: FeedbackInput): { requirement: string; category: Category }[] {
  const lines = new Map<string, { requirement: string; category: Category }>();
  for (const result of input.results)
    for (const one of result.trajectories) {
      const category = failureOf(one, result.impossible === true);
      if (category === undefined) continue;
      for (const requirement of result.requirements) {
        const line = { requirement: nameOf(requirement, input), category };
        lines.set(`${line.requirement}\n${line.category}`, line);
      }
    }
  return [...lines.keys()].sort().map((key) => lines.get(key) as { requirement: string; category: Category });
}

/** Of a canary only an alarm is told, and only as what it is. */
function failureOf(one: TrajectoryVerdict, impossible: boolean): Category | undefined {
  if (impossible) return one.verdict === 'satisfied' ? 'integrity' : undefined;
  return one.verdict === 'not-satisfied' ? one.category : undefined;
}

function nameOf(requirement: string, { active, sections }: FeedbackInput): string {
  if (active.filter((ids) => ids.includes(requirement)).length >= nameFrom) return requirement;
  const section = sections[requirement];
  if (section === undefined) return unnamed;
  const around = active.filter((ids) => ids.some((id) => sections[id] === section)).length;
  return around >= nameFrom ? section : unnamed;
}
