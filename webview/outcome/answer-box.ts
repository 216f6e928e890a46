// One answer in place: a field until it is given, then the words with the way to take them back.
import { element } from '../dom.ts';
import type { Host } from '../host.ts';
import { button, field, linkButton } from '../ui/controls.ts';

export interface AnswerBox {
  /** The point's id. */
  readonly id: string;
  readonly label: string;
  readonly answered: string | null;
  readonly open: boolean;
}

export function answerBox({ id, label, answered, open }: AnswerBox, host: Host): HTMLElement | null {
  if (answered !== null) return givenAnswer(id, answered, open, host);
  if (!open) return element('p', { class: 'quiet' }, 'Not answered.');
  const key = `answer-${id}`;
  const send = () => {
    const text = host.drafts.get(key).trim();
    if (text === '') return void input.focus();
    host.send({ type: 'answer', point: id, text });
  };
  const input = field({
    key,
    label,
    value: host.drafts.get(key),
    onInput: (text) => host.drafts.set(key, text),
  });
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') send();
  });
  return element(
    'div',
    { class: 'answer-box' },
    input,
    button({ label: 'Answer', name: `Answer: ${id}`, focus: `send-${id}`, onClick: send }),
  );
}

function givenAnswer(id: string, answered: string, open: boolean, host: Host): HTMLElement {
  return element(
    'p',
    { class: 'given' },
    element('span', { class: 'quiet' }, 'You: '),
    answered,
    ' ',
    open
      ? linkButton({
          label: 'take back',
          name: `Take back the answer to ${id}`,
          focus: `answer-${id}`,
          onClick: () => host.send({ type: 'answer', point: id, text: '' }),
        })
      : null,
  );
}
