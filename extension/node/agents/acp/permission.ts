// What an installed agent may do when it asks: nobody is there to answer, so a rule does, and each no is recorded.
// Invariant: only what stays in the worktree is allowed; what cannot be told is allowed only where the sandbox holds it.
import type { PermissionOption, RequestPermissionOutcome } from '@agentclientprotocol/sdk/unstable';
import { realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { isWithin } from '../../sandbox/agent-profile.ts';
import { deniedName } from '../tools/refuse.ts';

/** Where an agent works. Every path is without symbolic links. */
export interface AgentPlace {
  readonly worktree: string;
  /** Its own home and temporary folder; none where it runs as the user. */
  readonly own: readonly string[];
  readonly confined: boolean;
  /** It may look and change nothing. */
  readonly readOnly: boolean;
}

export interface AskedCall {
  readonly kind: string;
  readonly title: string;
  readonly paths: readonly string[];
}

export type Judged = { readonly allow: true } | { readonly allow: false; readonly why: string };

const changes = ['edit', 'delete', 'move'];
const unknowable = ['execute', 'other', 'switch_mode'];

export function judgeCall(call: AskedCall, place: AgentPlace): Judged {
  const { kind, paths } = call;
  const outside = paths.find((path) => !staysInside(path, place));
  if (outside !== undefined) return no(`"${outside.slice(0, 200)}" is outside of the worktree`);
  if (kind === 'fetch') return no('the network is closed but for its own API');
  if (place.readOnly && (changes.includes(kind) || kind === 'execute' || kind === 'switch_mode'))
    return no('nothing may be changed in this stage');
  if (changes.includes(kind)) {
    const name = paths.map((path) => forbiddenIn(path, place)).find((one) => one !== undefined);
    if (name !== undefined) return no(`"${name}" is not an agent's to write`);
    if (paths.length === 0 && !place.confined) return no('it does not say which file');
  }
  if (unknowable.includes(kind) && !place.confined)
    return no('it runs as you, and what this does cannot be held in the worktree');
  return { allow: true };
}

/** The answer among the options that the agent gave; without a fitting one the request is cancelled. */
export function answerWith(allow: boolean, options: readonly PermissionOption[]): RequestPermissionOutcome {
  const wanted = allow ? ['allow_once', 'allow_always'] : ['reject_once', 'reject_always'];
  const option = wanted
    .map((kind) => options.find((one) => one.kind === kind))
    .find((one) => one !== undefined);
  return option === undefined ? { outcome: 'cancelled' } : { outcome: 'selected', optionId: option.optionId };
}

/** Paths that a call names: where it works, what it would change, and what its input calls a path. */
export function pathsOf(call: {
  readonly locations?: readonly { readonly path: string }[] | null;
  readonly content?: readonly { readonly type: string; readonly path?: unknown }[] | null;
  readonly rawInput?: unknown;
}): string[] {
  const located = (call.locations ?? []).map(({ path }) => path);
  const diffed = (call.content ?? []).flatMap(({ type, path }) =>
    type === 'diff' && typeof path === 'string' ? [path] : [],
  );
  return [...new Set([...located, ...diffed, ...inputPaths(call.rawInput)])];
}

const pathKey = /(^|_)(paths?|files?|filename|dir|directory|folder|cwd|workdir|root)$/i;

function inputPaths(input: unknown): string[] {
  if (typeof input !== 'object' || input === null) return [];
  return Object.entries(input).flatMap(([key, value]: [string, unknown]) => {
    if (!pathKey.test(key.replace(/([a-z])([A-Z])/g, '$1_$2'))) return [];
    const values: unknown[] = Array.isArray(value) ? value : [value];
    return values.filter((one): one is string => typeof one === 'string' && one !== '');
  });
}

/** Whether a path leads to the worktree, or to the agent's own folders, once links are followed. */
export function staysInside(path: string, { worktree, own }: AgentPlace): boolean {
  const real = realPlace(absolute(path, worktree));
  return [worktree, ...own].some((root) => isWithin(root, real));
}

function absolute(path: string, worktree: string): string {
  if (path === '~' || path.startsWith(`~${sep}`)) return join(homedir(), path.slice(1));
  const plain = path.startsWith('file://') ? path.slice('file://'.length) : path;
  return isAbsolute(plain) ? resolve(plain) : resolve(worktree, plain);
}

/** Where a path leads once every symbolic link that exists on its way is followed. */
function realPlace(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(realPlace(parent), path.slice(parent.length + 1));
  }
}

function forbiddenIn(path: string, { worktree }: AgentPlace): string | undefined {
  const inside = relative(worktree, absolute(path, worktree));
  return inside.startsWith('..') ? undefined : deniedName(inside.split(sep));
}

const no = (why: string): Judged => ({ allow: false, why });
