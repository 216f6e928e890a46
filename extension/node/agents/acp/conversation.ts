// A task as turns with an installed agent: put, watched, steered, counted, and ended when it is over or goes wrong.
// Invariant: a turn ends by its answer, a deadline, a limit or the run's stop; whatever it was, its calls are finished in the log.
import { methods, type PromptResponse } from '@agentclientprotocol/sdk/unstable';
import type { InstalledAgent } from '../../../core/protocol/run-request.ts';
import type { Usage } from '../../../core/run/events.ts';
import type { AgentEnd, AgentEvent, AgentTask } from '../backend.ts';
import { endOf, turnError, type Connected, type Listening, type Peer, type Session } from './connect.ts';
import type { Denied } from './files.ts';
import { judgeCall } from './permission.ts';
import { asksForever, refusedTask, silent, tooMuch, usedUp } from './problems.ts';
import { within, type Waited } from './timeouts.ts';
import { createTurnLog, type TurnLog } from './turn-log.ts';
import { assumptionsIn, openingWords, steerWords, type Standing } from './words.ts';

export interface Conversation {
  readonly listening: Listening;
  hold(connected: Connected, session: Session, standing: Standing): Promise<AgentEnd>;
}

/** Words after a turn that the agent itself cut short; more than these in a row are no progress. */
const nudges = 3;

export function createConversation(
  peer: Peer,
  agent: InstalledAgent,
  task: AgentTask,
  put: (event: AgentEvent) => void,
  denied: Denied,
): Conversation {
  const { limits, name } = peer;
  let log: TurnLog | undefined;
  let sessionId = '';
  let lastHeard = Date.now();
  let bytes = 0;
  let permissions = 0;
  let calls = 0;
  let spent = 0;
  let limit: AgentEnd | undefined;
  const refusals = new Map<string, number>();

  const listening: Listening = {
    heard(count) {
      lastHeard = Date.now();
      bytes += count;
      if (bytes > limits.bytes) limit ??= tooMuch(name, `wrote more than ${limits.bytes} bytes`);
    },
    update(id, update) {
      // What a session says while it is opened again was said before.
      if (log === undefined || id !== sessionId || limit !== undefined) return;
      log.take(update);
      if (log.characters() > limits.characters)
        limit ??= tooMuch(name, `wrote more than ${limits.characters} characters in one turn`);
      if (calls + log.calls() > limits.toolCalls) limit ??= usedUp(name, `${limits.toolCalls} calls`);
    },
    permission({ toolCall }) {
      permissions += 1;
      if (permissions > limits.permissions) limit ??= asksForever(name, permissions, '');
      if (log === undefined) return { allow: false, why: 'no turn is under way' };
      const call = log.askedCall(toolCall);
      const judged = judgeCall(call, peer.place);
      if (!judged.allow) {
        const times = (refusals.get(judged.why) ?? 0) + 1;
        refusals.set(judged.why, times);
        if (times >= limits.samePermission) limit ??= asksForever(name, times, judged.why);
      }
      return judged;
    },
    denied,
  };

  /** One turn. Steers that come in meanwhile end it early and are the next words. */
  async function turn(
    { agent: remote }: Connected,
    number: number,
    words: string,
  ): Promise<{ readonly answer: PromptResponse; readonly steers: string[] } | { readonly end: AgentEnd }> {
    put({
      type: 'model-asked',
      turn: number,
      round: task.round,
      content: [{ type: 'text', text: words }],
      session: sessionId,
    });
    const turnLog = createTurnLog(number, put, Date.now);
    log = turnLog;
    lastHeard = Date.now();
    const asked = remote.request(methods.agent.session.prompt, {
      sessionId,
      prompt: [{ type: 'text', text: words }],
    });
    const watched = await watch(asked, () => remote.notify(methods.agent.session.cancel, { sessionId }));
    calls += turnLog.calls();
    turnLog.finishAll('the turn ended before this call did');
    if ('end' in watched) return watched;
    const { answer, steers } = watched;
    const dollars = turnLog.dollars();
    const cost = dollars === null ? null : Math.max(0, dollars - spent);
    spent = dollars ?? spent;
    const usage = usageOf(answer);
    put({
      type: 'model-replied',
      turn: number,
      round: task.round,
      model: [agent.name, agent.version].filter(Boolean).join(' '),
      content: [{ type: 'text', text: turnLog.said() }],
      stopReason: answer.stopReason,
      usage: usage ?? { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
      ...(usage === null ? { usageReported: false } : {}),
      dollars: cost,
    });
    return { answer, steers };
  }

  /** Waits for the answer and looks around every tick: limits, silence, steers, time. */
  async function watch(
    asked: Promise<PromptResponse>,
    cancel: () => Promise<void>,
  ): Promise<{ answer: PromptResponse; steers: string[] } | { end: AgentEnd }> {
    const steers: string[] = [];
    const settled = within(asked, limits.taskMs, peer.waiting);
    let cancelledAt: number | null = null;
    let ticked = Date.now();
    for (;;) {
      const waited = await orTick(settled, limits.tickMs);
      if (limit !== undefined) return { end: limit };
      if (waited !== null) return outcomeOf(waited, cancelledAt !== null, steers, cancel);
      const now = Date.now();
      // The machine slept: nobody was silent meanwhile.
      if (now - ticked > limits.tickMs + 60_000) lastHeard = now;
      ticked = now;
      const busy = peer.terminals.busy() || log?.inCommand() === true;
      const patience = busy ? limits.idleInToolMs : limits.idleMs;
      if (now - lastHeard > patience)
        return { end: silent(name, 'while it worked', Math.round(patience / 1000)) };
      if (cancelledAt !== null) {
        if (now - cancelledAt > limits.cancelMs)
          return {
            end: silent(
              name,
              'after it was told to stop for a message of yours',
              Math.round(limits.cancelMs / 1000),
            ),
          };
        continue;
      }
      steers.push(...(await task.takeSteers()));
      if (steers.length > 0) {
        cancelledAt = now;
        await cancel().catch(() => undefined);
      }
    }
  }

  async function outcomeOf(
    waited: Waited<PromptResponse>,
    cancelled: boolean,
    steers: string[],
    cancel: () => Promise<void>,
  ): Promise<{ answer: PromptResponse; steers: string[] } | { end: AgentEnd }> {
    if ('value' in waited) return { answer: waited.value, steers };
    // Some agents answer a cancelled turn with an error.
    if ('error' in waited)
      return cancelled
        ? { answer: { stopReason: 'cancelled' }, steers }
        : { end: turnError(peer, waited.error) };
    if (waited.ended === 'died') return { end: await endOf(peer, waited, '', 0) };
    await cancel().catch(() => undefined);
    if (waited.ended === 'stopped') return { end: { type: 'aborted' } };
    return { end: usedUp(name, `${Math.round(limits.taskMs / 60_000)} minutes`) };
  }

  return {
    listening,
    async hold(connected, session, standing) {
      sessionId = session.id;
      let words = openingWords(task, standing, session.remembers);
      if (words === null) return { type: 'done', text: standing.lastWords };
      let cutShort = 0;
      for (let number = standing.turn + 1; number <= standing.turn + limits.prompts; number += 1) {
        const permission = await task.mayCall({ inputTokens: 1, outputTokens: 0 });
        if (permission !== 'ok') return { type: 'suspended', reason: 'budget', ...permission.suspend };
        const done = await turn(connected, number, words);
        if ('end' in done) return done.end;
        const { answer, steers } = done;
        const late = [...steers, ...(await task.takeSteers())];
        const text = log?.text() ?? '';
        if (late.length > 0) {
          words = late.map(steerWords).join('\n\n');
          continue;
        }
        switch (answer.stopReason) {
          case 'end_turn':
            for (const event of assumptionsIn(text, standing.assumptions)) put(event);
            return { type: 'done', text };
          case 'refusal':
            return refusedTask(name, text.slice(0, 300));
          case 'cancelled':
            return refusedTask(name, 'it cancelled its own turn');
          default:
            cutShort += 1;
            if (cutShort > nudges) return usedUp(name, 'turns');
            words = 'Your turn reached a limit of yours and was cut. Go on in smaller steps.';
        }
      }
      return usedUp(name, `${limits.prompts} turns`);
    },
  };
}

/** What it came to, or null when nothing did within one tick. */
async function orTick<T>(settled: Promise<T>, ms: number): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const tick = new Promise<null>((resolve) => (timer = setTimeout(() => resolve(null), ms)));
  try {
    return await Promise.race([settled, tick]);
  } finally {
    clearTimeout(timer);
  }
}

/** What the turn used, as the agent reports it; null when it does not. */
function usageOf({ usage }: PromptResponse): Usage | null {
  if (usage === null || usage === undefined) return null;
  return {
    input: usage.inputTokens,
    output: usage.outputTokens + (usage.thoughtTokens ?? 0),
    cacheRead: usage.cachedReadTokens ?? 0,
    cacheWrite: usage.cachedWriteTokens ?? 0,
  };
}
