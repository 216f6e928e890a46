// `{{name}}` in scenarios: which names are used, whether they are known in time, and how they are filled in.
// Invariant: filled in once, so a value that looks like a name stays as it is.
import type { Scenario, Step } from './schema.ts';
import type { ScenarioProblem } from './parse-scenario.ts';

const pattern = /\{\{\s*([A-Za-z_][\w.]*)\s*\}\}/g;

/** Replaces every known `{{name}}`; an unknown one stays as written (the parser has refused it before). */
export function fill(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(pattern, (whole, name: string) => values.get(name) ?? whole);
}

/** Fills every string inside plain data, keys included. */
export function fillDeep<T>(data: T, values: ReadonlyMap<string, string>): T {
  if (typeof data === 'string') return fill(data, values) as T;
  if (Array.isArray(data)) return data.map((item: unknown) => fillDeep(item, values)) as T;
  if (typeof data !== 'object' || data === null) return data;
  const entries = Object.entries(data).map(([key, value]) => [
    fill(key, values),
    fillDeep(value as unknown, values),
  ]);
  return Object.fromEntries(entries) as T;
}

/** Names used before a variable or an earlier step's capture gives them a value. */
export function templateProblems(scenario: Scenario): ScenarioProblem[] {
  const known = new Set(Object.keys(scenario.vars));
  return scenario.steps.flatMap((step) => {
    const unknown = [...new Set(namesIn(payload(step)))].filter(
      (name) => !known.has(name) && twinPath(name) === undefined,
    );
    for (const name of captured(step)) known.add(name);
    return unknown.map((name) => ({
      line: step.line,
      message: `\`{{${name}}}\` has no value here; add it to \`vars\` or capture it in an earlier step`,
    }));
  });
}

/** `twin.mail.last.link` -> the twin and the way into its state. */
export function twinPath(name: string): { twin: string; path: readonly string[] } | undefined {
  const [first, twin, ...path] = name.split('.');
  if (first !== 'twin' || twin === undefined || path.length === 0 || path.length > 16) return undefined;
  return path.includes('') ? undefined : { twin, path };
}

/** Values of twins that a step needs before it begins. */
export function twinValuesIn(step: Step): string[] {
  return [...new Set(namesIn(payload(step)))].filter((name) => twinPath(name) !== undefined);
}

/** Names of twins that a step speaks of, in whatever way. */
export function twinsUsed(step: Step): string[] {
  const asked = step.kind === 'twin' ? Object.keys(step.twin) : [];
  const evidence = step.kind === 'judge' ? step.judge.evidence : [];
  const read = [...twinValuesIn(step), ...evidence].flatMap((name) => twinPath(name)?.twin ?? []);
  return [...new Set([...asked, ...read])];
}

function payload(step: Step): unknown {
  switch (step.kind) {
    case 'cli':
      return step.cli;
    case 'http':
      return step.http;
    case 'file':
      return step.file;
    case 'browser':
      return step.browser;
    case 'twin':
      return step.twin;
    case 'judge':
      return step.judge;
  }
}

function captured(step: Step): string[] {
  switch (step.kind) {
    case 'cli':
      return Object.keys(step.cli.capture ?? {});
    case 'http':
      return Object.keys(step.http.capture ?? {});
    case 'file':
      return Object.keys(step.file.capture ?? {});
    case 'browser':
      return Object.keys(step.browser.capture ?? {});
    case 'twin':
      return Object.values(step.twin).flatMap(({ capture }) => Object.keys(capture ?? {}));
    case 'judge':
      return [];
  }
}

function namesIn(data: unknown): string[] {
  if (typeof data === 'string') return [...data.matchAll(pattern)].map((match) => match[1] as string);
  if (Array.isArray(data)) return data.flatMap(namesIn);
  if (typeof data !== 'object' || data === null) return [];
  return Object.entries(data).flatMap(([key, value]) => [...namesIn(key), ...namesIn(value)]);
}
