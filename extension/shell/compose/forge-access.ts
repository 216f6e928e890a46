// What *Approve* hands to the runner so that it can open a pull request: an account of this editor, else a token of its terminal.
import { tokenFromEnvironment, type TokenAccess } from '../../node/forge/access.ts';
import { signedInGh } from '../../node/forge/gh.ts';
import { sessionOf } from '../../node/forge/network-git.ts';
import type { RunState } from '../../core/run/state.ts';
import { githubAccount } from '../github.ts';
import { githubEnterprise, readSettings } from '../settings.ts';

/** Nothing is asked of anybody where nothing goes to a remote, or where `gh` is signed in for its host. */
export async function forgeAccess({ delivery }: RunState): Promise<TokenAccess> {
  if (delivery?.how !== 'pull-request' || delivery.host === null) return {};
  const { host } = delivery;
  const set = readSettings().githubApiUrl;
  const found = tokenFromEnvironment(process.env);
  const hasGh = (await signedInGh(host, sessionOf(process.env))) !== null;
  const hasToken = found.token !== undefined && found.host === host;
  const account = await githubAccount(host, githubEnterprise(), !hasGh && !hasToken);
  return { ...found, ...account, ...(set === '' ? {} : { apiUrl: set }) };
}
