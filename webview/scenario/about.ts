// What stands above the text: which requirement it checks, what can be done with it, and what trying it showed.
import type { ScenarioAbout, ScenarioMessage, Trial } from '../../extension/core/protocol/scenario-page.ts';
import { element, prose, type Child, type Section } from '../dom.ts';
import { button, dropdown, mark } from '../ui/controls.ts';
import { counted } from '../ui/numbers.ts';
import { requirementOf } from './requirement.ts';

export interface AboutActions {
  readonly send: (message: ScenarioMessage) => void;
  readonly choose: (requirement: string) => void;
}

export function aboutSections(about: ScenarioAbout, text: string, actions: AboutActions): Section[] {
  const requirement = requirementOf(text);
  const running = about.trial?.state === 'running';
  return [
    { key: 'notices', model: about.notices, build: () => notices(about.notices) },
    {
      key: 'bar',
      model: [about.requirements, requirement, about.kept, about.subject, running],
      build: () => bar(about, requirement, running, actions),
    },
    { key: 'trial', model: about.trial, build: () => trialOf(about.trial) },
  ];
}

function notices(list: readonly string[]): HTMLElement | null {
  return list.length === 0
    ? null
    : element('ul', { class: 'notices' }, ...list.map((one) => element('li', {}, one)));
}

function bar(
  { requirements, kept, subject }: ScenarioAbout,
  requirement: string | undefined,
  running: boolean,
  { send, choose }: AboutActions,
): HTMLElement {
  const known = requirements.some(({ id }) => id === requirement);
  return element(
    'div',
    { class: 'bar' },
    known && requirement !== undefined
      ? dropdown({
          key: 'requirement',
          label: 'Checks',
          value: requirement,
          options: requirements.map(({ id, text }) => ({ value: id, label: `${id}: ${text}` })),
          onChange: choose,
        })
      : null,
    element(
      'div',
      { class: 'actions' },
      button({
        label: running ? 'Trying...' : 'Try on this commit',
        focus: 'try',
        disabled: running,
        onClick: () => send({ type: 'try' }),
      }),
      kept
        ? null
        : button({
            label: 'Keep in the vault',
            focus: 'keep',
            primary: true,
            onClick: () => send({ type: 'keep' }),
          }),
      kept && subject !== null
        ? button({
            label: 'Judge this commit',
            focus: 'keep',
            primary: true,
            onClick: () => send({ type: 'judge' }),
          })
        : null,
      subject === null ? null : element('span', { class: 'quiet' }, `on ${subject}`),
    ),
  );
}

function trialOf(trial: Trial | null): HTMLElement | null {
  if (trial === null) return null;
  if (trial.state === 'running')
    return element('p', { class: 'trial quiet' }, 'Running it in the sandbox...');
  if (trial.state === 'failed')
    return element('p', { class: 'trial' }, mark({ tone: 'bad', text: trial.message }));
  const { tried, stale } = trial;
  return element(
    'div',
    { class: 'trial' },
    stale ? element('p', { class: 'absent' }, 'The text was changed since it was tried.') : null,
    element('ul', { class: 'verdicts' }, ...verdicts(trial).map((one) => element('li', {}, one))),
    ...tried.problems.map(({ line, message }) =>
      element('p', {}, mark({ tone: 'bad', text: `Line ${line}: ${message}` })),
    ),
    steps(trial),
  );
}

function verdicts({ tried }: Extract<Trial, { state: 'done' }>): Child[] {
  const { satisfied, observed, lost, provedRed } = tried;
  const all = satisfied === observed;
  return [
    observed === 0
      ? mark({ tone: 'warn', text: 'not run' })
      : mark({
          tone: all ? 'good' : 'bad',
          text: `${all ? 'satisfied' : 'not satisfied'}: ${satisfied} of ${counted(observed, 'trajectory', 'trajectories')}`,
        }),
    lost > 0 ? mark({ tone: 'warn', text: `${lost} could not be run, and say nothing` }) : null,
    provedRed === true ? mark({ tone: 'good', text: 'proved: fails on a do-nothing product' }) : null,
    provedRed === false ? mark({ tone: 'bad', text: 'a do-nothing product would satisfy it' }) : null,
  ].filter((one) => one !== null);
}

function steps({ tried }: Extract<Trial, { state: 'done' }>): HTMLElement | null {
  if (tried.steps.length === 0) return null;
  const row = (step: (typeof tried.steps)[number]) =>
    element(
      'tr',
      {},
      element('td', {}, mark(held(step.held))),
      element('th', { scope: 'row' }, ...prose(step.sentence || `line ${step.line}`)),
      element('td', {}, element('pre', {}, step.expected)),
      element('td', {}, element('pre', {}, step.actual)),
    );
  return element(
    'table',
    { class: 'steps' },
    element('caption', { class: 'visually-hidden' }, 'One trajectory, step by step'),
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        ...['Held', 'Step', 'Expected', 'Came'].map((name) => element('th', { scope: 'col' }, name)),
      ),
    ),
    element('tbody', {}, ...tried.steps.map(row)),
  );
}

function held(value: boolean | null) {
  if (value === null) return { tone: 'quiet', text: 'not reached' } as const;
  return value ? ({ tone: 'good', text: 'yes' } as const) : ({ tone: 'bad', text: 'no' } as const);
}

/** For people who listen: what became of a trial. */
export function spokenTrial({ trial, kept }: ScenarioAbout): string {
  if (trial?.state === 'running') return 'Trying it on the commit';
  if (trial?.state === 'failed') return trial.message;
  if (trial?.state !== 'done' || trial.stale) return kept ? 'Kept in the vault' : '';
  const { satisfied, observed } = trial.tried;
  return `Tried: ${satisfied} of ${observed} trajectories satisfied`;
}
