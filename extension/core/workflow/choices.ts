// The choices of a human gate: one for each edge out of it, with the key that selects it (NLSpec 4.6).
import { edgesFrom, textOf, type Workflow } from './graph.ts';

export interface Choice {
  /** `Y` of `[Y] Yes`, `Y) Yes`, `Y - Yes`, else the first letter of the label, in upper case. */
  readonly key: string;
  readonly label: string;
  readonly to: string;
}

const accelerator = /^(?:\[([^\]\s]+)\]\s*|([A-Za-z0-9])\)\s*|([A-Za-z0-9]) - \s*)/;

export function choicesOf(graph: Workflow, gate: string): readonly Choice[] {
  return edgesFrom(graph, gate).map((edge) => {
    const label = textOf(edge, 'label') || edge.to;
    return { key: keyOf(label), label, to: edge.to };
  });
}

/** How labels compare: lower case, no white space around, no accelerator (NLSpec 3.3). */
export function normalLabel(label: string): string {
  return label.trim().replace(accelerator, '').trim().toLowerCase();
}

/** Whether an answer means one of these labels. */
export function isChoice(labels: readonly string[], answer: string): boolean {
  return (
    choiceFor(
      labels.map((label) => ({ key: keyOf(label), label, to: '' })),
      answer,
    ) !== undefined
  );
}

function keyOf(label: string): string {
  const [, bracket, parenthesis, dash] = accelerator.exec(label.trim()) ?? [];
  return (bracket ?? parenthesis ?? dash ?? label.trim().slice(0, 1)).toUpperCase();
}

/** The choice that an answer means, by key, label or target; undefined when it means none, or more than one. */
export function choiceFor(choices: readonly Choice[], answer: string): Choice | undefined {
  const said = answer.trim();
  if (said === '') return undefined;
  const by = (matches: (choice: Choice) => boolean) => choices.filter(matches);
  for (const found of [
    by(({ label }) => label.trim() === said),
    by(({ key }) => key === said.toUpperCase()),
    by(({ label }) => normalLabel(label) === normalLabel(said)),
    by(({ to }) => to === said),
  ])
    if (found.length > 0) return found.length === 1 ? found[0] : undefined;
  return undefined;
}
