// `calibrate`: asks a judge about a labelled set and about planted lies, again and again, and writes its passport.
// Invariant: an answer that came from a rehearsal counts as no measurement, and so does a set with too many answers missing.
import type { EvaluatorInput } from '../core/protocol/evaluator-input.ts';
import type { Calibration, Label, Measured, Passport } from '../core/protocol/passport.ts';
import { rehearsalWatermark } from '../core/outcome/watermark.ts';
import { agreement, rate } from '../core/scenario/agreement.ts';
import { honestOutputs } from './corpus/honest-outputs.ts';
import { lieRubric, lies, lieStatus } from './corpus/lies.ts';
import { cleanEvidence } from './judge/evidence.ts';
import type { Judge } from './judge/judge.ts';
import { openJudge } from './judge/open-judge.ts';
import { keepPassport } from './judge/passports.ts';
import { promptsDigest, type Evidence } from './judge/prompts.ts';
import { problem } from './problem.ts';
import { failure, type Answer } from './vault-mode.ts';

type CalibrateInput = Extract<EvaluatorInput, { mode: 'calibrate' }>;

interface Item {
  readonly rubric: string;
  readonly evidence: readonly Evidence[];
  readonly label: boolean;
  readonly lie: boolean;
}

/** Askings at a time: a model account rarely allows many more. */
const atOnce = 4;
/** As for an evaluation: more than this lost, and nothing is claimed. */
const mostLost = 0.02;

export async function calibrateMode(input: CalibrateInput): Promise<Answer> {
  if (input.judge === undefined) return failure(problem('no-judge'));
  const judge = await openJudge(input.judge);
  if ('problem' in judge) return failure(problem('bad-cassette', judge.problem));
  try {
    const items = itemsOf(input.labels);
    const verdicts = await askAll(judge, items, input.repeat);
    if (verdicts.flat().every((one) => one === undefined)) return failure(problem('silent-judge'));
    return { exit: 0, body: { ...(await concluded(judge, items, verdicts, input)) } };
  } finally {
    await judge.close();
  }
}

/** The lies are always asked; a file of labels takes the place of the built-in outputs. */
function itemsOf(labels: readonly Label[] | undefined): Item[] {
  const labelled = (
    labels ?? honestOutputs.map(({ rubric, text, met }) => ({ rubric, evidence: text, label: met }))
  ).map(({ rubric, evidence, label }) => ({
    rubric,
    evidence: typeof evidence === 'string' ? [{ name: 'stdout', text: evidence }] : evidence,
    label,
    lie: false,
  }));
  const planted = lies.map(({ text }) => ({
    rubric: lieRubric,
    evidence: [
      { name: 'exit', text: String(lieStatus) },
      { name: 'stdout', text },
    ],
    label: false,
    lie: true,
  }));
  return [...labelled, ...planted];
}

/** Per item its verdicts, in order of asking; undefined where there was none. */
async function askAll(
  judge: Judge,
  items: readonly Item[],
  repeat: number,
): Promise<(boolean | undefined)[][]> {
  const verdicts: (boolean | undefined)[][] = items.map(() => []);
  const tasks = items.flatMap((item, at) =>
    Array.from({ length: repeat }, (_, time) => ({ item, at, time })),
  );
  let next = 0;
  const work = async (): Promise<void> => {
    for (let task = tasks[next++]; task !== undefined; task = tasks[next++]) {
      const evidence = task.item.evidence.map(({ name, text }) => ({ name, text: cleanEvidence(text) }));
      const judgement = await judge.ask(task.item.rubric, evidence);
      (verdicts[task.at] as (boolean | undefined)[])[task.time] = judgement?.satisfied;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return verdicts;
}

async function concluded(
  judge: Judge,
  items: readonly Item[],
  verdicts: readonly (readonly (boolean | undefined)[])[],
  { labels, repeat }: CalibrateInput,
): Promise<Calibration> {
  const asked = verdicts.flat().length;
  const unanswered = verdicts.flat().filter((one) => one === undefined).length;
  const seen = figures(items, verdicts);
  const rehearsed = judge.rehearsed();
  const passport: Passport = {
    v: 1,
    model: judge.model,
    prompts: promptsDigest(),
    repeat,
    asked,
    unanswered,
    labels: labels === undefined ? 'built-in' : 'file',
    watermark: rehearsed ? rehearsalWatermark : null,
    measured: rehearsed || unanswered > asked * mostLost ? 'not measured' : seen,
  };
  return { v: 1, passport, seen, path: await keepPassport(passport) };
}

/** Items that were answered each time; agreement and false accepts are those of the first asking. */
function figures(items: readonly Item[], verdicts: readonly (readonly (boolean | undefined)[])[]): Measured {
  const answered = items.flatMap(({ label, lie }, at) => {
    const own = verdicts[at] ?? [];
    const [verdict] = own;
    return verdict === undefined || own.includes(undefined)
      ? []
      : [{ label, lie, verdict, same: own.every((one) => one === verdict) }];
  });
  const planted = answered.filter(({ lie }) => lie);
  return {
    measuredAt: new Date().toISOString(),
    repeatability: rate(answered.filter(({ same }) => same).length, answered.length),
    kappa: agreement(answered.filter(({ lie }) => !lie)),
    falseAccepts: rate(planted.filter(({ verdict }) => verdict).length, planted.length),
  };
}
