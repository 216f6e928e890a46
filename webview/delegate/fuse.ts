// What the run has spent of what it may spend.
import type { DelegateRunning } from '../../extension/core/protocol/panels.ts';
import { element } from '../dom.ts';
import { fuseBar } from '../ui/bars.ts';
import { panel } from '../ui/controls.ts';
import { dollarsText, short } from '../ui/numbers.ts';

type Fuse = DelegateRunning['fuse'];

export function fuseCard(fuse: Fuse, rehearsal: boolean): HTMLElement {
  return panel(
    'Fuse',
    { id: 'fuse' },
    element(
      'p',
      { class: 'spent' },
      element('strong', {}, fuse.tokens === null ? 'Tokens not reported' : `${short(fuse.tokens)} tokens`),
      element('span', { class: 'quiet' }, capText(fuse)),
    ),
    fuseBar(fuse.fraction),
    element(
      'dl',
      { class: 'rows' },
      ...(fuse.tokens === null
        ? []
        : [row('Read from cache', `${short(fuse.cached)} of ${short(fuse.tokens)}`)]),
      row('Dollars', dollars(fuse, rehearsal)),
      row('Time', `stops after ${fuse.minutesCap} min`),
      forecastRow(fuse.forecast),
    ),
  );
}

function capText(fuse: Fuse): string {
  if (fuse.tokens === null) return 'by this agent: only the minutes stop it';
  return fuse.tokensCap === null ? 'no cap in tokens' : `of ${short(fuse.tokensCap)}`;
}

function forecastRow({ n, rows: [first] }: Fuse['forecast']): HTMLElement {
  if (first === undefined) return row('Forecast', 'no history yet');
  return row(`Forecast, ${first.name.toLowerCase()}`, `${first.value}, n = ${n}`);
}

function row(name: string, value: string): HTMLElement {
  return element('div', {}, element('dt', {}, name), element('dd', {}, value));
}

function dollars(fuse: Fuse, rehearsal: boolean): string {
  if (rehearsal) return 'none: rehearsal';
  if (fuse.dollars === null) return 'not known for this model';
  return fuse.dollarsCap === null
    ? dollarsText(fuse.dollars)
    : `${dollarsText(fuse.dollars)} of ${dollarsText(fuse.dollarsCap)}`;
}
