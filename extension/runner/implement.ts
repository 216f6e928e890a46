// The stages in which the agent speaks: plan, clarify (nobody asks the author twice) and implement.
import { dirname } from 'node:path';
import { feedbackMessage, guardrailMessage } from '../core/run/feedback-message.ts';
import { lintSpec } from '../core/lint/lint.ts';
import { parseSpec } from '../core/spec/parse-spec.ts';
import type { StageName } from '../core/level/level.ts';
import { askedOf, graphOf } from '../core/run/workflow-run.ts';
import { returnedWith } from '../node/parent-run.ts';
import { loadText } from '../node/run-store.ts';
import { runAgent } from './agent-task.ts';
import type { RunContext, StageResult } from './context.ts';
import { anotherRound, implementPrompt, planPrompt, type AuthorWords } from './prompts.ts';
import { recordWork } from './work.ts';

export async function plan(context: RunContext, round: number): Promise<StageResult> {
  const result = await runAgent(context, {
    prompt: [planPrompt(context.state().request, await wordsOf(context)), nodeAsks(context)]
      .join('\n\n')
      .trim(),
    round,
    readOnly: true,
  });
  return 'done' in result ? { status: 'success', note: result.done.slice(0, 4000) } : result;
}

/** The author is not there to answer: what the linter finds open goes to the agent, who decides and records it. */
export async function clarify(context: RunContext): Promise<StageResult> {
  const open = openQuestions(context);
  if (open.length === 0) return { status: 'success', note: 'the linter finds nothing open' };
  return { status: 'success', note: `${open.length} open: the agent decides and records what it assumes` };
}

export async function implement(context: RunContext, round: number): Promise<StageResult> {
  const prompt = await promptOf(context, round);
  const result = await runAgent(context, { prompt, round, readOnly: false });
  if (!('done' in result)) return result;
  const saved = await recordWork(context);
  if (saved !== null && context.state().head !== null) return { status: 'success' };
  return {
    end: {
      type: 'run-failed',
      reason: 'model-misbehaved',
      message: 'The agent said that it was done and changed no file.',
      kept: 'The conversation is in the run folder; the repository was not touched.',
      next: 'Say in the spec what should exist that does not exist yet, then launch again.',
    },
  };
}

/** What the author said to the run that this one goes on from. */
async function wordsOf({ state, runDir }: RunContext): Promise<AuthorWords | null> {
  const { parent } = state().request;
  return parent === undefined ? null : returnedWith(dirname(runDir), parent);
}

async function promptOf(context: RunContext, round: number): Promise<string> {
  const { request } = context.state();
  const { events } = context.log;
  const asked = nodeAsks(context);
  if (round === 1) {
    const done = (stage: StageName) =>
      events.some((event) => event.type === 'stage-finished' && event.stage === stage);
    const questions = done('clarify') ? openQuestions(context) : [];
    const prompt = implementPrompt(request, done('plan'), questions, await wordsOf(context));
    return asked === '' ? prompt : `${prompt}\n\n${asked}`;
  }
  const failed = events.findLast(
    (event) => event.type === 'stage-finished' && event.status === 'fail' && event.round === round - 1,
  );
  if (failed?.type === 'stage-finished' && failed.stage === 'validation') {
    const last = events.findLast((event) => event.type === 'evaluation-finished');
    if (last?.type === 'evaluation-finished') return feedbackMessage(last.feedback);
  }
  if (failed === undefined) return asked === '' ? anotherRound : asked;
  return guardrailMessage(await failuresOf(context, round - 1));
}

/** What the node of the run's own workflow asks for that is carried out now; empty where the level's stages are. */
function nodeAsks({ log, state }: RunContext): string {
  const { workflow } = state().request;
  const entered = log.events.findLast((event) => event.type === 'stage-entered');
  if (workflow === undefined || entered?.type !== 'stage-entered' || entered.node === undefined) return '';
  return askedOf(graphOf(workflow), entered.node);
}

/** Guardrails that are red at a round's commit and were green before the run. */
async function failuresOf({ log, state, runDir }: RunContext, round: number) {
  const { guardrailsAtBase } = state();
  const failures: { name: string; outcome: string; output: string }[] = [];
  for (const event of log.events) {
    if (event.type !== 'guardrail-finished' || event.phase !== 'head' || event.round !== round) continue;
    const before = guardrailsAtBase[event.name];
    if (event.outcome === 'pass' || (before && before.outcome !== 'pass')) continue;
    failures.push({ name: event.name, outcome: event.outcome, output: await loadText(runDir, event.output) });
  }
  return failures;
}

const mostQuestions = 10;

function openQuestions(context: RunContext): string[] {
  const { path, text } = context.state().request.spec;
  const { findings } = lintSpec(parseSpec(text, path));
  const questions = findings
    .filter((finding) => finding.severity !== 'info')
    .map((finding) => finding.question);
  return [...new Set(questions)].filter((question) => question !== '').slice(0, mostQuestions);
}
