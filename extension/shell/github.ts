// The GitHub accounts of this editor, for the pull request that *Approve* opens: asked for on that click and at no other time.
// Invariant: the token goes to the runner's standard input and is kept nowhere by us; it is named with the one host it is for.
import * as vscode from 'vscode';

export interface GithubAccount {
  readonly token: string;
  readonly host: string;
}

/**
 * A token for `host`, or undefined: no account of this editor is for that host, or the developer said no. A known one is taken
 * silently; `mayAsk` offers to sign in. `enterprise` is the address of the user's GitHub Enterprise, or empty.
 */
export async function githubAccount(
  host: string,
  enterprise: string,
  mayAsk: boolean,
): Promise<GithubAccount | undefined> {
  const provider = providerOf(host, enterprise);
  if (provider === null) return undefined;
  const silent = await session(provider, { silent: true });
  const found = silent ?? (mayAsk ? await session(provider, { createIfNone: { detail: why() } }) : undefined);
  return found && { token: found.accessToken, host };
}

function why(): string {
  return vscode.l10n.t(
    'To open the pull request in your name. Without it, the branch is pushed and you open it.',
  );
}

/** Refusing to sign in is an answer, not an error. */
async function session(
  provider: string,
  options: vscode.AuthenticationGetSessionOptions,
): Promise<vscode.AuthenticationSession | undefined> {
  try {
    return await vscode.authentication.getSession(provider, ['repo'], options);
  } catch {
    return undefined;
  }
}

function providerOf(host: string, enterprise: string): string | null {
  if (host === 'github.com') return 'github';
  return URL.parse(enterprise)?.host === host ? 'github-enterprise' : null;
}
