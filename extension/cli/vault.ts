// `dimmer vault`: makes, fills and checks the store of hidden scenarios. The evaluator does the work; this asks and prints.
import { stat } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { resolve } from 'node:path';
import { selftestAnswerSchema } from '../core/protocol/evaluator-answer.ts';
import { GitProblem, repositoryRoot } from '../node/git.ts';
import { vaultDirectory } from '../node/vault-directory.ts';
import { askEvaluator, refuse } from './ask-evaluator.ts';
import type { CommandIo } from './io.ts';
import { scenarioFiles } from './scenario-files.ts';
import { tell, type Context } from './vault-ask.ts';
import { exportVault, importFolder } from './vault-folders.ts';
import { init, newKey, protect, recoveryKey, rotate } from './vault-keys.ts';
import { mergeVault } from './vault-merge.ts';
import { addedText, listText, rebuiltText, recipientsText, selftestText, verifyText } from './vault-text.ts';

export const vaultUsage = `Usage: dimmer vault init [--identity FILE] [--passphrase]
       dimmer vault add FILE... [--spec SPEC] [--fails-on REF|DIR]... [--passes-on REF|DIR]
                                                  files and folders of scenarios, proved on commits or folders
       dimmer vault edit ID --from FILE            a new text in its place; \`-\` reads it from stdin
       dimmer vault list | show ID | remove ID | path
       dimmer vault verify [--rebuild]             check everything; make a lost manifest anew
       dimmer vault recipients [add KEY | remove KEY [--own]]
       dimmer vault recovery-key FILE             a second key, into a file that you keep elsewhere
       dimmer vault new-key FILE [--passphrase]    for who joins a vault that others made
       dimmer vault rotate
       dimmer vault passphrase [--remove]          protect the identity file by a passphrase
       dimmer vault export FOLDER --encrypted | --plaintext
       dimmer vault import FOLDER                  a backup, an export, scenarios, or files made by \`age\`
       dimmer vault merge                          after \`git pull\` of a shared vault says "conflict"
       dimmer vault selftest
All but init, new-key, path and selftest need --identity FILE or DIMMER_IDENTITY_FILE. The passphrase of an identity file is asked for on
the terminal, or read from --passphrase-file FILE; the new one of \`passphrase\` and \`init --passphrase\` from --new-passphrase-file FILE.
`;

const options = {
  identity: { type: 'string' },
  spec: { type: 'string' },
  'fails-on': { type: 'string', multiple: true },
  'passes-on': { type: 'string' },
  from: { type: 'string' },
  'new-passphrase-file': { type: 'string' },
  passphrase: { type: 'boolean' },
  rebuild: { type: 'boolean' },
  own: { type: 'boolean' },
  remove: { type: 'boolean' },
  encrypted: { type: 'boolean' },
  plaintext: { type: 'boolean' },
} as const;

export async function vaultCommand(argv: readonly string[], io: CommandIo): Promise<number> {
  let parsed;
  try {
    parsed = parseArgs({ args: [...argv], options, allowPositionals: true });
  } catch (error) {
    return refuse(io, 2, `${(error as Error).message}\n${vaultUsage}`);
  }
  const [action = '', ...rest] = parsed.positionals;
  if (action === 'selftest') return selftest(io);
  try {
    const root = await repositoryRoot(io.cwd);
    if (root === null)
      return refuse(io, 3, 'This is not a git repository. A vault belongs to one: run this inside of it.');
    const context = { io, root, vaultDir: await vaultDirectory(root, io.env), flags: parsed.values };
    const entry = Object.hasOwn(actions, action) ? actions[action] : undefined;
    if (entry === undefined || !entry.takes.includes(rest.length)) return refuse(io, 2, vaultUsage);
    return await entry.run(context, rest);
  } catch (error) {
    if (error instanceof GitProblem) return refuse(io, 3, error.message);
    throw error;
  }
}

interface Action {
  /** How many words may follow. */
  readonly takes: readonly number[];
  readonly run: (context: Context, rest: readonly string[]) => Promise<number>;
}

const several = Array.from({ length: 10_000 }, (_, at) => at + 1);

const actions: Readonly<Record<string, Action>> = {
  init: { takes: [0], run: init },
  add: { takes: several, run: add },
  edit: { takes: [1], run: (context, [id = '']) => edit(context, id) },
  list: {
    takes: [0],
    run: (context) => tell(context, { type: 'list', repository: context.root }, listText),
  },
  show: {
    takes: [1],
    run: (context, [id = '']) => tell(context, { type: 'show', id }, ({ text }) => text ?? ''),
  },
  remove: {
    takes: [1],
    run: (context, [id = '']) =>
      tell(context, { type: 'remove', id }, () => `Removed ${id}. Every other scenario is as it was.\n`),
  },
  path: { takes: [0], run: path },
  verify: {
    takes: [0],
    run: (context) =>
      context.flags.rebuild
        ? tell(context, { type: 'rebuild', repository: context.root }, rebuiltText)
        : tell(context, { type: 'verify', repository: context.root }, verifyText),
  },
  recipients: { takes: [0, 2], run: recipients },
  'recovery-key': { takes: [1], run: (context, [file = '']) => recoveryKey(context, file) },
  'new-key': { takes: [1], run: (context, [file = '']) => newKey(context, file) },
  rotate: { takes: [0], run: rotate },
  passphrase: { takes: [0], run: protect },
  export: { takes: [1], run: (context, [folder = '']) => exportVault(context, folder) },
  import: { takes: [1], run: (context, [folder = '']) => importFolder(context, folder) },
  merge: { takes: [0], run: mergeVault },
};

async function add(context: Context, paths: readonly string[]): Promise<number> {
  const { io, root } = context;
  const found = await scenarioFiles(paths, io.cwd);
  if (!found.ok) return refuse(io, 2, found.message);
  const proofs = await proofsOf(context);
  return tell(
    context,
    { type: 'import', scenarios: found.files, repository: root, ...specOf(context), ...proofs },
    addedText,
  );
}

async function proofsOf({ io, flags }: Context): Promise<{ failsOn?: string[]; passesOn?: string }> {
  const [failsOn, passesOn] = [flags['fails-on'], flags['passes-on']];
  const place = (given: string) => placeOf(given, io.cwd);
  return {
    ...(failsOn === undefined ? {} : { failsOn: await Promise.all(failsOn.map(place)) }),
    ...(passesOn === undefined ? {} : { passesOn: await place(passesOn) }),
  };
}

/** A folder as its absolute path; anything else is a commit. */
async function placeOf(given: string, cwd: string): Promise<string> {
  const path = resolve(cwd, given);
  return (await stat(path).catch(() => undefined))?.isDirectory() === true ? path : given;
}

/** From a file or stdin: an editor of its own could leave swap, backup and undo files that nobody here knows of. */
async function edit(context: Context, id: string): Promise<number> {
  const { io, root, flags } = context;
  if (flags.from === undefined)
    return refuse(
      io,
      2,
      `Nothing was changed. An editor started from here could leave copies of ${id} in clear (swap, backup and undo files), so none is started. Open it in VS Code (Scenarios view), or give the new text: \`dimmer vault edit ${id} --from FILE\`, or \`--from -\` for stdin.`,
    );
  const text = flags.from === '-' ? await io.stdin() : await onlyText(flags.from, io.cwd);
  if (text === undefined) return refuse(io, 2, `${flags.from} is not one file that can be read.`);
  return tell(
    context,
    { type: 'add', text, replaces: id, repository: root, ...specOf(context) },
    (body) => `${id} was replaced${body.id === id ? '' : ` by ${body.id}`}.\n${addedText(body)}`,
  );
}

async function onlyText(file: string, cwd: string): Promise<string | undefined> {
  const found = await scenarioFiles([file], cwd);
  return found.ok && found.files.length === 1 ? found.files[0]?.text : undefined;
}

function specOf({ io, flags }: Context): { spec?: string } {
  return flags.spec === undefined ? {} : { spec: resolve(io.cwd, flags.spec) };
}

async function path({ io, vaultDir }: Context): Promise<number> {
  io.out(io.json ? `${JSON.stringify({ v: 1, vaultDir })}\n` : `${vaultDir}\n`);
  return 0;
}

async function recipients(context: Context, [verb, key = '']: readonly string[]): Promise<number> {
  if (verb === undefined) return tell(context, { type: 'recipients' }, recipientsText);
  if (verb === 'add')
    return tell(
      context,
      { type: 'add-recipient', recipient: key },
      (body) => `The vault is now encrypted to ${body.recipients?.length ?? 0} keys.\n`,
    );
  if (verb !== 'remove') return refuse(context.io, 2, vaultUsage);
  return tell(
    context,
    { type: 'remove-recipient', recipient: key, own: context.flags.own ?? false },
    (body) =>
      `The vault is now encrypted to ${body.recipients?.length ?? 0} keys, and everything in it was encrypted anew.\nThe removed key still opens every copy that was made before: backups, clones and their history. What its owner must not know any more has to be written anew.\n`,
  );
}

async function selftest(io: CommandIo): Promise<number> {
  const asked = await askEvaluator({ v: 1, mode: 'selftest', vaultDir: '' }, selftestAnswerSchema, io);
  if (!asked.ok) return asked.exit;
  io.out(io.json ? `${JSON.stringify(asked.body)}\n` : selftestText(asked.body));
  return asked.exit;
}
