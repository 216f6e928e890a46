// A requirement that no hidden scenario covers: write one, or take it untested with a reason, in place.
import type { OutcomeView } from '../../extension/core/protocol/panels.ts';
import { element, type Child } from '../dom.ts';
import type { Host } from '../host.ts';
import { button, field, linkButton, mark } from '../ui/controls.ts';

type Measured = Extract<OutcomeView['card']['satisfaction'], { kind: 'measured' }>;
type Uncovered = Extract<Measured['requirements'][number], { kind: 'uncovered' }>;

export function uncoveredCells(line: Uncovered, open: boolean, host: Host): Child[] {
  if (line.accepted !== null)
    return [mark({ tone: 'warn', text: 'no hidden scenario' }), acceptedCell(line, open, host)];
  return [
    mark({ tone: 'bad', text: 'no hidden scenario' }),
    open ? element('div', { class: 'choices' }, addOne(line, host), acceptCell(line, host)) : null,
  ];
}

function addOne(line: Uncovered, host: Host): HTMLElement {
  return linkButton({
    label: 'add one',
    name: `add one: a hidden scenario for ${line.id}`,
    onClick: () => host.send({ type: 'ask-one-thing', requirement: line.id }),
  });
}

function acceptedCell(line: Uncovered, open: boolean, host: Host): HTMLElement {
  return element(
    'span',
    {},
    `taken untested: ${line.accepted}`,
    open
      ? linkButton({
          label: 'take back',
          name: `Take back: ${line.id} untested`,
          onClick: () => host.send({ type: 'accept-untested', requirement: line.id, reason: '' }),
        })
      : null,
  );
}

/** Its field and button are made when it is opened: a long spec may have many, and each costs more than a row. */
function acceptCell(line: Uncovered, host: Host): HTMLElement {
  const details = element(
    'details',
    { on: { toggle: () => details.open && details.childElementCount === 1 && fill() } },
    element('summary', {}, 'take it untested', element('span', { class: 'visually-hidden' }, `: ${line.id}`)),
  );
  const fill = () => details.append(...reasonFor(line, host));
  return details;
}

function reasonFor(line: Uncovered, host: Host): HTMLElement[] {
  const key = `untested-${line.id}`;
  const input = field({
    key,
    label: `Why is ${line.id} good enough untested?`,
    value: host.drafts.get(key),
    onInput: (text) => host.drafts.set(key, text),
  });
  const send = () => {
    const reason = host.drafts.get(key).trim();
    if (reason === '') return input.focus();
    host.send({ type: 'accept-untested', requirement: line.id, reason });
  };
  const take = button({ label: 'Take it', name: `Take it: ${line.id} untested`, onClick: send });
  return [input, element('div', { class: 'actions' }, take)];
}
