// Block H: guardrails before and after with the command that replays each, tampering, and what the sandbox denied.
import { levelTable, type Level, type RedBase } from '../../extension/core/level/level.ts';
import type { OutcomeView } from '../../extension/core/protocol/panels.ts';
import { findingText, guardrailStanding } from '../../extension/core/outcome/integrity.ts';
import { element } from '../dom.ts';
import { mark, panel } from '../ui/controls.ts';
import { counted, secondsText } from '../ui/numbers.ts';

type Integrity = OutcomeView['card']['integrity'];
type Guardrail = Integrity['guardrails'][number];

export function integrityCard(integrity: Integrity, level: Level): HTMLElement {
  return panel(
    'Integrity',
    { id: 'integrity', class: 'third' },
    element(
      'ul',
      { class: 'plain' },
      ...integrity.guardrails.map((line) => guardrailRow(line, levelTable[level].redBase)),
      ...(integrity.guardrails.length === 0
        ? [item(mark({ tone: 'warn', text: 'no guardrail was run' }))]
        : []),
      ...integrity.findings.map((finding) => item(mark({ tone: 'bad', text: findingText(finding) }))),
      integrity.checked && integrity.findings.length === 0
        ? item(mark({ tone: 'good', text: 'no test, guardrail or CI file tampered with' }))
        : null,
      item(
        mark({
          tone: integrity.accessDenied === 0 ? 'good' : 'warn',
          text: `${counted(integrity.accessDenied, 'access', 'accesses')} denied by the sandbox`,
        }),
      ),
    ),
  );
}

function guardrailRow(line: Guardrail, redBase: RedBase): HTMLElement {
  const good = line.after === 'pass';
  const time = line.milliseconds === null ? '' : ` in ${secondsText(line.milliseconds)}`;
  const text = `${line.name}: ${guardrailStanding(line, redBase)}${time}`;
  const tone = !line.counted ? 'quiet' : good ? 'good' : 'bad';
  return item(
    mark({ tone, text }),
    element('details', {}, element('summary', {}, 'replay'), element('code', {}, line.command)),
  );
}

function item(...children: HTMLElement[]): HTMLElement {
  return element('li', {}, ...children);
}
