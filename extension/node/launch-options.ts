// What a launch is asked with, what comes of it, and why one is refused before anything exists.
// Invariant: refusing needs nothing but the options; every refusal says what to do instead.
import { stat } from 'node:fs/promises';
import { levelFiveNeedsText } from '../core/level/ladder.ts';
import type { Level } from '../core/level/level.ts';
import type { InstalledAgent, RunRequest } from '../core/protocol/run-request.ts';

/** Where programs come from and what they may know; both have sensible defaults in a command line. */
export interface StartOptions {
  /** Folder with `runner.mjs` and `evaluator.mjs`; found from the running program when absent. */
  readonly bundles?: string;
  readonly env?: NodeJS.ProcessEnv;
}

export interface LaunchOptions extends StartOptions {
  /** Any folder inside the repository. */
  readonly repository: string;
  /** May be absent only where a commit is judged: its message then stands for a spec. */
  readonly specPath?: string;
  /** A revision that exists and is to be judged; the backend is `none`. */
  readonly adopt?: string;
  readonly level: Level;
  readonly trial: boolean;
  readonly backend: RunRequest['backend'];
  /** Required unless the backend is the rehearsal. */
  readonly model?: string;
  readonly judgeModel?: string;
  readonly limits: RunRequest['limits'];
  readonly cassette?: string;
  readonly baseUrl?: string;
  /** Set when the backend is `acp`. */
  readonly agent?: InstalledAgent;
  readonly apiKey?: string;
  /** The vault's identity; without it hidden evaluation is skipped and said to be. */
  readonly identity?: string;
  readonly owner: string;
  readonly via: RunRequest['via'];
  readonly base?: string;
  /** Absolute path of a file with the run's stages; those of the level when absent. */
  readonly workflow?: string;
  /** Id of a returned run to go on from. */
  readonly parent?: string;
}

export type LaunchRefusal =
  | 'git'
  | 'spec'
  | 'parent'
  | 'worktrees'
  | 'level'
  | 'cap'
  | 'key-missing'
  | 'model-missing'
  | 'agent-missing'
  | 'cassette'
  | 'disk-full'
  | 'node'
  | 'internal';

export type LaunchResult =
  | {
      readonly ok: true;
      readonly runId: string;
      readonly runDir: string;
      readonly evaluator: 'started' | 'no-vault' | 'no-identity' | 'not-at-this-level';
      readonly notes: readonly string[];
    }
  | { readonly ok: false; readonly reason: LaunchRefusal; readonly message: string };

export async function launchRefusal(
  options: LaunchOptions,
): Promise<Extract<LaunchResult, { ok: false }> | null> {
  const no = (reason: LaunchRefusal, message: string) => ({ ok: false as const, reason, message });
  if (options.level === 5) {
    return no(
      'level',
      `Level 5 merges without a human. It needs: ${levelFiveNeedsText}. Launch at level 2, 3 or 4.`,
    );
  }
  if (options.limits.tokens === undefined && options.limits.dollars === undefined) {
    return no('cap', 'A run needs a cap in tokens or in dollars.');
  }
  if (options.backend === 'anthropic' && !options.apiKey) {
    return no(
      'key-missing',
      'No API key. Set ANTHROPIC_API_KEY, or use the rehearsal backend with a cassette.',
    );
  }
  if (options.backend === 'anthropic' && !options.model)
    return no('model-missing', 'Name a model for this backend.');
  if ((options.backend === 'none') !== (options.adopt !== undefined))
    return no(
      'internal',
      'A commit that exists is judged, and nothing is built: that is the backend "none".',
    );
  if ((options.backend === 'acp') !== (options.agent !== undefined))
    return no(
      'agent-missing',
      'No installed agent was named. `dimmer doctor` lists those that are here; choose one, or use an API key.',
    );
  if (options.backend !== 'rehearsal') return null;
  if (!options.cassette) return no('cassette', 'The rehearsal backend needs a cassette file.');
  const there = await stat(options.cassette).then(
    (info) => info.isFile(),
    () => false,
  );
  return there ? null : no('cassette', `There is no cassette at ${options.cassette}.`);
}
