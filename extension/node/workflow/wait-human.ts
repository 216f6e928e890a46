// The human gate: asks which edge to follow, and follows no other (NLSpec 4.6).
// Invariant: an answer that is no choice, or more than one, is refused and asked again; never taken for the first choice.
import { choiceFor, choicesOf, type Choice } from '../../core/workflow/choices.ts';
import { durationOf, labelOf, textOf } from '../../core/workflow/graph.ts';
import type { Outcome } from '../../core/workflow/outcome.ts';
import type { Answer, Interviewer, Question } from '../../core/workflow/question.ts';
import type { Handler, StageInput } from './handler.ts';
import { askInTime } from './interviewers.ts';

const asks = 3;

export function waitForHuman(interviewer: Interviewer): Handler {
  return async (stage) => {
    const { node, graph } = stage;
    const choices = choicesOf(graph, node.id);
    if (choices.length === 0) return fail('no edges lead out of the human gate');
    const question: Question = {
      ...{ text: labelOf(node), type: 'multiple_choice', stage: node.id },
      options: choices.map(({ key, label }) => ({ key, label })),
      ...timeoutOf(durationOf(node, 'timeout')),
    };
    for (let asked = 0; asked < asks; asked += 1) {
      const answer = await ask(interviewer, question, stage);
      if (answer.kind === 'skipped') return fail('human skipped interaction');
      if (answer.kind === 'timeout') return outOfTime(textOf(node, 'human.default_choice'), choices);
      const choice = choiceFor(choices, answer.kind === 'text' ? answer.text : answer.kind);
      if (choice) return chosen(choice);
      const said = answer.kind === 'text' ? answer.text : answer.kind;
      const keys = choices.map(({ key, label }) => `${key} (${label})`).join(', ');
      interviewer.inform(
        `"${said}" is not one of the choices, or more than one. Answer one of: ${keys}.`,
        node.id,
      );
    }
    return { status: 'retry', failureReason: `${asks} answers were none of the choices` };
  };
}

const timeoutOf = (timeoutMs: number | undefined) => (timeoutMs === undefined ? {} : { timeoutMs });

const fail = (failureReason: string): Outcome => ({ status: 'fail', failureReason, retryable: false });

function chosen({ key, label, to }: Choice): Outcome {
  return {
    ...{ status: 'success', preferredLabel: label, suggestedNextIds: [to], notes: `chose ${label}` },
    contextUpdates: { 'human.gate.selected': key, 'human.gate.label': label },
  };
}

function outOfTime(wanted: string, choices: readonly Choice[]): Outcome {
  const choice = choices.find(({ to }) => to === wanted);
  return choice ? chosen(choice) : { status: 'retry', failureReason: 'human gate timeout, no default' };
}

async function ask(
  interviewer: Interviewer,
  question: Question,
  { node, signal, emit }: StageInput,
): Promise<Answer> {
  emit({ type: 'interview-started', node: node.id, question });
  const before = performance.now();
  const answer = await askInTime(interviewer, question, signal);
  const durationMs = Math.round(performance.now() - before);
  if (answer.kind === 'timeout') emit({ type: 'interview-timeout', node: node.id, durationMs });
  else emit({ type: 'interview-completed', node: node.id, answer, durationMs });
  return answer;
}
