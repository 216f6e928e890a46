// The spend fuse around an agent's task: no model call is made that could pass a cap of the run, of the day or of the area.
import { overBudget, type DayCap } from '../core/run/budget.ts';
import type { RunEventBody } from '../core/run/events.ts';
import { tokensOf } from '../core/outcome/cost.ts';
import { mostDollars } from '../node/agents/prices.ts';
import type { CallEstimate, CallPermission } from '../node/agents/backend.ts';
import { readConfiguration } from '../node/configuration.ts';
import { openLedger } from '../node/spend-ledger.ts';
import type { RunContext } from './context.ts';

export interface Fuse {
  mayCall(estimate: CallEstimate): CallPermission;
  /** Hears of every reply. */
  replied(event: Extract<RunEventBody, { type: 'model-replied' }>): void;
  close(): void;
}

export async function openFuse({ runDir, state }: Pick<RunContext, 'runDir' | 'state'>): Promise<Fuse> {
  const { request } = state();
  const { configuration } = await readConfiguration(request.repository, request.base.commit);
  const ofArea = configuration.areas?.find(({ name }) => name === request.area);
  const caps: DayCap[] = [
    ...(configuration.budget?.day ? [configuration.budget.day] : []),
    ...(ofArea?.budget?.day ? [{ ...ofArea.budget.day, area: ofArea.name }] : []),
  ];
  const ledger = await openLedger(runDir, request);
  /** Calls under way, by who asks: helpers work side by side. */
  const open = new Map<string, { readonly tokens: number; readonly dollars: number }>();
  return {
    mayCall({ agent = '', inputTokens, outputTokens }) {
      open.delete(agent);
      const tokens = inputTokens + outputTokens;
      const { limits, backend, model } = state().request;
      const { usage, dollars: spent } = state();
      // An installed agent says afterwards what a turn cost, if at all: its cap is looked at between turns.
      const dollars =
        backend === 'rehearsal' || backend === 'acp'
          ? 0
          : mostDollars(model, { inputTokens, outputTokens }, new Date());
      const others = [...open.values()];
      const own = overBudget(
        limits,
        {
          tokens: tokensOf(usage) + others.reduce((sum, one) => sum + one.tokens, 0),
          dollars: (spent ?? 0) + others.reduce((sum, one) => sum + one.dollars, 0),
        },
        { tokens, dollars },
      );
      if (own !== null)
        return suspended(
          `The cap of this run is reached: ${own}. Nothing more was asked.`,
          'Raise the cap with `dimmer resume RUN --budget-tokens N` or `--budget-usd N`, or stop the run.',
        );
      const ofDay = ledger.reserve(caps, { tokens, dollars }, new Date(), agent);
      if (ofDay === null) {
        open.set(agent, { tokens, dollars: dollars ?? 0 });
        return 'ok';
      }
      return suspended(
        `The cap of the day is reached: ${ofDay}. Nothing more was asked.`,
        'Resume the run tomorrow, or raise `budget.day` in dimmer.yaml and launch again.',
      );
    },
    replied({ agent = '', usage, dollars }) {
      open.delete(agent);
      ledger.settle({ tokens: tokensOf(usage), dollars: dollars ?? 0 }, new Date(), agent);
    },
    close: () => ledger.close(),
  };
}

export interface SharedFuse {
  open(): Promise<Fuse>;
  close(): Promise<void>;
}

/** One fuse for all agents of a run, from the first that asks on: what one of them has under way counts for the others. */
export function sharedFuse(place: Pick<RunContext, 'runDir' | 'state'>): SharedFuse {
  let fuse: Promise<Fuse> | undefined;
  return {
    open: () => (fuse ??= openFuse(place)),
    close: async () => {
      (await fuse)?.close();
      fuse = undefined;
    },
  };
}

/** Agents of parallel branches call side by side, each under the name of its branch. */
export function forLane(fuse: Fuse, lane: string | undefined): Fuse {
  if (lane === undefined) return fuse;
  const named = (agent = '') => `${lane}:${agent}`;
  return {
    mayCall: (estimate) => fuse.mayCall({ ...estimate, agent: named(estimate.agent) }),
    replied: (event) => fuse.replied({ ...event, agent: named(event.agent) }),
    close: fuse.close,
  };
}

function suspended(message: string, next: string): CallPermission {
  return { suspend: { message, next } };
}
