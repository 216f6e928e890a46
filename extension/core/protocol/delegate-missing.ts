// What a delegation still lacks, from what the shell knows: said before the button, each with the command that mends it.
import { levels, levelTable, type Level } from '../level/level.ts';
import type { DelegateFacts } from './delegate-form.ts';
import type { DelegateChoice, PageCommand } from './intents.ts';

type Backend = DelegateChoice['backend'];

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

/** Whether something missing matters for this choice. */
export function applies(missing: Missing, choice: Pick<DelegateChoice, 'level' | 'backend'>): boolean {
  return (
    (missing.levels === null || missing.levels.includes(choice.level)) &&
    (missing.backends === null || missing.backends.includes(choice.backend))
  );
}

const hiddenLevels: readonly Level[] = levels.filter((level) =>
  levelTable[level].stages.includes('validation'),
);

export function missingOf(facts: DelegateFacts): Missing[] {
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
    ...when(facts.agents.length === 0, {
      ...missing('agent', 'No installed agent that can build was found.', {
        label: 'Show what to install',
        command: 'dimmer.doctor',
      }),
      backends: ['acp' as const],
    }),
    ...when(
      facts.agents.some(({ id, signIn }) => id === facts.agent && !signIn.found),
      {
        ...note('sign-in', `The agent may not be signed in: ${signInOf(facts)}.`, {
          label: 'Show how to sign in',
          command: 'dimmer.doctor',
        }),
        backends: ['acp' as const],
      },
    ),
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

function signInOf({ agents, agent }: DelegateFacts): string {
  return agents.find(({ id }) => id === agent)?.signIn.detail ?? '';
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
