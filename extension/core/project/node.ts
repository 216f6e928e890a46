// A Node project's guardrails: the scripts its authors run themselves.
import * as z from 'zod/mini';
import { decodeJson } from '../protocol/decode.ts';
import type { Detection, ProjectFiles } from './files.ts';

/** Scripts of package.json that are taken, in this order. */
const taken = ['build', 'typecheck', 'lint', 'test'] as const;

const packageSchema = z.object({ scripts: z.optional(z.record(z.string(), z.string())) });

/** The scripts of a package.json; none when it is missing or not JSON. */
export function scriptsOf(text: string | undefined): Readonly<Record<string, string>> {
  const decoded = decodeJson(packageSchema, text ?? '');
  return decoded.ok ? (decoded.value.scripts ?? {}) : {};
}

export function detectNode(files: ProjectFiles): Detection {
  const scripts = scriptsOf(files.text('package.json'));
  const names = taken.filter((name) => scripts[name] !== undefined && !isPlaceholder(scripts[name]));
  const manager = managerOf(files);
  return { source: 'package.json', commands: names.map((name) => ({ name, run: [manager, 'run', name] })) };
}

/** What `npm init` writes into `test`. */
function isPlaceholder(script: string): boolean {
  return /no test specified/.test(script);
}

function managerOf({ paths }: ProjectFiles): string {
  const has = (name: string) => paths.includes(name);
  if (has('pnpm-lock.yaml')) return 'pnpm';
  if (has('yarn.lock')) return 'yarn';
  return has('bun.lock') || has('bun.lockb') ? 'bun' : 'npm';
}
