// One change of the outside of a product, and whether the spec names it.
import type { Surface } from '../run/evidence.ts';

export type SurfaceChange = Surface['changes'][number];
export type Unnamed = Omit<SurfaceChange, 'named'>;

/** Two sets of names as changes; what is gone is breaking. */
export function compareNames(
  kind: SurfaceChange['kind'],
  before: ReadonlySet<string>,
  after: ReadonlySet<string>,
  detail: string,
): Unnamed[] {
  const change = (name: string, added: boolean): Unnamed => ({
    kind,
    change: added ? 'added' : 'removed',
    name,
    detail,
    breaking: !added,
    privileged: false,
  });
  return [
    ...[...before].filter((name) => !after.has(name)).map((name) => change(name, false)),
    ...[...after].filter((name) => !before.has(name)).map((name) => change(name, true)),
  ];
}

/** Whether a text names it as a word of its own: `--bom` is not named by `--bomb`, nor `add` by `address`. */
export function isNamed(name: string, text: string): boolean {
  const words = name.split(/\s+/).filter((word) => /\w/.test(word));
  return words.length > 0 && words.every((word) => holds(text, word));
}

function holds(text: string, word: string): boolean {
  const part = /[\w$-]/;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const [before = '', after = ''] = [text[at - 1] ?? '', text[at + word.length] ?? ''];
    if (!part.test(before) && !part.test(after)) return true;
  }
  return false;
}
