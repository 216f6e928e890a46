// `dimmer vault`: makes, fills and checks the store of hidden scenarios. The evaluator does the work; this asks and prints.
import { rm, stat } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { relative, resolve } from 'node:path';
import {
  selftestAnswerSchema,
  vaultAnswerSchema,
  type VaultAnswer,
} from '../core/protocol/evaluator-answer.ts';
import type { VaultAction } from '../core/protocol/evaluator-input.ts';
import { GitProblem, repositoryRoot } from '../node/git.ts';
import { vaultDirectory } from '../node/vault-directory.ts';
import { askEvaluator, refuse, type Asked } from './ask-evaluator.ts';
import { defaultIdentityFile, readIdentity, replaceIdentityFile, writeIdentityFile } from './identity.ts';
import { readIdentityFile } from '../node/identity-file.ts';
import type { CommandIo } from './io.ts';
import { scenarioFiles } from './scenario-files.ts';
import { addedText, listText, selftestText, verifyText } from './vault-text.ts';

export const vaultUsage = `Usage: dimmer vault init [--identity FILE]
       dimmer vault add FILE... [--spec SPEC]      files and folders of scenarios
       dimmer vault list | show ID | remove ID | verify
       dimmer vault recipients add KEY
       dimmer vault recovery-key FILE             a second key, into a file that you keep elsewhere
       dimmer vault rotate
       dimmer vault selftest
All but init and selftest need --identity FILE or DIMMER_IDENTITY_FILE.
`;

type Done = Exclude<VaultAnswer, { error: unknown }>;

interface Context {
  readonly io: CommandIo;
  readonly root: string;
  readonly vaultDir: string;
  readonly flags: { readonly identity?: string; readonly spec?: string };
}

export async function vaultCommand(argv: readonly string[], io: CommandIo): Promise<number> {
  let parsed;
  try {
    const options = { identity: { type: 'string' }, spec: { type: 'string' } } as const;
    parsed = parseArgs({ args: [...argv], options, allowPositionals: true });
  } catch (error) {
    return refuse(io, 2, `${(error as Error).message}\n${vaultUsage}`);
  }
  const [action, ...rest] = parsed.positionals;
  if (action === 'selftest') return selftest(io);
  try {
    const root = await repositoryRoot(io.cwd);
    if (root === null)
      return refuse(io, 3, 'This is not a git repository. A vault belongs to one: run this inside of it.');
    const context = { io, root, vaultDir: await vaultDirectory(root, io.env), flags: parsed.values };
    return await perform(context, action, rest);
  } catch (error) {
    if (error instanceof GitProblem) return refuse(io, 3, error.message);
    throw error;
  }
}

async function perform(
  context: Context,
  action: string | undefined,
  rest: readonly string[],
): Promise<number> {
  const [first, second] = rest;
  if (action === 'init' && rest.length === 0) return init(context);
  if (action === 'add' && rest.length > 0) return add(context, rest);
  if (action === 'list' && rest.length === 0) return tell(context, { type: 'list' }, listText);
  if (action === 'show' && first !== undefined && rest.length === 1)
    return tell(context, { type: 'show', id: first }, ({ text }) => text ?? '');
  if (action === 'remove' && first !== undefined && rest.length === 1)
    return tell(
      context,
      { type: 'remove', id: first },
      () => `Removed ${first}. Every other scenario is as it was.\n`,
    );
  if (action === 'verify' && rest.length === 0) return tell(context, { type: 'verify' }, verifyText);
  if (action === 'recipients' && first === 'add' && second !== undefined && rest.length === 2)
    return tell(
      context,
      { type: 'add-recipient', recipient: second },
      ({ recipients }) => `The vault is now encrypted to ${recipients?.length ?? 0} keys.\n`,
    );
  if (action === 'recovery-key' && first !== undefined && rest.length === 1)
    return recoveryKey(context, first);
  if (action === 'rotate' && rest.length === 0) return rotate(context);
  return refuse(context.io, 2, vaultUsage);
}

async function ask(
  context: Context,
  identity: string | undefined,
  action: VaultAction,
): Promise<Asked<Done>> {
  const { io, vaultDir } = context;
  const input = { v: 1, mode: 'vault', vaultDir, action } as const;
  return askEvaluator(identity === undefined ? input : { ...input, identity }, vaultAnswerSchema, io);
}

async function tell(context: Context, action: VaultAction, text: (body: Done) => string): Promise<number> {
  const { io, flags } = context;
  const identity = await readIdentity(flags.identity, io);
  if (!identity.ok) return refuse(io, 3, identity.message);
  const asked = await ask(context, identity.identity, action);
  if (!asked.ok) return asked.exit;
  io.out(io.json ? `${JSON.stringify(asked.body)}\n` : text(asked.body));
  return asked.exit;
}

async function init(context: Context): Promise<number> {
  const { io, vaultDir, flags } = context;
  const file = resolve(
    io.cwd,
    flags.identity ?? io.env['DIMMER_IDENTITY_FILE'] ?? defaultIdentityFile(io.env),
  );
  const existing = await stat(file).then(
    () => true,
    () => false,
  );
  if (!existing) {
    const keys = await ask(context, undefined, { type: 'new-identity' });
    if (!keys.ok) return keys.exit;
    const { identity = '', recipient = '' } = keys.body;
    await writeIdentityFile(file, { identity, recipient });
  }
  const identity = await readIdentityFile(file);
  if (!identity.ok) return refuse(io, 3, identity.message);
  const made = await ask(context, identity.identity, { type: 'init' });
  if (!made.ok) return made.exit;
  const { recipient } = made.body;
  if (io.json) io.out(`${JSON.stringify({ v: 1, vaultDir, identityFile: file, recipient })}\n`);
  else io.out(initText(vaultDir, file, existing));
  return 0;
}

function initText(vaultDir: string, file: string, existing: boolean): string {
  return `Vault: ${vaultDir}
Identity: ${file}${existing ? ' (it was there and is used as it is)' : ''}
The vault is encrypted to this identity. Without it the scenarios are lost: keep a copy of the file elsewhere.
It protects them on disk, in backups and when the vault is shared, and agents that Dimmer launches cannot reach it.
It does not stop an agent that you run yourself: that one reads what you can read.
Next: dimmer vault add FILE --identity ${file}
`;
}

async function add(context: Context, paths: readonly string[]): Promise<number> {
  const { io, root, flags } = context;
  const found = await scenarioFiles(paths, io.cwd);
  if (!found.ok) return refuse(io, 2, found.message);
  const spec = flags.spec === undefined ? {} : { spec: resolve(io.cwd, flags.spec) };
  return tell(context, { type: 'import', scenarios: found.files, repository: root, ...spec }, addedText);
}

async function rotate(context: Context): Promise<number> {
  const { io, flags } = context;
  const current = await readIdentity(flags.identity, io);
  if (!current.ok) return refuse(io, 3, current.message);
  const keys = await ask(context, undefined, { type: 'new-identity' });
  if (!keys.ok) return keys.exit;
  const { identity = '', recipient = '' } = keys.body;
  const stamp = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const next = `${current.file}.next-${stamp}`;
  // Kept before the vault depends on it: a crash from here on loses neither key.
  await writeIdentityFile(next, { identity, recipient });
  const rotated = await ask(context, current.identity, { type: 'rotate', next: identity });
  if (!rotated.ok) return rotated.exit;
  const old = await replaceIdentityFile(current.file, next, stamp);
  if (io.json)
    io.out(`${JSON.stringify({ ...rotated.body, identityFile: current.file, oldIdentityFile: old })}\n`);
  else
    io.out(
      `The vault is encrypted to a new identity, in ${current.file}.\nThe old one is in ${old}; other vaults may still need it. Copies of this vault made before can still be opened with it.\n`,
    );
  return 0;
}

/** Saved before the vault is encrypted to it: a crash in between leaves a key that opens nothing. */
async function recoveryKey(context: Context, path: string): Promise<number> {
  const { io, root, flags } = context;
  const file = resolve(io.cwd, path);
  if (!relative(root, file).startsWith('..'))
    return refuse(io, 2, 'No key was made: agents read the repository. Name a file outside of it.');
  const current = await readIdentity(flags.identity, io);
  if (!current.ok) return refuse(io, 3, current.message);
  const taken = await stat(file).catch(() => undefined);
  if (taken) return refuse(io, 2, `No key was made: there is a file at ${file} already. Name another.`);
  // Asked first, so that no file is left behind for a vault that this identity does not open.
  const opened = await ask(context, current.identity, { type: 'list' });
  if (!opened.ok) return opened.exit;
  const keys = await ask(context, undefined, { type: 'new-identity' });
  if (!keys.ok) return keys.exit;
  const { identity = '', recipient = '' } = keys.body;
  await writeIdentityFile(file, { identity, recipient });
  const added = await ask(context, current.identity, { type: 'add-recipient', recipient });
  if (!added.ok) {
    await rm(file, { force: true }); // A key that opens nothing would be trusted one day.
    return added.exit;
  }
  const keysNow = added.body.recipients?.length ?? 0;
  if (io.json)
    io.out(`${JSON.stringify({ v: 1, recipients: added.body.recipients, recoveryKeyFile: file })}\n`);
  else
    io.out(
      `Recovery key: ${file}\nThe vault is now encrypted to ${keysNow} keys. Move the file to another medium; it opens every scenario.\n`,
    );
  return 0;
}

async function selftest(io: CommandIo): Promise<number> {
  const asked = await askEvaluator({ v: 1, mode: 'selftest', vaultDir: '' }, selftestAnswerSchema, io);
  if (!asked.ok) return asked.exit;
  io.out(io.json ? `${JSON.stringify(asked.body)}\n` : selftestText(asked.body));
  return asked.exit;
}
