// A `judge` step: gathers the evidence it names and asks the judge. Runs after every executed step has held.
import type { JudgeStep } from '../../core/scenario/schema.ts';
import { fillDeep } from '../../core/scenario/template.ts';
import { cleanEvidence, isBinary } from '../judge/evidence.ts';
import { injectionAttempt } from '../judge/injection.ts';
import type { Judge, Judgement } from '../judge/judge.ts';
import { readInBox } from './file.ts';
import type { Trajectory } from './step.ts';
import { twinValue } from './twin.ts';

export type JudgedStep =
  | {
      readonly kind: 'judged';
      readonly judgement: Judgement;
      readonly weight: number;
      readonly rubric: string;
    }
  | { readonly kind: 'injection' }
  /** No judge is configured, or it gave no majority. */
  | { readonly kind: 'not-judged' };

export async function runJudge(
  template: JudgeStep,
  trajectory: Trajectory,
  judge: Judge | undefined,
): Promise<JudgedStep> {
  const step = fillDeep(template, trajectory.values);
  const evidence = await Promise.all(step.evidence.map((name) => gather(name, trajectory)));
  if (evidence.some(({ text }) => injectionAttempt(text))) return { kind: 'injection' };
  const cleaned = evidence.map(({ name, text }) => ({ name, text: cleanEvidence(text) }));
  const judgement = await judge?.ask(step.rubric, cleaned);
  return judgement === undefined
    ? { kind: 'not-judged' }
    : { kind: 'judged', judgement, weight: step.weight, rubric: step.rubric };
}

async function gather(name: string, trajectory: Trajectory): Promise<{ name: string; text: string }> {
  const { last, box } = trajectory;
  if (name === 'stdout' || name === 'stderr') return { name, text: last?.[name] ?? '' };
  if (name === 'exit') return { name, text: String(last?.exit ?? '') };
  if (name.startsWith('twin.')) {
    const found = await twinValue(name, trajectory);
    return { name: 'twin', text: 'text' in found ? found.text : '(nothing there)' };
  }
  const file = await readInBox(box, name.slice('file:'.length));
  if (file.kind !== 'file') return { name: 'file', text: '(no such file)' };
  return { name: 'file', text: isBinary(file.text) ? `(${file.bytes} bytes that are no text)` : file.text };
}
