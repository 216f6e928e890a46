// `{{name}}` in scenarios: which names are used, whether they are known in time, and how they are filled in.
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
    const unknown = [...new Set(namesIn(payload(step)))].filter((name) => !known.has(name));
    for (const name of Object.keys(captures(step))) known.add(name);
    return unknown.map((name) => ({
      line: step.line,
      message: `\`{{${name}}}\` has no value here; add it to \`vars\` or capture it in an earlier step`,
    }));
  });
}

function payload(step: Step): unknown {
  switch (step.kind) {
    case 'cli':
      return step.cli;
    case 'http':
      return step.http;
    case 'file':
      return step.file;
    case 'judge':
      return step.judge;
  }
}

function captures(step: Step): Readonly<Record<string, string>> {
  if (step.kind === 'cli') return step.cli.capture ?? {};
  if (step.kind === 'http') return step.http.capture ?? {};
  return step.kind === 'file' ? (step.file.capture ?? {}) : {};
}

function namesIn(data: unknown): string[] {
  if (typeof data === 'string') return [...data.matchAll(pattern)].map((match) => match[1] as string);
  if (Array.isArray(data)) return data.flatMap(namesIn);
  if (typeof data !== 'object' || data === null) return [];
  return Object.entries(data).flatMap(([key, value]) => [...namesIn(key), ...namesIn(value)]);
}
