// A human gate of a workflow: asks which way to go, and goes no other.
// Invariant: an answer that is none of the choices is asked for again; nobody's silence is taken for a choice, unless the file says
// for which after how long.
import { setTimeout } from 'node:timers/promises';
import { choiceFor, choicesOf, type Choice } from '../core/workflow/choices.ts';
import { durationOf, labelOf, textOf, type WorkflowNode } from '../core/workflow/graph.ts';
import type { Question } from '../core/run/state.ts';
import type { FlowStep } from '../core/run/workflow-next.ts';
import { graphOf } from '../core/run/workflow-run.ts';
import { interrupted, type RunContext, type StageResult } from './context.ts';

const lookEveryMs = 200;

export async function askHuman(context: RunContext, _round: number, step?: FlowStep): Promise<StageResult> {
  const { workflow } = context.state().request;
  const graph = workflow === undefined ? undefined : graphOf(workflow);
  const node = graph?.nodes.get(step?.node ?? '');
  if (graph === undefined || node === undefined) throw new Error('a gate was asked for that no workflow has');
  const choices = choicesOf(graph, node.id);
  const { signal } = context.interruption;
  const timeoutMs = durationOf(node, 'timeout');
  for (;;) {
    const question = open(context, node) ?? ask(context, node, choices, labelOf(node));
    if (question.answer !== null) {
      const choice = choiceFor(choices, question.answer.text);
      if (choice !== undefined) return chosen(choice, question.answer.by);
      const said = question.answer.text.slice(0, 200);
      ask(context, node, choices, `${labelOf(node)} ("${said}" is none of the choices, or more than one)`);
      continue;
    }
    if (timeoutMs !== undefined && Date.now() >= Date.parse(question.askedAt) + timeoutMs)
      return outOfTime(context, question, choices, textOf(node, 'human.default_choice'));
    // Nobody knows for how long: the run rests, and goes on when there is an answer. A branch waits beside the others.
    if (timeoutMs === undefined && context.lane === undefined) return { end: rests(question) };
    await setTimeout(lookEveryMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return interrupted;
  }
}

/** What this visit of the gate has asked last. */
function open({ log, state }: RunContext, { id }: WorkflowNode): Question | undefined {
  const entered = log.events.findLastIndex((event) => event.type === 'stage-entered' && event.node === id);
  const asked = log.events
    .slice(entered)
    .findLast((event) => event.type === 'question-asked' && event.gate === id);
  return asked?.type === 'question-asked'
    ? state().questions.find((question) => question.id === asked.id)
    : undefined;
}

function ask(
  { log, state, lane }: RunContext,
  { id: gate }: WorkflowNode,
  choices: readonly Choice[],
  text: string,
): Question {
  const before = log.events.filter((event) => event.type === 'question-asked' && event.gate !== undefined);
  const id = `${lane === undefined ? '' : `${lane}-`}G${before.length + 1}`;
  const meanwhile = 'Nothing: the workflow waits here for one of the choices.';
  log.append({
    type: 'question-asked',
    id,
    text,
    choices: choices.map(({ label }) => label),
    meanwhile,
    gate,
  });
  const asked = state().questions.at(-1);
  if (asked === undefined) throw new Error('a question that was asked is not in the log');
  return asked;
}

function chosen({ key, label }: Choice, by: string): StageResult {
  return {
    status: 'success',
    note: `${by} chose: ${label}`,
    facts: { 'human.gate.selected': key, 'human.gate.label': label },
  };
}

/** The question is closed with what was taken for its answer, so that nobody is shown it any more. */
function outOfTime(
  { log }: RunContext,
  { id }: Question,
  choices: readonly Choice[],
  wanted: string,
): StageResult {
  const choice = choices.find(({ to }) => to === wanted);
  const text = choice?.label ?? 'nobody answered in time';
  log.append({ type: 'question-answered', id, text, by: 'the workflow' });
  if (choice !== undefined) return chosen(choice, 'the workflow, as nobody answered in time,');
  return { status: 'fail', note: 'nobody answered in time, and the workflow names no default choice' };
}

function rests({ id, text, choices }: Question) {
  return {
    type: 'run-suspended',
    reason: 'question',
    message: `The workflow asks: ${text}`,
    next: `Answer with \`dimmer answer RUN ${id} "${choices[0] ?? ''}"\` or in the panel (${choices.join(', ')}); the run goes on by itself.`,
  } as const;
}
