// The user's own `gh`, where it is installed and signed in: their token stays with it.
// Invariant: the branch is pushed before `gh` is asked; it is given everything, so that it neither pushes nor asks.
import { access, constants } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import * as z from 'zod/mini';
import { decodeJson } from '../../core/protocol/decode.ts';
import { runCommand } from '../run-command.ts';
import { withoutCredentials } from './address.ts';
import { networkEnvironment } from './network-git.ts';
import type { Answer, Found, Wanted } from './rest.ts';

export interface Gh {
  readonly file: string;
  readonly host: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Null where there is no `gh`, or where it is not signed in to `host`. */
export async function signedInGh(
  host: string,
  session: Readonly<Record<string, string>>,
): Promise<Gh | null> {
  const file = await onPath();
  if (file === null) return null;
  const quiet = {
    GH_PROMPT_DISABLED: '1',
    GH_NO_UPDATE_NOTIFIER: '1',
    NO_COLOR: '1',
    GH_SPINNER_DISABLED: '1',
  };
  const gh: Gh = { file, host, env: { ...networkEnvironment(session), ...quiet } };
  const { exit } = await call(gh, ['auth', 'status', '--hostname', host]);
  return exit === 0 ? gh : null;
}

const listSchema = z.array(z.object({ number: z.int(), url: z.string(), headRefName: z.string() }));

export async function ghLookUp(gh: Gh, wanted: Wanted): Promise<Answer<Found | null>> {
  const fields = ['--json', 'number,url,headRefName', '--limit', '30'];
  const asked = [
    'pr',
    'list',
    '--repo',
    repositoryOf(gh, wanted),
    '--head',
    wanted.branch,
    '--state',
    'all',
    ...fields,
  ];
  const { exit, stdout, stderr } = await call(gh, asked);
  if (exit !== 0) return unclear(stderr);
  const decoded = decodeJson(listSchema, stdout);
  if (!decoded.ok) return unclear('`gh pr list` printed something that is no list');
  const found = decoded.value.find((pull) => pull.headRefName === wanted.branch && isPage(pull.url));
  return { ok: true, value: found ? { url: found.url, number: found.number } : null };
}

export async function ghCreate(gh: Gh, wanted: Wanted): Promise<Answer<Found>> {
  const { owner, headOwner, branch, into, title, body } = wanted;
  const head = headOwner === owner ? branch : `${headOwner}:${branch}`;
  const where = ['--repo', repositoryOf(gh, wanted), '--head', head, '--base', into];
  const { exit, stdout, stderr } = await call(
    gh,
    ['pr', 'create', ...where, '--title', title, '--body-file', '-'],
    body,
  );
  if (exit !== 0) return unclear(stderr);
  const url = stdout
    .split('\n')
    .map((line) => line.trim())
    .findLast((line) => isPage(line));
  const number = Number(/\/pull\/(\d+)$/.exec(url ?? '')?.[1]);
  if (url === undefined || !Number.isInteger(number)) return unclear('`gh pr create` printed no address');
  return { ok: true, value: { url, number } };
}

function isPage(text: string): boolean {
  return /^https?:\/\/[^\s"'<>\\]+$/.test(text);
}

/** An exit code of `gh` does not tell whether it was the network: a look afterwards does. */
function unclear(text: string): Extract<Answer<never>, { ok: false }> {
  const line = text.split('\n').find((one) => one.trim() !== '') ?? 'gh gave no reason';
  return { ok: false, kind: 'unclear', reason: withoutCredentials(line.trim()).slice(0, 200) };
}

function repositoryOf({ host }: Gh, { owner, name }: Wanted): string {
  return `${host}/${owner}/${name}`;
}

function call({ file, env }: Gh, args: readonly string[], input?: string) {
  const options = { cwd: tmpdir(), env, timeoutMs: 45_000, maxBytes: 1024 * 1024 };
  return runCommand(file, args, input === undefined ? options : { ...options, input });
}

/** Only absolute folders of the PATH: a relative one could lead into a repository. */
async function onPath(): Promise<string | null> {
  const name = process.platform === 'win32' ? 'gh.exe' : 'gh';
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    if (!isAbsolute(folder)) continue;
    const file = join(folder, name);
    const there = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (there) return file;
  }
  return null;
}
