// `dimmer vault export` and `import`: a vault to a folder, encrypted or in clear, and back.
// Invariant: scenarios in clear are written only when that is said in so many words, outside of every git repository, into a
// folder that was not there before, for this user alone.
import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { writePrivate } from '../node/private-file.ts';
import { holdingRepository, misplacedVault } from '../node/vault-place.ts';
import { refuse } from './ask-evaluator.ts';
import { readIdentity } from './identity.ts';
import { ask, tell, type Context } from './vault-ask.ts';
import { exportedText, importedText } from './vault-text.ts';

export async function exportVault(context: Context, path: string): Promise<number> {
  const { io, root, flags } = context;
  const folder = resolve(io.cwd, path);
  if (Boolean(flags.encrypted) === Boolean(flags.plaintext))
    return refuse(
      io,
      2,
      'Nothing was exported. Say `--encrypted` for a copy of the vault as it is, which is a backup, or `--plaintext` for every scenario in clear.',
    );
  if ((await stat(folder).catch(() => undefined)) !== undefined)
    return refuse(
      io,
      2,
      `Nothing was exported: there is something at ${folder} already. Name a folder that does not exist yet.`,
    );
  if ((await misplacedVault(root, folder)) !== undefined)
    return refuse(
      io,
      2,
      'Nothing was exported: agents read the repository. Name a folder outside of all its worktrees.',
    );
  return flags.plaintext ? exportPlain(context, folder) : exportCopy(context, folder);
}

async function exportCopy(context: Context, folder: string): Promise<number> {
  const asked = await ask(context, undefined, { type: 'copy', folder });
  if (!asked.ok) return asked.exit;
  const { copied = 0 } = asked.body;
  const { io } = context;
  if (io.json) io.out(`${JSON.stringify({ v: 1, folder, copied })}\n`);
  else
    io.out(
      `${folder}: a copy of the vault in ${copied} files, encrypted as it is. Take it back with \`dimmer vault import ${folder}\`; that needs a key the vault is encrypted to now.\n`,
    );
  return 0;
}

async function exportPlain(context: Context, folder: string): Promise<number> {
  const { io, flags } = context;
  const holder = await holdingRepository(folder);
  if (holder !== null)
    return refuse(
      io,
      2,
      `Nothing was exported: ${folder} would lie in the git repository ${holder}, whose history and agents could keep it. Name a folder outside of any.`,
    );
  const identity = await readIdentity(flags.identity, io);
  if (!identity.ok) return refuse(io, 3, identity.message);
  const asked = await ask(context, identity.identity, { type: 'export' });
  if (!asked.ok) return asked.exit;
  const { files = [], problems = [] } = asked.body;
  await writeFolder(folder, files);
  if (io.json)
    io.out(`${JSON.stringify({ v: 1, folder, files: files.map(({ name }) => name), problems })}\n`);
  else io.out(exportedText(folder, asked.body));
  return asked.exit;
}

/** Whole or not at all: written beside its place, then moved there. */
async function writeFolder(
  folder: string,
  files: readonly { readonly name: string; readonly text: string }[],
): Promise<void> {
  await mkdir(dirname(folder), { recursive: true, mode: 0o700 });
  const partial = join(dirname(folder), `.dimmer-export-${randomBytes(6).toString('hex')}`);
  await mkdir(partial, { mode: 0o700 });
  try {
    for (const { name, text } of files) await writePrivate(join(partial, name), text);
    await rename(partial, folder);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
}

export async function importFolder(context: Context, path: string): Promise<number> {
  const { io, root, flags } = context;
  const spec = flags.spec === undefined ? {} : { spec: resolve(io.cwd, flags.spec) };
  const folder = resolve(io.cwd, path);
  return tell(context, { type: 'import-folder', folder, repository: root, ...spec }, importedText);
}
