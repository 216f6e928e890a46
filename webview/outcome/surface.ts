// Blocks F, G, I and M: what the change did to the outside, to speed and size, to the code, and how it goes back.
import { verdictWords } from '../../extension/core/outcome/evidence-text.ts';
import type { OutcomeView } from '../../extension/core/protocol/panels.ts';
import { element, type Child } from '../dom.ts';
import { mark, panel } from '../ui/controls.ts';

type Card = OutcomeView['card'];

export function surfaceCard({ surface }: Card): HTMLElement | null {
  if (surface === null) return null;
  const ran = surface.tools.filter((tool) => tool.status === 'ran').map((tool) => tool.name);
  return panel(
    'Surface',
    { id: 'surface' },
    list(
      surface.changes.length === 0
        ? [mark({ tone: ran.length === 0 ? 'quiet' : 'good', text: 'no change found' })]
        : surface.changes.map((one) =>
            mark({
              tone: one.named ? 'good' : one.breaking || one.privileged ? 'bad' : 'warn',
              text: `${one.kind.replaceAll('-', ' ')} ${one.name} ${one.change}${one.named ? ', as specified' : ', not in the spec'}`,
            }),
          ),
    ),
    element(
      'p',
      { class: 'quiet' },
      ran.length === 0
        ? 'Nothing here has a surface that could be compared.'
        : `Compared: ${ran.join(', ')}.`,
    ),
    replays(surface.tools),
  );
}

function replays(tools: NonNullable<Card['surface']>['tools']): HTMLElement | null {
  const lines = tools.filter((tool) => tool.status === 'ran' && tool.replay !== null);
  if (lines.length === 0) return null;
  return element(
    'details',
    {},
    element('summary', {}, 'replay'),
    ...lines.map((tool) =>
      element('p', { class: 'quiet' }, `${tool.name}: `, element('code', {}, tool.replay)),
    ),
  );
}

export function performanceCard({ performance, structure }: Card): HTMLElement | null {
  const speed = performance?.lines ?? [];
  const code = structure?.lines ?? [];
  if (speed.length + code.length === 0) return null;
  const number = (value: number) => String(value >= 100 ? Math.round(value) : Math.round(value * 10) / 10);
  return panel(
    'Speed, size and structure',
    { id: 'performance' },
    element(
      'table',
      {},
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          ...['What', 'Before', 'After', 'Noted'].map((text) => element('th', { scope: 'col' }, text)),
        ),
      ),
      element(
        'tbody',
        {},
        ...speed.map((line) =>
          element(
            'tr',
            {},
            element('th', { scope: 'row' }, `${line.name} of ${line.subject}`),
            ...[line.base, line.head].map((one) =>
              element(
                'td',
                {},
                one === null
                  ? 'none'
                  : `${number(one.median)} ${line.unit} (${number(one.low)} to ${number(one.high)}, n ${one.n})`,
              ),
            ),
            element(
              'td',
              {},
              mark({
                tone:
                  line.verdict === 'over-budget'
                    ? 'bad'
                    : line.verdict === 'worse' && line.name !== 'size'
                      ? 'warn'
                      : 'quiet',
                text: `${verdictWords(line)}${line.budget === null ? '' : `, budget ${line.budget} ${line.unit}`}`,
              }),
            ),
          ),
        ),
        ...code.map((line) =>
          element(
            'tr',
            {},
            element('th', { scope: 'row' }, line.name.replaceAll('-', ' ')),
            ...[line.base, line.head].map((value) =>
              element('td', {}, value === null ? 'not known' : `${number(value)} ${line.unit}`),
            ),
            element('td', { class: 'quiet' }, line.detail),
          ),
        ),
      ),
    ),
  );
}

export function wayBackLines({ wayBack }: Card): HTMLElement[] {
  if (wayBack === null) return [];
  return [
    element('p', {}, element('code', {}, wayBack.command)),
    element(
      'p',
      { class: 'quiet' },
      mark({
        tone: wayBack.rehearsed ? 'good' : 'warn',
        text: `${wayBack.rehearsed ? 'way back rehearsed' : 'way back not rehearsed'}: ${wayBack.detail}`,
      }),
    ),
    ...(wayBack.replay === undefined || !wayBack.rehearsed
      ? []
      : [
          element(
            'details',
            {},
            element('summary', {}, 'rehearse it again'),
            element('p', { class: 'quiet' }, element('code', {}, wayBack.replay)),
          ),
        ]),
  ];
}

function list(items: readonly Child[]): HTMLElement {
  return element('ul', { class: 'marks' }, ...items.map((item) => element('li', {}, item)));
}
