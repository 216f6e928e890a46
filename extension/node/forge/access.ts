// What a window or a terminal hands to a runner so that it can push and open a pull request in the user's name.
// Invariant: it travels on the runner's stdin; a token is named together with the one host it is for.
import type { RunnerInput } from '../../core/protocol/run-request.ts';
import { sessionOf } from './network-git.ts';

export interface TokenAccess {
  readonly token?: string | undefined;
  /** github.com when absent. */
  readonly host?: string | undefined;
  readonly apiUrl?: string | undefined;
}

/** The tokens that `gh` would read from a terminal, and where a test has its API. */
export function tokenFromEnvironment(env: NodeJS.ProcessEnv): TokenAccess {
  const apiUrl = env['DIMMER_GITHUB_API_URL'] || undefined;
  const host = env['GH_HOST'] || 'github.com';
  const ofGithub = host === 'github.com' || host.endsWith('.ghe.com');
  const token = ofGithub
    ? env['GH_TOKEN'] || env['GITHUB_TOKEN']
    : env['GH_ENTERPRISE_TOKEN'] || env['GITHUB_ENTERPRISE_TOKEN'];
  return { token: token || undefined, host, apiUrl };
}

/** The fields of a runner's input that only a delivery reads. */
export function accessInput(
  env: NodeJS.ProcessEnv,
  { token, host, apiUrl }: TokenAccess = {},
): Pick<RunnerInput, 'githubToken' | 'githubHost' | 'githubApiUrl' | 'session'> {
  return {
    session: sessionOf(env),
    ...(token && { githubToken: token, ...(host && { githubHost: host }) }),
    ...(apiUrl && { githubApiUrl: apiUrl }),
  };
}
