// Who builds it and what it may cost: backend, model, and the caps that stop the run.
import { holdoutBefore } from '../../extension/core/protocol/delegate-form.ts';
import type { DelegateChoice, DelegateForm } from '../../extension/core/protocol/panels.ts';
import { element } from '../dom.ts';
import { dropdown, field, panel } from '../ui/controls.ts';
import { grouped } from '../ui/numbers.ts';
import type { Change } from './form.ts';

const agentPrefix = 'acp:';

/** Installed agents first: whoever has one needs no key. */
function backendsOf(form: DelegateForm) {
  return [
    ...form.agents.map(({ id, name }) => ({ value: agentPrefix + id, label: name })),
    { value: 'anthropic', label: 'Anthropic (API key)' },
    { value: 'rehearsal', label: 'Rehearsal (scripted model)' },
  ];
}

function chosenBuilder(value: string): Partial<DelegateChoice> {
  if (value.startsWith(agentPrefix)) return { backend: 'acp', agent: value.slice(agentPrefix.length) };
  return { backend: value === 'rehearsal' ? 'rehearsal' : 'anthropic' };
}

export function builderCard(form: DelegateForm, choice: DelegateChoice, change: Change): HTMLElement {
  const rehearsal = choice.backend === 'rehearsal';
  const installed = choice.backend === 'acp';
  return panel(
    'Builder and fuse',
    { id: 'builder' },
    element(
      'div',
      { class: 'fields' },
      dropdown({
        key: 'backend',
        label: 'Who builds',
        value: installed ? agentPrefix + (choice.agent ?? '') : choice.backend,
        options: backendsOf(form),
        onChange: (value) => change(chosenBuilder(value)),
      }),
      rehearsal || installed ? null : modelField(choice, change),
      field({
        key: 'tokens',
        label: 'Stop at tokens',
        value: choice.tokens === null ? '' : grouped(choice.tokens),
        placeholder: 'no cap',
        onInput: (text) => change({ tokens: positive(text, true) }),
      }),
      rehearsal ? null : dollarField(choice, change),
      field({
        key: 'minutes',
        label: 'Stop after minutes',
        value: String(choice.minutes),
        onInput: (text) => change({ minutes: positive(text, true) ?? choice.minutes }),
      }),
    ),
    element(
      'p',
      { class: 'holdout' },
      element('strong', {}, 'Holdout strength: '),
      holdoutBefore(form.agents, choice),
    ),
    element('p', { class: 'quiet' }, capNote(installed)),
  );
}

function capNote(installed: boolean): string {
  const always = 'A cap is mandatory. At the cap the run suspends and keeps everything.';
  return installed
    ? `${always} An installed agent is counted between its turns, and where it does not report its tokens only the minutes stop it.`
    : always;
}

function modelField(choice: DelegateChoice, change: Change): HTMLElement {
  return field({
    key: 'model',
    label: 'Model',
    value: choice.model,
    placeholder: 'model id',
    onInput: (model) => change({ model: model.trim() }),
  });
}

function dollarField(choice: DelegateChoice, change: Change): HTMLElement {
  return field({
    key: 'dollars',
    label: 'Stop at dollars',
    value: choice.dollars === null ? '' : String(choice.dollars),
    placeholder: 'no cap',
    onInput: (text) => change({ dollars: positive(text, false) }),
  });
}

/** A positive number, `2,000,000` included; anything else is no cap. */
function positive(text: string, whole: boolean): number | null {
  const value = Number(text.replaceAll(/[,_\s]/g, ''));
  if (text.trim() === '' || !Number.isFinite(value) || value <= 0) return null;
  return whole ? Math.max(1, Math.round(value)) : value;
}
