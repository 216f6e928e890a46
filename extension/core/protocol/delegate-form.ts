// The delegation form as a view model: what can be chosen, what is missing, and why *Delegate* waits.
// Invariant: pure; page and host ask the same `launchWaits`, so a button and a refusal never disagree.
import { levels, levelTable, type Level } from '../level/level.ts';
import type { DelegateChoice, PageCommand } from './intents.ts';

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
  /** Empty: the backend's default. */
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
    readonly source: 'dimmer.yaml' | 'package.json' | 'none';
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
}

export interface Missing {
  readonly kind: string;
  readonly text: string;
  /** True: *Delegate* waits for it. False: said, and the run may start. */
  readonly blocks: boolean;
  /** Only while one of these is chosen; null means always. */
  readonly levels: readonly Level[] | null;
  readonly backends: readonly Backend[] | null;
  readonly fix: { readonly label: string; readonly command: PageCommand } | null;
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
  readonly guardrails: DelegateFacts['guardrails'];
  readonly branch: string | null;
  readonly hidden: { readonly text: string; readonly count: number | null; readonly minimum: number };
  readonly missing: readonly Missing[];
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

const level5Needs =
  'an area licensed for level 5, a spend cap, a kill switch, a named owner and the bar met; attempts are not part of this version';

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
      needs: level === 5 ? level5Needs : null,
    })),
    suggested: {
      spec: facts.spec?.path ?? facts.specs[0]?.path ?? '',
      level: facts.level === 5 ? 4 : facts.level,
      backend: facts.backend,
      model: facts.model,
      tokens: facts.tokens,
      dollars: facts.dollars,
      minutes: facts.minutes,
    },
    guardrails: facts.guardrails,
    branch: facts.branch,
    hidden: { text: hiddenText(facts), count: facts.hiddenScenarios, minimum: facts.minimumScenarios },
    missing: missingOf(facts),
    ...launch,
  };
}

/** Why *Delegate* waits with this choice; empty means it can start. */
export function launchWaits(form: DelegateForm, choice: DelegateChoice): string[] {
  const level = form.levels.find((option) => option.level === choice.level);
  return [
    ...form.missing.filter((one) => one.blocks && applies(one, choice)).map((one) => one.text),
    ...(level?.needs ? [`level ${level.level} needs ${level.needs}`] : []),
    ...(choice.tokens === null && choice.dollars === null ? ['set a cap in tokens or in dollars'] : []),
    ...(choice.backend === 'rehearsal' && choice.tokens === null
      ? ['a rehearsal has no dollars: set a cap in tokens']
      : []),
  ];
}

/** Whether something missing matters for this choice. */
export function applies(missing: Missing, choice: Pick<DelegateChoice, 'level' | 'backend'>): boolean {
  return (
    (missing.levels === null || missing.levels.includes(choice.level)) &&
    (missing.backends === null || missing.backends.includes(choice.backend))
  );
}

function hiddenText(facts: DelegateFacts): string {
  if (facts.vault === 'none') return 'none: this repository has no vault';
  if (facts.hiddenScenarios === null) return 'the vault is locked';
  return `${facts.hiddenScenarios} of at least ${facts.minimumScenarios} for a bound over the bar`;
}

const hiddenLevels: readonly Level[] = levels.filter((level) =>
  levelTable[level].stages.includes('validation'),
);

function missingOf(facts: DelegateFacts): Missing[] {
  return [...placeMissing(facts), ...specMissing(facts), ...backendMissing(facts), ...evidenceMissing(facts)];
}

function placeMissing(facts: DelegateFacts): Missing[] {
  return [
    ...when(
      !facts.trusted,
      missing('trust', 'This workspace is not trusted: no run can start.', {
        label: 'Manage trust',
        command: 'workbench.trust.manage',
      }),
    ),
    ...(facts.repositoryProblem === null ? [] : [missing('repository', facts.repositoryProblem)]),
    ...when(
      facts.sandbox?.available === false,
      missing('sandbox', `No sandbox on this machine: ${facts.sandbox?.detail ?? ''}`, {
        label: 'Show what to install',
        command: 'dimmer.doctor',
      }),
    ),
    ...when(
      facts.uncommitted,
      note('uncommitted', 'Uncommitted changes are not part of the run: it starts from the last commit.'),
    ),
  ];
}

function specMissing(facts: DelegateFacts): Missing[] {
  const { spec } = facts;
  if (spec === null)
    return [
      missing('spec', 'Choose a spec that says what should exist.', {
        label: 'New spec',
        command: 'dimmer.newSpec',
      }),
    ];
  return [
    ...when(
      spec.requirements === 0,
      missing('requirements', 'The spec has no requirement with an id such as R1.'),
    ),
    ...when(
      spec.blocking > 0,
      note(
        'findings',
        `${spec.blocking} certain ${spec.blocking === 1 ? 'finding' : 'findings'} in the spec: an agent that cannot ask will guess.`,
      ),
    ),
  ];
}

function backendMissing(facts: DelegateFacts): Missing[] {
  return [
    ...when(!facts.keyKept, {
      ...missing('key', 'No API key for Anthropic is kept.', {
        label: 'Set the key',
        command: 'dimmer.setApiKey',
      }),
      backends: ['anthropic' as const],
    }),
    ...when(!facts.cassette, {
      ...missing('cassette', 'A rehearsal needs a cassette: set dimmer.cassette.'),
      backends: ['rehearsal' as const],
    }),
  ];
}

function evidenceMissing(facts: DelegateFacts): Missing[] {
  const hidden = facts.hiddenScenarios;
  const few = hidden !== null && hidden < facts.minimumScenarios;
  return [
    ...when(
      facts.guardrails.names.length === 0,
      note('guardrails', 'No guardrail was found: nothing but the scenarios will hold the result.'),
    ),
    ...when(
      facts.vault === 'none',
      forHidden(
        note('vault', 'No hidden scenarios: the card will say "not checked".', {
          label: 'Make a vault',
          command: 'dimmer.initVault',
        }),
      ),
    ),
    ...when(
      facts.vault === 'locked',
      forHidden(
        note('locked', 'The vault is locked: hidden scenarios cannot be run.', {
          label: 'Unlock the vault',
          command: 'dimmer.unlockVault',
        }),
      ),
    ),
    ...when(
      facts.vault !== 'none' && few,
      forHidden(
        note('minimum', `evidence: ${hidden ?? 0} of ${facts.minimumScenarios} scenarios.`, {
          label: 'Add a scenario',
          command: 'dimmer.newScenario',
        }),
      ),
    ),
  ];
}

function when<T>(condition: boolean, item: T): T[] {
  return condition ? [item] : [];
}

function missing(kind: string, text: string, fix: Missing['fix'] = null): Missing {
  return { kind, text, blocks: true, levels: null, backends: null, fix };
}

function note(kind: string, text: string, fix: Missing['fix'] = null): Missing {
  return { ...missing(kind, text, fix), blocks: false };
}

function forHidden(item: Missing): Missing {
  return { ...item, levels: hiddenLevels };
}
