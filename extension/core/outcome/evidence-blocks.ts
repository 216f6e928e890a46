// Evidence of the harness as blocks of the card: counted, sorted by what a reader needs first, made safe to draw.
import type { Behaviour, Gathered, Hunk, Performance } from '../run/evidence.ts';
import type { RunState } from '../run/state.ts';
import { counted, plain } from './plain.ts';
import type { OutcomeCard } from './schema.ts';

/** The blocks of the card that the harness measures. */
export type EvidenceBlocks = Pick<
  OutcomeCard,
  | 'behaviour'
  | 'demonstrations'
  | 'performance'
  | 'surface'
  | 'structure'
  | 'coverage'
  | 'spotChecks'
  | 'wayBack'
>;

/** Demonstrations on the card; the others are counted. */
const shownAtMost = 8;

export function evidenceBlocks(state: RunState, answers: Readonly<Record<string, string>>): EvidenceBlocks {
  const { evidence } = state;
  return {
    behaviour: evidence.behaviour && countsOf(evidence.behaviour),
    demonstrations: evidence.behaviour ? demonstrationsOf(evidence.behaviour) : [],
    performance: evidence.performance && performanceOf(evidence.performance),
    surface: evidence.surface && surfaceOf(evidence.surface),
    structure: evidence.structure && {
      lines: evidence.structure.metrics.map((one) => ({ ...one, detail: plain(one.detail) })),
      problem: plainOrNull(evidence.structure.problem),
    },
    coverage: coverageOf(state),
    spotChecks: evidence.breakGlass && spotChecksOf(state, evidence.breakGlass, answers),
    wayBack: evidence.wayBack && {
      ...evidence.wayBack,
      command: plain(evidence.wayBack.command, 400),
      detail: plain(evidence.wayBack.detail),
      ...(evidence.wayBack.replay === undefined ? {} : { replay: plain(evidence.wayBack.replay, 400) }),
      irreversible: evidence.wayBack.irreversible.map((text) => plain(text)),
    },
  };
}

function countsOf({ inputs, problem }: Behaviour): OutcomeCard['behaviour'] {
  const having = (fits: (one: Behaviour['inputs'][number]) => boolean) => inputs.filter(fits).length;
  const changed = (one: Behaviour['inputs'][number]) => one.change !== 'same';
  return {
    same: having((one) => !changed(one)),
    asSpecified: having((one) => changed(one) && one.explained),
    unexplained: having((one) => changed(one) && !one.explained),
    nowPossible: having((one) => one.change === 'now-possible'),
    noLongerPossible: having((one) => one.change === 'no-longer-possible'),
    problem: plainOrNull(problem),
  };
}

/** What is unexplained, then what changed, then a case that is refused, then what stayed the same. */
function demonstrationsOf({ inputs }: Behaviour): OutcomeCard['demonstrations'] {
  const rank = (one: Behaviour['inputs'][number]) =>
    !one.replays ? 0 : !one.explained ? 1 : one.change !== 'same' ? 2 : 3;
  const sorted = [...inputs].sort((a, b) => rank(a) - rank(b));
  const negative = sorted.find((one) => one.negative);
  const first = sorted.slice(0, shownAtMost);
  const shown =
    negative === undefined || first.includes(negative) ? first : [...first.slice(0, -1), negative];
  return shown.map((one) => ({
    input: plain(one.input, 400),
    requirements: one.requirements.map((id) => plain(id, 40)),
    change: one.change,
    explained: one.explained,
    negative: one.negative,
    difference: one.difference === null ? null : lines(one.difference),
    replays: one.replays,
    replay: plain(one.replay, 400),
  }));
}

/** Each line made safe on its own, so that a difference keeps its shape. */
function lines(text: string): string {
  return text
    .slice(0, 4_000)
    .split('\n')
    .map((line) => `${/^\s*/.exec(line)?.[0].slice(0, 40) ?? ''}${plain(line, 400)}`)
    .join('\n');
}

function performanceOf({ metrics, replay, problem }: Performance): OutcomeCard['performance'] {
  return {
    lines: metrics.map(({ base, head, ...one }) => ({
      ...one,
      subject: plain(one.subject),
      base: sampleOf(base),
      head: sampleOf(head),
    })),
    replay: replay === null ? null : plain(replay, 400),
    problem: plainOrNull(problem),
  };
}

/** Median with the range of what was seen; the raw repeats stay in the log. */
function sampleOf(values: readonly number[]) {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median =
    sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
  return { median, low: sorted[0] ?? 0, high: sorted.at(-1) ?? 0, n: sorted.length };
}

function surfaceOf({ changes, tools }: NonNullable<Gathered['surface']>): OutcomeCard['surface'] {
  return {
    changes: changes.map((one) => ({ ...one, name: plain(one.name, 120), detail: plain(one.detail) })),
    tools: tools.map((one) => ({
      ...one,
      name: plain(one.name, 80),
      detail: plain(one.detail),
      replay: one.replay === null ? null : plain(one.replay, 400),
    })),
  };
}

/** What the evaluator of the hidden scenarios counted, visible ones included; else the visible ones alone. */
function coverageOf({ evidence, evaluations, head }: RunState): OutcomeCard['coverage'] {
  const counted = evaluations.findLast((one) => one.tally?.lines && one.commit === head?.commit)?.tally
    ?.lines;
  const seen = evidence.coverage;
  const instrument = plain(seen?.instrument ?? 'V8 coverage of Node');
  const unseen = seen?.unseen ?? 0;
  if (counted) return { ...counted, unseen, by: 'visible and hidden scenarios', instrument, problem: null };
  if (seen === null) return null;
  const { changed, executed, problem } = seen;
  return { changed, executed, unseen, by: 'visible scenarios', instrument, problem: plainOrNull(problem) };
}

function spotChecksOf(
  state: RunState,
  { risk, forced, offered, said, refused }: NonNullable<Gathered['breakGlass']>,
  answers: Readonly<Record<string, string>>,
): OutcomeCard['spotChecks'] {
  const spot = (hunk: Hunk) => ({
    id: hunk.id,
    title: hunk.title,
    question: plain(hunk.question, 400),
    reason: plain(hunk.reason),
    place: placeOf(hunk),
    answered: answerTo(state, hunk, answers),
  });
  return {
    risk: { score: risk.score, reasons: risk.reasons.map((reason) => plain(reason)) },
    forced: forced.map(spot),
    // Nobody has to go there, so the card does not name the file: with the diff hidden it lists none.
    offered: offered.map((hunk) => ({ ...spot(hunk), place: counted(hunk.lines, 'line') })),
    said: said.map(({ text }) => plain(text)),
    refused: refused.map(({ text }) => plain(text)),
  };
}

/** Level 2 reads file by file: accepting the file is reading its lines, and asks nothing twice. */
function answerTo(state: RunState, hunk: Hunk, answers: Readonly<Record<string, string>>): string | null {
  const given = answers[hunk.id]?.trim();
  if (given) return plain(given, 400);
  const accepted = state.request.level === 2 && state.acceptedFiles.includes(hunk.path);
  return accepted ? 'read and accepted with its file' : null;
}

function placeOf({ path, start, lines: count, side }: Hunk): string {
  const last = start + count - 1;
  const where = count === 1 ? `line ${start}` : `lines ${start} to ${last}`;
  return `${plain(path, 200)}, ${where}${side === 'base' ? ' before the change' : ''}`;
}

function plainOrNull(text: string | null): string | null {
  return text === null ? null : plain(text);
}
