// The next free requirement id, and how the spec writes ids before their sentence.
import { once } from '../spec/memo.ts';
import type { ParsedSpec } from '../spec/parsed-spec.ts';
import { idPrefix } from '../spec/requirement-id.ts';

/** The highest number of each prefix, cited ones included; a map of the caller's own. */
export const highestIn = (spec: ParsedSpec) => new Map(highestOf(spec));

const highestOf = once((spec: ParsedSpec): ReadonlyMap<string, number> => {
  const highest = new Map<string, number>();
  for (const { id } of [...spec.requirements, ...spec.citations]) {
    const prefix = idPrefix(id);
    highest.set(prefix, Math.max(highest.get(prefix) ?? 0, Number(/\d+$/.exec(id)?.[0] ?? 0)));
  }
  return highest;
});

/** The number after the highest one with this prefix, in as many digits. */
export function nextId(highest: Map<string, number>, model: string): string {
  const prefix = idPrefix(model);
  const next = (highest.get(prefix) ?? 0) + 1;
  highest.set(prefix, next);
  const digits = /\d+$/.exec(model)?.[0].length ?? 1;
  const dash = model.slice(prefix.length).startsWith('-') ? '-' : '';
  return `${prefix}${dash}${String(next).padStart(digits, '0')}`;
}

/** As the model is written: `**FR-001**: ` or `R1: `. */
export function lead(
  spec: ParsedSpec,
  { offset, endOffset }: { offset: number; endOffset: number },
  id: string,
): string {
  const bold = /(\*\*|__)$/.exec(spec.text.slice(Math.max(0, offset - 2), offset))?.[1] ?? '';
  const sign = /^(?:\*\*|__)?([.:])/.exec(spec.text.slice(endOffset, endOffset + 4))?.[1] ?? ':';
  return `${bold}${id}${bold}${sign} `;
}
