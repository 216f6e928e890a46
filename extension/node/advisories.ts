// Known holes of dependencies that a change brings, from `npm audit` on two lock files.
// Invariant: asked only where the repository's own dimmer.yaml says so, because names and versions of packages leave the machine;
// npm sees two files in a folder of their own: no .npmrc, script or package of the change takes part.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod/mini';
import type { Advisory } from '../core/break-glass/rule.ts';
import { decodeJson } from '../core/protocol/decode.ts';
import { childEnvironment } from './programs.ts';
import { runCommand } from './run-command.ts';

const via = z.union([
  z.string(),
  z.object({ name: z.string(), title: z.string(), url: z.string(), severity: z.string() }),
]);
const reportSchema = z.object({
  vulnerabilities: z.record(z.string(), z.object({ via: z.array(via) })),
});

/** The two files that say which packages a commit installs; null where it has none. */
export interface LockedPackages {
  readonly manifest: string;
  readonly lock: string;
}

export type LookedUp =
  | { readonly ok: true; readonly advisories: readonly Advisory[] }
  | { readonly ok: false; readonly reason: string };

/** Advisories that hold at `head` and did not at `base`. */
export async function newAdvisories(
  base: LockedPackages | null,
  head: LockedPackages,
  env: NodeJS.ProcessEnv = process.env,
): Promise<LookedUp> {
  const after = await audit(head, env);
  if (!after.ok || after.advisories.length === 0) return after;
  const before = base === null ? { ok: true as const, advisories: [] } : await audit(base, env);
  if (!before.ok) return before;
  const known = new Set(before.advisories.map(keyOf));
  return { ok: true, advisories: after.advisories.filter((one) => !known.has(keyOf(one))) };
}

function keyOf({ package: name, url }: Advisory): string {
  return `${name} ${url}`;
}

async function audit({ manifest, lock }: LockedPackages, env: NodeJS.ProcessEnv): Promise<LookedUp> {
  const folder = await mkdtemp(join(tmpdir(), 'dimmer-audit-'));
  try {
    await writeFile(join(folder, 'package.json'), manifest);
    await writeFile(join(folder, 'package-lock.json'), lock);
    const args = ['audit', '--json', '--package-lock-only', '--ignore-scripts', '--no-update-notifier'];
    const ran = await runCommand('npm', args, {
      cwd: folder,
      env: childEnvironment(env),
      timeoutMs: 90_000,
      group: true,
    });
    const report = decodeJson(reportSchema, ran.stdout);
    if (report.ok) return { ok: true, advisories: advisoriesOf(report.value) };
    return { ok: false, reason: ran.missing ? 'npm is not installed' : said(ran.problem, ran.stderr) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** npm exits 1 when it found something, so its report tells, not its exit code. */
function advisoriesOf({ vulnerabilities }: z.infer<typeof reportSchema>): Advisory[] {
  const all = Object.values(vulnerabilities)
    .flatMap(({ via: causes }) => causes)
    .flatMap((one) => (typeof one === 'string' ? [] : [one]))
    .map(({ name, title, url, severity }) => ({ package: name, title, url, severity }));
  return [...new Map(all.map((one) => [keyOf(one), one])).values()];
}

function said(problem: string, stderr: string): string {
  const line = stderr.split('\n').find((one) => /^npm (error|ERR!) (?!code)/.test(one)) ?? '';
  const text = problem || line.replace(/^npm (error|ERR!)\s*/, '').trim() || 'npm gave no report';
  return `npm audit: ${text.slice(0, 200)}`;
}
