// The delegation form as a view model: what can be chosen, what is missing, and why *Delegate* waits.
// Invariant: pure; page and host ask the same `launchWaits`, so a button and a refusal never disagree.
import { levelFiveNeedsText } from '../level/ladder.ts';
import { levels, levelTable, type Level } from '../level/level.ts';
import { applies, missingOf, type Missing } from './delegate-missing.ts';
import { forecastFor, kindOf, type Forecast } from '../run/forecast.ts';
import { forecastText, type ForecastText } from './forecast-text.ts';
import type { DelegateChoice } from './intents.ts';
import type { OfferedWorkflow } from './workflow-picture.ts';

export { applies, type Missing } from './delegate-missing.ts';

type Backend = DelegateChoice['backend'];

/** What the shell knows about this workspace when the form is drawn. */
export interface DelegateFacts {
  readonly specs: readonly { readonly path: string; readonly title: string }[];
  /** The chosen spec as read; null where none is chosen or it cannot be read. */
  readonly spec: {
    readonly path: string;
    readonly title: string;
    readonly requirements: number;
    /** Certain lint findings of severity error. */
    readonly blocking: number;
    readonly openQuestions: number;
    readonly summary: string;
  } | null;
  readonly level: Level;
  /** The highest level that was earned; what is above it is a trial. */
  readonly licensed: Level;
  readonly backend: Backend;
  /** Installed agents that can build, and how strong the holdout is with each. */
  readonly agents: readonly OfferedAgent[];
  /** Id of the one that is suggested; empty where none is. */
  readonly agent: string;
  /** Empty: not chosen yet; a rehearsal needs none. */
  readonly model: string;
  readonly keyKept: boolean;
  /** Whether a cassette for the rehearsal model is known. */
  readonly cassette: boolean;
  readonly tokens: number | null;
  readonly dollars: number | null;
  readonly minutes: number;
  /** Why no run can start in this repository; null where one can. */
  readonly repositoryProblem: string | null;
  readonly branch: string | null;
  /** Uncommitted changes are not part of a run: it starts from the last commit. */
  readonly uncommitted: boolean;
  readonly guardrails: {
    readonly source: string;
    readonly names: readonly string[];
  };
  readonly vault: 'none' | 'locked' | 'open';
  /** Active hidden scenarios; null while locked or unknown. */
  readonly hiddenScenarios: number | null;
  readonly minimumScenarios: number;
  readonly visibleScenarios: number;
  /** Null while it has not been looked at. */
  readonly sandbox: { readonly available: boolean; readonly detail: string } | null;
  readonly trusted: boolean;
  /** What runs used here, for every kind that there has been. */
  readonly forecasts: readonly Forecast[];
  /** Of the repository, and those that ship and can be carried out. */
  readonly workflows: readonly OfferedWorkflow[];
}

export interface OfferedAgent {
  readonly id: string;
  /** With its version. */
  readonly name: string;
  readonly signIn: { readonly found: boolean; readonly detail: string };
  /** What of home and network it gets; null where it runs as the user. */
  readonly reaches: readonly string[] | null;
}

export interface LevelOption {
  readonly level: Level;
  readonly name: string;
  /** What you will read. */
  readonly reads: string;
  readonly trial: boolean;
  /** Null where the level can be chosen, else what it needs. */
  readonly needs: string | null;
}

export interface DelegateForm {
  readonly panel: 'delegate';
  readonly view: 'form';
  readonly specs: DelegateFacts['specs'];
  readonly spec: DelegateFacts['spec'];
  readonly levels: readonly LevelOption[];
  readonly suggested: DelegateChoice;
  readonly agents: readonly OfferedAgent[];
  readonly guardrails: DelegateFacts['guardrails'];
  readonly branch: string | null;
  readonly hidden: { readonly text: string; readonly count: number | null; readonly minimum: number };
  readonly missing: readonly Missing[];
  readonly forecasts: readonly Forecast[];
  readonly workflows: DelegateFacts['workflows'];
  /** Set while a launch is under way. */
  readonly launching: boolean;
  readonly problem: Problem | null;
}

/** What went wrong, said in full. */
export interface Problem {
  readonly message: string;
  readonly kept: string;
  readonly next: string;
}

/** `launching` and `problem` come from the launch that this form started, if any. */
export function delegateForm(
  facts: DelegateFacts,
  launch: { readonly launching: boolean; readonly problem: Problem | null } = {
    launching: false,
    problem: null,
  },
): DelegateForm {
  return {
    panel: 'delegate',
    view: 'form',
    specs: facts.specs,
    spec: facts.spec,
    levels: levels.map((level) => ({
      level,
      name: levelTable[level].name,
      reads: levelTable[level].reads,
      trial: level > facts.licensed,
      needs: level === 5 ? levelFiveNeedsText : null,
    })),
    suggested: {
      spec: facts.spec?.path ?? facts.specs[0]?.path ?? '',
      level: facts.level === 5 ? 4 : facts.level,
      backend: facts.backend,
      ...(facts.agent === '' ? {} : { agent: facts.agent }),
      model: facts.model,
      tokens: facts.tokens,
      dollars: facts.dollars,
      minutes: facts.minutes,
    },
    agents: facts.agents,
    guardrails: facts.guardrails,
    branch: facts.branch,
    hidden: { text: hiddenText(facts), count: facts.hiddenScenarios, minimum: facts.minimumScenarios },
    missing: missingOf(facts),
    forecasts: facts.forecasts,
    workflows: facts.workflows,
    ...launch,
  };
}

/** Why *Delegate* waits with this choice; empty means it can start. */
export function launchWaits(form: DelegateForm, choice: DelegateChoice): string[] {
  const level = form.levels.find((option) => option.level === choice.level);
  return [
    ...form.missing.filter((one) => one.blocks && applies(one, choice)).map((one) => one.text),
    ...(level?.needs ? [`level ${level.level} needs ${level.needs}`] : []),
    ...(choice.backend === 'anthropic' && choice.model === '' ? ['name a model'] : []),
    ...(choice.backend === 'acp' && !form.agents.some(({ id }) => id === choice.agent)
      ? ['choose an installed agent']
      : []),
    ...(workflowOf(form, choice)?.problem ? ['choose a workflow that can be carried out'] : []),
    ...(choice.tokens === null && choice.dollars === null ? ['set a cap in tokens or in dollars'] : []),
    ...(choice.backend === 'rehearsal' && choice.tokens === null
      ? ['a rehearsal has no dollars: set a cap in tokens']
      : []),
  ];
}

/** The one that was chosen; undefined where the run follows its level. */
export function workflowOf(
  { workflows }: Pick<DelegateForm, 'workflows'>,
  { workflow }: Pick<DelegateChoice, 'workflow'>,
): OfferedWorkflow | undefined {
  return workflows.find(({ path }) => path === workflow);
}

/** What a run with this choice will probably use. */
export function forecastOf(
  { forecasts }: Pick<DelegateFacts, 'forecasts'>,
  choice: Pick<DelegateChoice, 'level' | 'backend' | 'model' | 'agent'>,
): ForecastText {
  return forecastText(forecastFor(forecasts, kindOf(choice)));
}

/** How strong the holdout will be with this builder, said before anything starts. */
export function holdoutBefore(
  agents: readonly OfferedAgent[],
  choice: Pick<DelegateChoice, 'backend' | 'agent'>,
): string {
  if (choice.backend !== 'acp') return 'strong: it works in a sandbox without access to the vault';
  const agent = agents.find(({ id }) => id === choice.agent);
  if (agent === undefined) return 'not known: no agent is chosen';
  if (agent.reaches === null) return 'none, agent-managed: it runs as you and could look';
  const hosts = agent.reaches.length === 0 ? 'no host' : agent.reaches.join(', ');
  return `strong: it works in a sandbox with its own sign-in and reaches ${hosts}`;
}

function hiddenText(facts: DelegateFacts): string {
  if (facts.vault === 'none') return 'none: this repository has no vault';
  if (facts.hiddenScenarios === null) return 'the vault is locked';
  return `${facts.hiddenScenarios} of at least ${facts.minimumScenarios} for a bound over the bar`;
}
