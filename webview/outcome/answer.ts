// The one line that answers.
import { verdictWords } from '../../extension/core/outcome/answer.ts';
import type { OutcomeView } from '../../extension/core/protocol/panels.ts';
import { element } from '../dom.ts';

type Card = OutcomeView['card'];

export function answerLine({ verdict, answer, redFlags }: Card): HTMLElement {
  const word = verdictWords[verdict];
  const rest = answer.startsWith(word) ? answer.slice(word.length) : ` ${answer}`;
  return element(
    'p',
    { class: `answer ${verdict} ${redFlags.length > 0 ? 'flagged' : ''}` },
    element('strong', {}, word),
    rest,
  );
}
