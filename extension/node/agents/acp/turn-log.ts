// What an installed agent says while it works, as events of the run's log, and what it adds up to.
// Invariant: each call that was started is finished in the log, at the latest when the turn ends.
import type { SessionUpdate, ToolCall, ToolCallUpdate } from '@agentclientprotocol/sdk/unstable';
import type { AgentLogEvent } from '../backend.ts';
import { pathsOf, type AskedCall } from './permission.ts';

const mostOutput = 1024 * 1024;
/** Characters of its words that the log keeps of one turn. */
const mostSaid = 200_000;

interface Call {
  readonly id: string;
  readonly startedAt: number;
  kind: string;
  title: string;
  paths: readonly string[];
  output: string;
  finished: boolean;
}

export interface TurnLog {
  take(update: SessionUpdate): void;
  /** The call that a permission is asked for, with all that is known of it. */
  askedCall(update: ToolCallUpdate): AskedCall;
  /** All that it said in this turn, within reason. */
  said(): string;
  /** What it said after its last call. */
  text(): string;
  characters(): number;
  calls(): number;
  /** A command of its own runs. */
  inCommand(): boolean;
  /** Dollars that the session has cost, as the agent counts them; null when it does not. */
  dollars(): number | null;
  finishAll(note: string): void;
}

export function createTurnLog(turn: number, put: (event: AgentLogEvent) => void, now: () => number): TurnLog {
  const calls = new Map<string, Call>();
  let text = '';
  let said = '';
  let seen = 0;
  let dollars: number | null = null;
  const merge = (update: ToolCall | ToolCallUpdate): Call => {
    const known = calls.get(update.toolCallId);
    const call = known ?? {
      id: `${turn}.${calls.size + 1}`,
      startedAt: now(),
      kind: 'other',
      title: '',
      paths: [],
      output: '',
      finished: false,
    };
    call.kind = update.kind ?? call.kind;
    call.title = update.title ?? call.title;
    const paths = pathsOf(update);
    if (paths.length > 0) call.paths = paths;
    const output = outputOf(update);
    if (output !== '') call.output = output;
    if (known === undefined) {
      calls.set(update.toolCallId, call);
      const summary = (call.title || call.paths[0] || call.kind).replace(/\s+/g, ' ').slice(0, 200);
      put({ type: 'tool-started', turn, callId: call.id, name: call.kind, summary });
      text = '';
      if (said !== '' && !said.endsWith('\n')) said += '\n';
    }
    return call;
  };
  const finish = (call: Call, isError: boolean, output: string): void => {
    if (call.finished) return;
    call.finished = true;
    const milliseconds = Math.max(0, Math.round(now() - call.startedAt));
    put({ type: 'tool-finished', turn, callId: call.id, name: call.kind, isError, milliseconds, output });
  };
  return {
    take(update) {
      switch (update.sessionUpdate) {
        case 'agent_message_chunk':
          if (update.content.type !== 'text') return;
          text += update.content.text;
          if (said.length < mostSaid) said += update.content.text;
          seen += update.content.text.length;
          return;
        case 'agent_thought_chunk':
          if (update.content.type === 'text') seen += update.content.text.length;
          return;
        case 'tool_call':
        case 'tool_call_update': {
          const call = merge(update);
          if (update.status === 'completed' || update.status === 'failed')
            finish(call, update.status === 'failed', call.output);
          return;
        }
        case 'usage_update':
          if (update.cost?.currency === 'USD') dollars = update.cost.amount;
          return;
        default:
          return;
      }
    },
    askedCall(update) {
      const { kind, title, paths } = merge(update);
      return { kind, title, paths };
    },
    said: () => said.trim(),
    text: () => text.trim(),
    characters: () => seen,
    calls: () => calls.size,
    inCommand: () => [...calls.values()].some((call) => !call.finished),
    dollars: () => dollars,
    finishAll: (note) => {
      for (const call of calls.values()) finish(call, true, call.output || note);
    },
  };
}

function outputOf(update: ToolCall | ToolCallUpdate): string {
  const parts = (update.content ?? []).flatMap((part) => {
    if (part.type === 'content' && part.content.type === 'text') return [part.content.text];
    return part.type === 'diff' ? [`changed ${part.path}`] : [];
  });
  return parts.join('\n').slice(0, mostOutput);
}
