// The agent on a Messages-compatible endpoint: our own loop of model turns and tool calls over the SDK.
// Invariant: every request is built from the log, so what was recorded is what was said, before and after a restart.
import Anthropic from '@anthropic-ai/sdk';
import type { RunEventBody } from '../../../core/run/events.ts';
import type {
  AgentBackend,
  AgentEnd,
  AgentEvent,
  AgentSettings,
  AgentTask,
  CallEstimate,
  ToolSet,
} from '../backend.ts';
import { dollarsOf } from '../prices.ts';
import { roleHeader } from '../rehearsal/role.ts';
import { ask, type AskOptions } from './ask.ts';
import { answerCalls, type Answering } from './calls.ts';
import { beginning, compactionDue, filling, fromPerson, isFresh, notesRequest } from './context.ts';
import {
  conversation,
  lastTurn,
  position,
  replyText,
  turnsAsked,
  wakesAt,
  unsentSteers,
  wasAsked,
} from './conversation.ts';
import { modelFacts, type ModelFacts } from './model-facts.ts';
import { paramsOf } from './params.ts';
import { repetition, repetitionSteer } from './repetition.ts';
import { defaultRetryPolicy, type RetryPolicy } from './retry.ts';
import { createHelpers, type Helpers } from './subagents.ts';
import { defaultTurnLimits, type Turn, type TurnLimits } from './turn.ts';

export interface AnthropicOptions {
  readonly apiKey: string;
  readonly baseUrl?: string;
  /** True when `baseUrl` is our rehearsal server: the role header is sent and nothing costs dollars. */
  readonly rehearsal: boolean;
  /** Gateways that want the key in `x-api-key`; Bearer when absent. */
  readonly keyHeader?: 'x-api-key';
  /** Of one task; 200 when absent. */
  readonly maxTurns?: number;
  /** Of the whole run; 500 when absent. */
  readonly maxRunTurns?: number;
  readonly retry?: Partial<RetryPolicy>;
  readonly limits?: Partial<TurnLimits>;
  /** The longest that one tool call may take, milliseconds; two hours when absent. */
  readonly toolMs?: number;
}

const defaultMaxTurns = 200;
const defaultMaxRunTurns = 500;
/** More than all guardrails of a `check` together. */
const defaultToolMs = 7_200_000;
const longRepliesInARow = 3;

type Block = Anthropic.ContentBlockParam;
type Replied = Extract<RunEventBody, { type: 'model-replied' }>;

/** A backend on `options.baseUrl`, or on Anthropic's API. */
export function anthropicBackend(options: AnthropicOptions): AgentBackend {
  const client = clientOf(options);
  return {
    async *run(task, tools, signal) {
      try {
        yield* work(client, options, task, tools, signal);
      } catch (error) {
        if (!signal.aborted) throw error;
        yield { type: 'aborted' };
      }
    },
  };
}

function clientOf(options: AnthropicOptions): Anthropic {
  const headers = {
    ...(options.rehearsal ? { [roleHeader]: 'builder' } : {}),
    ...(options.keyHeader ? { authorization: null, 'x-api-key': options.apiKey } : {}),
  };
  return new Anthropic({
    apiKey: options.apiKey,
    maxRetries: 0,
    logLevel: 'off',
    defaultHeaders: headers,
    ...(options.baseUrl ? { baseURL: options.baseUrl } : {}),
  });
}

async function* work(
  client: Anthropic,
  options: AnthropicOptions,
  task: AgentTask,
  tools: ToolSet,
  signal: AbortSignal,
): AsyncGenerator<AgentEvent> {
  const asking = {
    retry: { ...defaultRetryPolicy, ...options.retry },
    turn: { ...defaultTurnLimits, ...options.limits },
  };
  const log: RunEventBody[] = task.history.filter(isOwn);
  const helpers = helpersOf(client, options, task, tools);
  const all = [...tools, ...helpers.tools];
  const answering: Answering = { tools: all, task, toolMs: options.toolMs ?? defaultToolMs };
  const facts = await modelFacts(client, task.model, signal);
  for (;;) {
    const next = yield* nextQuestion(log, task, answering, facts, signal);
    if (next) return yield next;
    const many = overTurns(log, task, options, helpers.turns());
    if (many) return yield many;
    const params = paramsOf(task, all, log, facts);
    const waits = task.settings?.().wait !== false;
    const askOptions: AskOptions = { ...asking, waits, wakesAt: wakesAt(log) };
    const answer = yield* ask(client, params, task, askOptions, signal);
    if ('end' in answer) return yield answer.end;
    if ('tooLong' in answer) {
      if (isFresh(log)) return yield contextFull;
      yield* compact(log, 'dropped');
      continue;
    }
    const replied = repliedEvent(answer.turn, task, lastTurn(log), options.rehearsal);
    log.push(replied);
    yield replied;
  }
}

/** What belongs to a helper's conversation is not the agent's. */
const isOwn = (event: RunEventBody): boolean => !('agent' in event) || event.agent === undefined;

const noHelpers: Helpers = { tools: [], turns: () => 0 };

function helpersOf(client: Anthropic, options: AnthropicOptions, task: AgentTask, tools: ToolSet): Helpers {
  if (task.settings?.().subagents !== true) return noHelpers;
  const begun = task.history.filter((event) => event.type === 'tool-started' && event.name === 'spawn_agent');
  return createHelpers(begun.length, ({ name, prompt, maxTurns, history, takeSteers }, signal) => {
    const settings = (): AgentSettings => ({ ...task.settings?.(), subagents: false });
    const own = {
      ...task,
      system: `${task.system}\n\n${helperRules}`,
      prompt,
      history,
      takeSteers,
      settings,
      mayCall: (estimate: CallEstimate) => task.mayCall({ ...estimate, agent: name }),
    };
    return work(client, { ...options, maxTurns }, own, tools, signal);
  });
}

const helperRules =
  'You are a helper: another agent has given you a part of its task. Do that part and nothing else, and end with what it needs to know, in a few lines.';

/** Records what to ask next; returns the end instead when there is nothing to ask. */
async function* nextQuestion(
  log: RunEventBody[],
  task: AgentTask,
  answering: Answering,
  facts: ModelFacts,
  signal: AbortSignal,
): AsyncGenerator<AgentEvent, AgentEnd | undefined> {
  const due = compactionDue(log);
  if (due === 'full') return contextFull;
  if (due !== null) yield* compact(log, due);
  const anew = beginning(log, task.prompt);
  const here = position(log);
  const opened = anew !== null || wasAsked(log, task.round, task.prompt);
  if (anew === null && here.at === 'asked' && opened) return undefined;
  const calls = anew === null && here.at === 'tools' ? here.calls : [];
  const content: Block[] = [
    ...(anew ?? []),
    ...(yield* answerCalls(calls, lastTurn(log), answering, signal)),
  ];
  const circling = calls.length > 0 ? repetition([...conversation(log), { role: 'user', content }]) : 'none';
  if (circling === 'stuck') return stuck;
  if (circling === 'steer') content.push({ type: 'text', text: repetitionSteer });
  for (const steer of [...unsentSteers(log), ...(await task.takeSteers())])
    content.push({ type: 'text', text: `${fromPerson}${steer}` });
  if (!opened) content.push({ type: 'text', text: task.prompt });
  if (content.length === 0) {
    const onward = here.at === 'open' ? afterWords(here.reply, log) : undefined;
    if (typeof onward !== 'string') return onward;
    content.push({ type: 'text', text: onward });
  }
  const full = filling(log, content, facts);
  if (full !== null) {
    yield { type: 'context-filling', turn: lastTurn(log), ...full };
    content.push({ type: 'text', text: notesRequest });
  }
  const asked = { type: 'model-asked', turn: lastTurn(log) + 1, round: task.round, content } as const;
  log.push(asked);
  yield asked;
  return undefined;
}

function* compact(log: RunEventBody[], how: 'notes' | 'dropped'): Generator<AgentEvent> {
  const event = { type: 'context-compacted', turn: lastTurn(log), how } as const;
  log.push(event);
  yield event;
}

/** What follows a reply without tool calls: the end, or a nudge to go on. */
function afterWords(reply: Replied | undefined, log: readonly RunEventBody[]): AgentEnd | string {
  switch (reply?.stopReason) {
    case 'max_tokens':
      return 'Your reply reached the output limit and was cut. Go on in smaller steps.';
    case 'pause_turn':
      return 'Go on.';
    case 'too-long':
      return tooLongInARow(log) >= longRepliesInARow
        ? misbehaved(`The model wrote over a million characters, ${longRepliesInARow} replies in a row.`)
        : 'Your reply was far too long and was cut off. Reply in a few lines and do the work with the tools.';
    case 'refusal':
      return misbehaved(`The model refused to go on: ${(reply && replyText(reply)) || 'it gave no reason'}`);
    default:
      return { type: 'done', text: reply ? replyText(reply) : '' };
  }
}

function tooLongInARow(log: readonly RunEventBody[]): number {
  const replies = log.filter((event): event is Replied => event.type === 'model-replied');
  const other = replies.findLastIndex((reply) => reply.stopReason !== 'too-long');
  return replies.length - 1 - other;
}

const misbehaved = (message: string): AgentEnd => ({
  type: 'failed',
  reason: 'model-misbehaved',
  message,
  next: 'Make the spec smaller or choose another model, then launch a new run.',
});

const stuck: AgentEnd = {
  type: 'failed',
  reason: 'stuck',
  message: 'The agent kept repeating the same calls with the same results, also after it was told.',
  next: 'Read what it tried, say in the spec what it is missing, then launch a new run.',
};

const contextFull: AgentEnd = {
  type: 'failed',
  reason: 'model-misbehaved',
  message: 'The spec, the notes of this repository and the tools alone are longer than the model can read.',
  next: 'Make the spec or AGENTS.md shorter, or choose a model that reads more, then launch a new run.',
};

/** Counted in the log, so that a crash gives no turns back. */
function overTurns(
  log: RunEventBody[],
  task: AgentTask,
  options: AnthropicOptions,
  ofHelpers: number,
): AgentEnd | undefined {
  const { maxTurns = defaultMaxTurns, maxRunTurns = defaultMaxRunTurns } = options;
  const asked = turnsAsked(log, task.round, task.prompt);
  if (asked.task > maxTurns) return tooManyTurns(`${maxTurns} turns of its task`);
  const before = task.history.filter((event) => event.type === 'model-asked' && !isOwn(event)).length;
  return asked.run + before + ofHelpers > maxRunTurns
    ? tooManyTurns(`${maxRunTurns} turns of the run`)
    : undefined;
}

const tooManyTurns = (used: string): AgentEnd => ({
  type: 'failed',
  reason: 'stuck',
  message: `The agent used all ${used} without finishing.`,
  next: 'Split the spec into smaller ones, or give it as many turns again: `dimmer retry RUN implement`.',
});

function repliedEvent(turn: Turn, task: AgentTask, number: number, rehearsal: boolean): Replied {
  return {
    type: 'model-replied',
    turn: number,
    round: task.round,
    model: turn.model || task.model,
    content: turn.content,
    stopReason: turn.stopReason,
    usage: turn.usage,
    dollars: rehearsal ? null : dollarsOf(task.model, turn.usage, new Date()),
  };
}
