// Reads one value out of a twin's state, for `{{twin.mail.last.link}}` and for a judge.
// Invariant: own members only, a bounded way and a bounded text, whatever a product put into the twin.
import { isTooDeep } from './plain-data.ts';

const longest = 64 * 1024;

/** Text of what lies at `path`; JSON for what is no text. Undefined when nothing is there, or too much. */
export function stateAt(state: string, path: readonly string[]): string | undefined {
  let value: unknown;
  try {
    value = isTooDeep(state) ? undefined : JSON.parse(state);
  } catch {
    return undefined;
  }
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[part];
  }
  if (value === undefined || value === null) return undefined;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > longest ? undefined : text;
}
