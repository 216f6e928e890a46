// The one way a boundary turns foreign data into a typed value or a list of problems.
import * as z from 'zod/mini';

export type Decoded<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: readonly string[] };

/** Checks `data` against `schema`. Problems read "path: message"; unknown keys are kept only where the schema is loose. */
export function decode<T>(schema: z.ZodMiniType<T>, data: unknown): Decoded<T> {
  const result = z.safeParse(schema, data);
  if (result.success) return { ok: true, value: result.data };
  return {
    ok: false,
    problems: result.error.issues.map((issue) => `${issue.path.join('.') || '(root)'}: ${issue.message}`),
  };
}

/** Parses JSON text and checks it; text that is not JSON is a problem, never a throw. */
export function decodeJson<T>(schema: z.ZodMiniType<T>, text: string): Decoded<T> {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    return { ok: false, problems: [`not JSON: ${(error as Error).message}`] };
  }
  return decode(schema, data);
}
