// The GitHub account of this editor, for the pull request that *Approve* opens: asked for on that click and at no other time.
// Invariant: the token goes to the runner's standard input and is kept nowhere by us.
import * as vscode from 'vscode';

export interface GithubAccess {
  readonly token: string;
  readonly host: string;
}

/**
 * A token for `host`, or undefined: the host is not GitHub's, or the developer said no. Without one the branch is pushed and
 * the page to open the pull request on is named.
 */
export async function githubAccess(host: string | null): Promise<GithubAccess | undefined> {
  if (host !== 'github.com') return undefined;
  const scopes = ['repo'];
  const silent = await vscode.authentication.getSession('github', scopes, { silent: true }).then(
    (session) => session,
    () => undefined,
  );
  const detail = vscode.l10n.t(
    'To open the pull request in your name. Without it, the branch is pushed and you open it.',
  );
  const session =
    silent ??
    (await vscode.authentication.getSession('github', scopes, { createIfNone: { detail } }).then(
      (found) => found,
      () => undefined,
    ));
  return session && { token: session.accessToken, host };
}
