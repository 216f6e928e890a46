// The stages in which the agent speaks: plan, clarify (nobody asks the author twice) and implement.
import { dirname } from 'node:path';
import { feedbackMessage, guardrailMessage } from '../core/run/feedback-message.ts';
import { lintSpec } from '../core/lint/lint.ts';
import { parseSpec } from '../core/spec/parse-spec.ts';
import type { StageName } from '../core/level/level.ts';
import type { RunEvent } from '../core/run/events.ts';
import type { FlowStep } from '../core/run/workflow-next.ts';
import { askedOf, nodeOf } from '../core/run/workflow-run.ts';
import { defaultOutputLimit, limitOutput } from '../node/agents/output-limit.ts';
import { returnedWith } from '../node/parent-run.ts';
import { loadText } from '../node/run-store.ts';
import { runAgent } from './agent-task.ts';
import { guardrailsOf } from './check-guardrails.ts';
import { keptToClaims, mustClaim } from './claims.ts';
import type { RunContext, StageResult } from './context.ts';
import { anotherRound, implementPrompt, planPrompt, type AuthorWords } from './prompts.ts';
import { recordWork } from './work.ts';

export async function plan(context: RunContext, round: number, step?: FlowStep): Promise<StageResult> {
  const { request } = context.state();
  const before = step === undefined ? '' : await whatCameBefore(context);
  const prompt = [planPrompt(request, await wordsOf(context)), before, nodeAsks(context, step)];
  const result = await runAgent(context, {
    prompt: prompt.filter((part) => part !== '').join('\n\n'),
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

export async function implement(context: RunContext, round: number, step?: FlowStep): Promise<StageResult> {
  const prompt = await promptOf(context, round, step);
  const claims = mustClaim(context, step);
  const result = await runAgent(context, { prompt, round, readOnly: false, claims });
  if (!('done' in result)) return result;
  const saved = await recordWork(context);
  if (context.lane !== undefined) {
    if (saved === null || !hasBuilt(context))
      return { status: 'fail', note: 'the agent said that it was done and changed no file' };
    return claims ? keptToClaims(context) : { status: 'success' };
  }
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

/** Whether a parallel branch has brought anything since its fork. */
function hasBuilt({ wholeLog, lane = '' }: RunContext): boolean {
  return wholeLog.state()?.lanes[lane]?.commit != null;
}

/** What the author said to the run that this one goes on from. */
async function wordsOf({ state, runDir }: RunContext): Promise<AuthorWords | null> {
  const { parent } = state().request;
  return parent === undefined ? null : returnedWith(dirname(runDir), parent);
}

async function promptOf(context: RunContext, round: number, step: FlowStep | undefined): Promise<string> {
  const { request } = context.state();
  const { events } = context.log;
  const asked = nodeAsks(context, step);
  const done = (stage: StageName) =>
    events.some((event) => event.type === 'stage-finished' && event.stage === stage);
  if (round === 1 || (step !== undefined && !done('implement'))) {
    const questions = done('clarify') ? openQuestions(context) : [];
    const part = step?.lane !== undefined;
    const prompt = implementPrompt(
      request,
      { planned: done('plan'), part },
      questions,
      await wordsOf(context),
    );
    const before = step === undefined || done('plan') ? '' : await whatCameBefore(context);
    return [prompt, before, asked].filter((text) => text !== '').join('\n\n');
  }
  if (step !== undefined) {
    const before = await whatCameBefore(context);
    return [before, asked].filter((text) => text !== '').join('\n\n') || anotherRound;
  }
  const failed = events.findLast(
    (event) => event.type === 'stage-finished' && event.status === 'fail' && event.round === round - 1,
  );
  return failed?.type === 'stage-finished' ? failureText(context, failed) : anotherRound;
}

/** What the stage before has come to, where whoever is next should know of it. */
async function whatCameBefore(context: RunContext): Promise<string> {
  const last = context.log.events.findLast((event) => event.type === 'stage-finished');
  if (last?.type !== 'stage-finished') return '';
  if (last.status === 'fail') return failureText(context, last);
  return last.stage === 'human' ? `A person was asked how to go on. ${last.note ?? ''}` : '';
}

async function failureText(
  context: RunContext,
  { stage, note = '' }: Extract<RunEvent, { type: 'stage-finished' }>,
): Promise<string> {
  const { log, runDir } = context;
  if (stage === 'guardrails') return guardrailMessage(await failuresOf(context));
  if (stage === 'validation') {
    const last = log.events.findLast((event) => event.type === 'evaluation-finished');
    if (last?.type === 'evaluation-finished') return feedbackMessage(last.feedback);
  }
  if (stage === 'tool') {
    const last = log.events.findLast((event) => event.type === 'command-finished');
    const output = last?.type === 'command-finished' ? await loadText(runDir, last.output) : '';
    return `${note}.\n\n${limitOutput(output, defaultOutputLimit)}`.trim();
  }
  return note === '' ? '' : `What was done before failed: ${note}.`;
}

/** What the node of the run's own workflow asks for that is carried out now; empty where the level's stages are. */
function nodeAsks({ state }: RunContext, step: FlowStep | undefined): string {
  const node = nodeOf(state().request, step?.node);
  return node === undefined ? '' : askedOf(node);
}

/** Guardrails that are red at the commit that was checked last and were green before the run. */
async function failuresOf({ log, state, runDir }: RunContext) {
  const { guardrailsAtBase } = state();
  const failures: { name: string; outcome: string; output: string }[] = [];
  for (const event of guardrailsOf(log.events)) {
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
