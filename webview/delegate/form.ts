// The delegation form: one section each for the spec, the level, who builds it, what will hold it, and what is missing.
// Invariant: what was chosen lives here until it is sent; a new snapshot changes what is offered, not what was typed.
import { launchWaits, workflowOf } from '../../extension/core/protocol/delegate-form.ts';
import type { DelegateChoice, DelegateForm } from '../../extension/core/protocol/panels.ts';
import { element, type Section } from '../dom.ts';
import type { Host } from '../host.ts';
import { builderCard } from './builder.ts';
import { evidenceCard } from './evidence.ts';
import { forecastCard } from './forecast.ts';
import { formHeader, problemCard } from './form-header.ts';
import { launchCard } from './launch.ts';
import { levelCard } from './level.ts';
import { missingCard } from './missing.ts';
import { specCard } from './spec.ts';
import { workflowChoice } from './workflow-choice.ts';

export type Change = (change: Partial<DelegateChoice>) => void;

/** Draws the form, and again whenever something is chosen. */
export function formPage(show: (sections: readonly Section[]) => void) {
  const draw = (form: DelegateForm, host: Host): void => {
    const choice = chosen(form, host);
    const change: Change = (changes) => {
      const { spec: _spec, ...rest } = { ...chosen(form, host), ...changes };
      host.drafts.set('choice', JSON.stringify(rest));
      draw(form, host);
    };
    show(sections(form, choice, change, host));
  };
  return draw;
}

function chosen(form: DelegateForm, host: Host): DelegateChoice {
  const draft = host.drafts.get('choice');
  if (draft === '') return form.suggested;
  const { workflow, ...typed } = JSON.parse(draft) as Partial<DelegateChoice>;
  const kept = workflowOf(form, { workflow }) ? { workflow } : {};
  return { ...form.suggested, ...typed, ...kept, spec: form.suggested.spec };
}

function sections(form: DelegateForm, choice: DelegateChoice, change: Change, host: Host): Section[] {
  const { level, backend } = choice;
  const waits = launchWaits(form, choice);
  return [
    { key: 'header', model: [backend], build: () => formHeader(choice) },
    { key: 'problem', model: form.problem, build: () => problemCard(form.problem) },
    { key: 'spec', model: [form.specs, form.spec], build: () => specCard(form, host) },
    { key: 'level', model: [form.levels, level], build: () => levelCard(form, level, change) },
    {
      key: 'workflow',
      model: [form.workflows, choice.workflow],
      build: () => workflowChoice(form, choice, change, host),
    },
    {
      key: 'builder',
      model: [backend, choice.agent, form.agents],
      build: () => builderCard(form, choice, change),
    },
    {
      key: 'side',
      model: [
        [form.missing, form.guardrails, form.hidden, form.branch, form.forecasts],
        [waits, form.launching, choice],
      ],
      build: () =>
        element(
          'div',
          { class: 'side' },
          missingCard(form, choice, host),
          evidenceCard(form, choice),
          forecastCard(form, choice),
          launchCard({ form, choice, waits, host }),
        ),
    },
  ];
}
