// The dial that dims: a fan of fine lines from lit to dark, a needle at the declared level, a mark at observed and licensed.
// Invariant: a picture of what `numbers.ts` says in words; its own text equivalent is one sentence.
import { drawing, element } from '../dom.ts';
import type { Shown } from './shown.ts';

const levels = [2, 3, 4, 5] as const;
const radius = { inner: 62, outer: 80, mark: 54, label: 93 };
const centre = { x: 110, y: 104 };
/** Lines between two levels. */
const between = 15;

/** Degrees from the left end; 2 is at 0, 5 at 180. */
const angleOf = (level: number) => (level - 2) * 60;

/** Gives a function that draws the dial; its needle starts where the last one stood, and turns. */
export function turningDial(): (view: Shown) => HTMLElement {
  let last: number | undefined;
  return (view) => {
    const from = last ?? view.declared.level;
    last = view.declared.level;
    const needle = drawing('g', { class: `needle at-${from}` }, ...needleParts());
    if (from !== last)
      requestAnimationFrame(() =>
        requestAnimationFrame(() => needle.setAttribute('class', `needle at-${view.declared.level}`)),
      );
    return element('figure', { class: 'dial' }, picture(view, needle));
  };
}

function picture(view: Shown, needle: SVGElement): SVGElement {
  const { declared, observed, licensed } = view;
  return drawing(
    'svg',
    { viewBox: '0 0 220 122', role: 'img', 'aria-label': spoken(view) },
    ...fan(),
    ...levels.map((level) => label(level, level === declared.level)),
    licensed.level === observed.level
      ? mark('both', licensed.level)
      : drawing(
          'g',
          {},
          mark('licensed', licensed.level),
          observed.level === null ? null : mark('observed', observed.level),
        ),
    needle,
  );
}

function spoken({ declared, observed, licensed }: Shown): string {
  const seen = observed.level === null ? 'nothing observed yet' : `observed ${observed.level}`;
  return `Dial from level 2, lit, to level 5, dark: declared ${declared.level}, ${seen}, licensed ${licensed.level}.`;
}

/** Each line is a little dimmer than the one before it; those at a level are longer. */
function fan(): SVGElement[] {
  const lines = between * 3;
  return Array.from({ length: lines + 1 }, (_, index) => {
    const whole = index % between === 0;
    const [x1, y1] = at(radius.inner - (whole ? 3 : 0), (index / lines) * 180);
    const [x2, y2] = at(radius.outer + (whole ? 3 : 0), (index / lines) * 180);
    return drawing('line', {
      class: whole ? 'ray level-ray' : 'ray',
      x1,
      y1,
      x2,
      y2,
      'stroke-opacity': (1 - 0.86 * (index / lines) ** 0.8).toFixed(3),
    });
  });
}

function label(level: number, current: boolean): SVGElement {
  const [x, y] = at(radius.label, angleOf(level));
  return drawing(
    'text',
    { class: current ? 'current' : '', x, y: Number(y) + 4, 'text-anchor': 'middle' },
    String(level),
  );
}

/** Observed is a ring, licensed a filled square: told apart by shape, as in the legend. */
function mark(kind: 'observed' | 'licensed' | 'both', level: number): SVGElement {
  const [x, y] = at(radius.mark, angleOf(level)).map(Number) as [number, number];
  return drawing(
    'g',
    { class: `spot ${kind}` },
    kind === 'observed'
      ? null
      : drawing('rect', { class: 'square', x: x - 3, y: y - 3, width: 6, height: 6 }),
    kind === 'licensed'
      ? null
      : drawing('circle', { class: 'ring', cx: x, cy: y, r: kind === 'both' ? 6 : 3.5 }),
  );
}

/** Drawn pointing at level 2; the style sheet turns it. */
function needleParts(): SVGElement[] {
  const { x, y } = centre;
  return [
    drawing('line', { class: 'hand', x1: x - 12, y1: y, x2: x - radius.outer + 8, y2: y }),
    drawing('circle', { class: 'knob', cx: x, cy: y, r: 11 }),
    drawing('circle', { class: 'lamp', cx: x, cy: y, r: 5 }),
  ];
}

function at(distance: number, degrees: number): [string, string] {
  const turn = (degrees * Math.PI) / 180;
  return [
    (centre.x - distance * Math.cos(turn)).toFixed(2),
    (centre.y - distance * Math.sin(turn)).toFixed(2),
  ];
}
