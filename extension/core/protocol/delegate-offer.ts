// The one choice before a run: who builds, at which level, under which cap; or what is missing for that.
// Invariant: pure; it offers to start exactly where the form (`launchWaits`) would let *Delegate* start.
import { levelTable } from '../level/level.ts';
import { delegateForm, forecastOf, holdoutBefore, launchWaits, type DelegateFacts } from './delegate-form.ts';
import type { DelegateChoice } from './intents.ts';

export interface DelegateOffer {
  readonly choice: DelegateChoice;
  /** Why it cannot start; empty when it can. */
  readonly waits: readonly string[];
  /** The two things that can be given on the spot. */
  readonly needsKey: boolean;
  readonly needsModel: boolean;
  readonly builder: string;
  readonly cap: string;
  /** What will happen, in one line. */
  readonly detail: string;
  readonly watermark: string;
}

/** `path` is the spec's, relative to its repository. */
export function delegateOffer(facts: DelegateFacts, path: string): DelegateOffer {
  const form = delegateForm(facts);
  const { tokens, backend, ...rest } = { ...form.suggested, spec: path };
  // A rehearsal has no dollars, so its cap is in tokens.
  const choice: DelegateChoice = { ...rest, backend, tokens };
  const needsKey = backend === 'anthropic' && !facts.keyKept;
  const needsModel = backend === 'anthropic' && facts.keyKept && choice.model === '';
  return {
    choice,
    waits: launchWaits(form, choice),
    needsKey,
    needsModel,
    builder: builderName(facts, choice),
    cap: capText(choice),
    detail: [
      guardrailText(facts),
      levelTable[choice.level].reads,
      ...holdoutText(facts, choice),
      ...usedText(facts, choice),
    ].join('; '),
    watermark: backend === 'rehearsal' ? 'REHEARSAL' : '',
  };
}

function builderName({ agents }: DelegateFacts, { backend, agent, model }: DelegateChoice): string {
  if (backend === 'rehearsal') return 'the rehearsal';
  return backend === 'acp' ? (agents.find(({ id }) => id === agent)?.name ?? '') : model;
}

/** What runs like this have used here, where there were any. */
function usedText(facts: DelegateFacts, choice: DelegateChoice): string[] {
  const { rows, source } = forecastOf(facts, choice);
  const [first] = rows;
  return first === undefined ? [] : [`${first.name.toLowerCase()} ${first.value} in ${source}`];
}

/** Said where an installed agent builds: what it can reach differs from agent to agent. */
function holdoutText({ agents }: DelegateFacts, choice: DelegateChoice): string[] {
  return choice.backend === 'acp' ? [`holdout strength ${holdoutBefore(agents, choice)}`] : [];
}

function capText({ tokens, dollars }: DelegateChoice): string {
  const parts = [
    ...(tokens === null ? [] : [`${String(tokens).replace(/\B(?=(\d{3})+$)/g, ',')} tokens`]),
    ...(dollars === null ? [] : [`$${dollars.toFixed(2)}`]),
  ];
  return parts.join(', ');
}

function guardrailText({ guardrails }: DelegateFacts): string {
  const { names, source } = guardrails;
  if (names.length === 0) return 'no test or build was found, so nothing is checked before you read';
  return `checked by ${names.join(', ')} (${source})`;
}
