// What the agent has asked, with its choices as buttons and a field for other words. It went on meanwhile, and says with what.
import type { DelegateRunning } from '../../extension/core/protocol/panels.ts';
import { element } from '../dom.ts';
import type { Host } from '../host.ts';
import { button, field, panel } from '../ui/controls.ts';
import { counted } from '../ui/numbers.ts';

type Asked = DelegateRunning['questions'][number];

export function questionsCard({ questions }: DelegateRunning, host: Host): HTMLElement | null {
  if (questions.length === 0) return null;
  return panel(
    counted(questions.length, 'question'),
    { id: 'questions', class: 'calls', note: noteOf(questions) },
    ...questions.map((question) => questionBlock(question, host)),
  );
}

function noteOf(questions: readonly Asked[]): string {
  if (questions.every(({ gate }) => gate)) return 'the workflow waits for you';
  return questions.some(({ gate }) => gate) ? 'for you' : 'about the spec, for you; the run goes on';
}

function questionBlock(asked: Asked, host: Host): HTMLElement {
  const { id, text, meanwhile, answered, gate } = asked;
  const block = element(
    'div',
    { class: 'question', role: 'group', 'aria-labelledby': `${id}-text`, tabindex: -1, 'data-focus': id },
    element('p', { id: `${id}-text`, class: 'asked' }, text),
    element(
      'p',
      { class: 'quiet' },
      gate ? 'The workflow waits here for one of the choices.' : `Meanwhile it goes on with: ${meanwhile}`,
    ),
  );
  if (answered === null) block.append(...answerRows(asked, block, host));
  else
    block.append(
      element(
        'p',
        {},
        element('span', { class: 'quiet' }, 'You: '),
        answered,
        element(
          'span',
          { class: 'quiet' },
          gate ? ' · the run goes on with it' : ' · the agent reads it before its next turn',
        ),
      ),
    );
  return block;
}

function answerRows({ id, choices, gate }: Asked, block: HTMLElement, host: Host): HTMLElement[] {
  const key = `question-${id}`;
  const send = (text: string) => {
    // What was pressed goes away; whoever works by keyboard stays with the question.
    block.focus();
    host.send({ type: 'answer-question', question: id, text });
    host.drafts.set(key, '');
  };
  const sendTyped = () => {
    const text = host.drafts.get(key).trim();
    if (text === '') input.focus();
    else send(text);
  };
  const input = field({
    key,
    label: choices.length === 0 ? 'Your answer' : 'Or in your own words',
    value: host.drafts.get(key),
    onInput: (text) => host.drafts.set(key, text),
  });
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') sendTyped();
  });
  const buttons = choices.map((choice, index) =>
    button({ label: choice, focus: `choice-${id}-${index}`, onClick: () => send(choice) }),
  );
  const shown = buttons.length === 0 ? [] : [element('div', { class: 'actions choices' }, ...buttons)];
  // A gate takes none but its choices.
  if (gate && choices.length > 0) return shown;
  return [
    ...shown,
    element(
      'div',
      { class: 'typed' },
      input,
      button({ label: 'Send answer', focus: `send-${id}`, onClick: sendTyped }),
    ),
  ];
}
