// Stage name -> what carries it out, and the order in which a run does them: one after another, or, where a workflow has parallel
// branches, side by side.
// Invariant: a stage's end is recorded here alone, and not that of a branch which its fork has ended meanwhile.
import { setTimeout as pause } from 'node:timers/promises';
import type { StageName } from '../core/level/level.ts';
import { nextStep, type Step } from '../core/run/next-stage.ts';
import { stagesOf } from '../core/run/workflow.ts';
import { nextOfWorkflow, type FlowStep } from '../core/run/workflow-next.ts';
import { graphOf, nodeOf } from '../core/run/workflow-run.ts';
import { durationOf } from '../core/workflow/graph.ts';
import { askHuman } from './ask-human.ts';
import { checkGuardrails } from './check-guardrails.ts';
import { outcome, review } from './close.ts';
import { combine } from './combine.ts';
import { interrupted, type EndEvent, type RunContext, type StageResult, type StageTable } from './context.ts';
import { sealed, validation } from './evaluate.ts';
import { clarify, implement, plan } from './implement.ts';
import { closeLanes, laneContext } from './lanes.ts';
import { makeWorktree } from './prepare.ts';
import { runTool } from './run-tool.ts';

const stageTable: StageTable = {
  plan,
  clarify,
  implement,
  guardrails: checkGuardrails,
  'file-review': review,
  'change-set-review': review,
  validation,
  sealed,
  outcome,
  tool: runTool,
  human: askHuman,
  combine,
};

type AnyStep = Step & Partial<FlowStep>;

interface Begun {
  readonly step: AnyStep;
  readonly context: RunContext;
  readonly result: Promise<StageResult>;
  readonly cancel: AbortController;
}

/** Null when all stages are through, or the run rests here. */
export async function carryOutStages(root: RunContext): Promise<{ end: EndEvent } | null> {
  const begun = new Map<string, Begun>();
  try {
    for (;;) {
      if (root.interruption.signal.aborted) return null;
      const next = nextOf(root);
      if (next === null || 'end' in next) return next;
      await leave(begun, (lane) => !next.steps.some((step) => (step.lane ?? '') === lane));
      for (const step of next.steps) {
        const lane = step.lane ?? '';
        if (!begun.has(lane)) begun.set(lane, await begin(root, step));
      }
      const done = await Promise.race([...begun.values()].map(ended));
      begun.delete(done.step.lane ?? '');
      const { result, step, context } = done;
      if ('awaiting' in result || 'interrupted' in result) return null;
      if ('end' in result) return result;
      const { status, note, facts } = result;
      const { stage, round, node } = step;
      context.log.append({
        ...{ type: 'stage-finished', stage, round, status },
        ...(note === undefined ? {} : { note }),
        ...(node === undefined ? {} : { node }),
        ...(facts === undefined ? {} : { facts }),
      });
    }
  } finally {
    await leave(begun, () => true);
  }
}

const ended = async (one: Begun) => ({ ...one, result: await one.result });

/** Ends those stages that are not wanted any more, and waits until nothing of them runs. */
async function leave(begun: Map<string, Begun>, unwanted: (lane: string) => boolean): Promise<void> {
  for (const [lane, { cancel, result }] of begun) {
    if (!unwanted(lane)) continue;
    cancel.abort();
    await result.catch((error: unknown) => console.error(error));
    begun.delete(lane);
  }
}

/** Folders are made one after another: git writes down all of a repository's worktrees in one place. */
async function begin(root: RunContext, step: AnyStep): Promise<Begun> {
  const cancel = new AbortController();
  const context = step.lane === undefined ? root : laneContext(root, step.lane, cancel.signal);
  if (step.lane !== undefined) await makeWorktree(context);
  else if (step.stage !== 'combine') await closeLanes(root);
  return { step, context, cancel, result: carryOut(context, step) };
}

async function carryOut(context: RunContext, step: AnyStep): Promise<StageResult> {
  const { signal } = context.interruption;
  const { stage, round, node, waitMs = 0 } = step;
  if (waitMs > 0) await pause(waitMs, undefined, { signal }).catch(() => undefined);
  if (signal.aborted) return interrupted;
  if (step.begin)
    context.log.append({ type: 'stage-entered', stage, round, ...(node === undefined ? {} : { node }) });
  if (node === undefined) return stageTable[stage](context, round);
  return inTime(context, step as FlowStep, (within) => stageTable[stage](within, round, step as FlowStep));
}

/** Gates and tools know by themselves what to do when their time is up. */
const ownTime: ReadonlySet<StageName> = new Set(['human', 'tool']);

/** A stage that takes longer than its node allows has failed; the time begins anew when a run is resumed. */
async function inTime(
  context: RunContext,
  { node, stage }: FlowStep,
  work: (within: RunContext) => Promise<StageResult>,
): Promise<StageResult> {
  const found = nodeOf(context.state().request, node);
  const limitMs = found === undefined || ownTime.has(stage) ? undefined : durationOf(found, 'timeout');
  if (limitMs === undefined) return work(context);
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), limitMs);
  const { interruption } = context;
  const signal = AbortSignal.any([interruption.signal, late.signal]);
  try {
    const result = await work({ ...context, interruption: { ...interruption, signal } });
    const isLate = 'interrupted' in result && late.signal.aborted && !interruption.signal.aborted;
    return isLate ? { status: 'fail', note: `it took longer than its ${limitMs / 1000} s` } : result;
  } finally {
    clearTimeout(timer);
  }
}

/** By the level's stages, or by the run's own workflow. */
function nextOf({
  log,
  wholeLog,
  state,
}: RunContext): { steps: readonly AnyStep[] } | { end: EndEvent } | null {
  const { request } = state();
  if (request.workflow === undefined) {
    const step = nextStep(stagesOf(request), log.events, request.limits.rounds);
    return step === null ? null : { steps: [step] };
  }
  const next = nextOfWorkflow(request, graphOf(request.workflow), wholeLog.events);
  if ('steps' in next) return next;
  if (next.end === 'success') return null;
  return {
    end: {
      type: 'run-failed',
      reason: 'rounds-exhausted',
      message: `The workflow came to no good end: ${next.reason}.`,
      next: `Read the stages with \`dimmer show RUN\`, mend the spec or ${request.workflow.path}, then launch again.`,
    },
  };
}
